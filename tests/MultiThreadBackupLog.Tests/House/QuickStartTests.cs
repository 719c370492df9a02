using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Samples;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>The quick start of the README compiles, runs, and is the text that people read.</summary>
public class QuickStartTests
{
    [Fact]
    public void QuickStart_FourFiles_RestoresTheWantedOne()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        string[] files = Enumerable.Range(0, 4).Select(index =>
        {
            string path = Path.Combine(folder.Path, "disk-" + (char)('a' + index));
            var content = new byte[random.Next(0, 900_000)];
            random.NextBytes(content);
            File.WriteAllBytes(path, content);
            return path;
        }).ToArray();
        using var restored = new MemoryStream();

        RestoreReport report = QuickStart.Run(folder.Path, files, "disk-b", restored);

        Assert.True(report.IsSuccess);
        Assert.Equal(RestoreVerification.StreamChecksum, Assert.Single(report.Streams).Verification);
        Assert.Equal(File.ReadAllBytes(files[1]), restored.ToArray());
    }

    [Fact]
    public void QuickStart_InTheReadme_IsTheCompiledText()
    {
        string[] source = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "samples", "QuickStart.cs"));
        int begin = Array.FindIndex(source, line => line.Contains("begin of the quick start", StringComparison.Ordinal));
        int end = Array.FindIndex(source, line => line.Contains("end of the quick start", StringComparison.Ordinal));
        string[] sample = source[(begin + 1)..end].Select(line => line.Length > 8 ? line[8..] : line.Trim()).ToArray();
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains(string.Join("\n", sample), readme, StringComparison.Ordinal);
    }
}
