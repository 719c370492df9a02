using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Targets;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>Trees into archives and back, as the tool does it, without a tape between.</summary>
internal static class Trees
{
    public static ProblemList Problems() => new(_ => { });

    public static MemoryBlocks Archive(string path, ProblemList problems, int blockLength = 10_000, Action<int>? beforeBlock = null, IReadOnlySet<FileIdentity>? ownOutputs = null)
    {
        var blocks = new MemoryBlocks(blockLength) { BeforeBlock = beforeBlock ?? (_ => { }) };
        new DirectorySource("d", path, problems, ownOutputs ?? new HashSet<FileIdentity>()).WriteTo(blocks, CancellationToken.None);
        blocks.Finish();
        return blocks;
    }

    public static void Extract(byte[] archive, string root, ProblemList problems)
    {
        Directory.CreateDirectory(root);
        new TreeExtractor(root, problems, CancellationToken.None).Extract(new MemoryStream(archive), () => 0);
    }

    public static string[] Failures(this ProblemList problems) =>
        problems.First.Where(problem => problem.IsFailure).Select(problem => problem.ToString()).ToArray();
}
