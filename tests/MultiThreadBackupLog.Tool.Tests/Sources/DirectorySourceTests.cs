using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Targets;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Sources;

public class DirectorySourceTests
{
    [Fact]
    public void Any_tree_comes_back_from_its_archive_as_it_was() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            using var folder = new TemporaryFolder();
            RandomTree.Make(folder.Make("tree"), seed);
            ProblemList problems = Trees.Problems();
            MemoryBlocks blocks = Trees.Archive(folder["tree"], problems, blockLength: 1 + (seed % 70_000));
            using (var tree = new OutputTree(folder["back"], problems, CancellationToken.None))
            {
                blocks.Blocks.ForEach(block => tree.Write(block));
                Assert.True(tree.Commit(), string.Join("\n", problems.First));
            }

            Assert.Empty(problems.First);
            Assert.Equal(TreeSnapshot.Of(folder["tree"]), TreeSnapshot.Of(folder["back"]));
            return true;
        },
        200);

    [Fact]
    public void WriteTo_TheSameTreeTwice_MakesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        RandomTree.Make(folder.Make("tree"), 5, 200);
        Assert.Equal(Trees.Archive(folder["tree"], Trees.Problems(), 512).Bytes, Trees.Archive(folder["tree"], Trees.Problems(), 70_000).Bytes);
    }

    [Fact]
    public void WriteTo_ALinkToADirectory_KeepsWhatIsInTheDirectory()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/file", 100);
        File.CreateSymbolicLink(folder["link"], folder["tree"]);
        Trees.Extract(Trees.Archive(folder["link"], Trees.Problems()).Bytes, folder["back"], Trees.Problems());
        Assert.Equal(TreeSnapshot.Of(folder["tree"]), TreeSnapshot.Of(folder["back"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25_000)]
    [InlineData(40_960)]
    [InlineData(99_999)]
    public void WriteTo_AFileThatShrinksWhileItIsRead_FillsItWithZerosAndKeepsTheRest(int newLength)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("tree/b", 100_000);
        folder.Write("tree/a", 3_000, 2);
        folder.Write("tree/c", 3_000, 3);
        byte[] before = File.ReadAllBytes(file);
        ProblemList problems = Trees.Problems();

        // Headers and the first file take less than the first block; the second block already is of the file that shrinks.
        byte[] archive = Trees.Archive(folder["tree"], problems, 10_000, number => Resize(file, number == 2 ? newLength : null)).Bytes;
        Trees.Extract(archive, folder["back"], Trees.Problems());

        byte[] back = File.ReadAllBytes(folder["back/b"]);
        Assert.Equal(before.Length, back.Length);
        int kept = back.AsSpan().CommonPrefixLength(before);
        Assert.True(kept >= newLength || back.AsSpan(kept).IndexOfAnyExcept((byte)0) < 0);
        Assert.True(back.AsSpan(Math.Max(newLength, 20_000)).IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(File.ReadAllBytes(folder["tree/c"]), File.ReadAllBytes(folder["back/c"]));
        Assert.Contains(file + ": it shrank from 100000 to ", Assert.Single(problems.Failures()));
    }

    [Fact]
    public void WriteTo_AFileThatGrowsWhileItIsRead_CutsItAndKeepsTheRest()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("tree/b", 100_000);
        folder.Write("tree/c", 3_000, 3);
        byte[] before = File.ReadAllBytes(file);
        ProblemList problems = Trees.Problems();
        byte[] archive = Trees.Archive(folder["tree"], problems, 10_000, number => Resize(file, number == 2 ? 200_000 : null)).Bytes;
        Trees.Extract(archive, folder["back"], Trees.Problems());
        Assert.Equal(before, File.ReadAllBytes(folder["back/b"]));
        Assert.Equal(File.ReadAllBytes(folder["tree/c"]), File.ReadAllBytes(folder["back/c"]));
        Assert.Contains(file + ": it grew while it was read; the first 100000 bytes were kept", problems.Failures());
    }

    [Fact]
    public void WriteTo_AFileThatIsWrittenWhileItIsRead_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("tree/b", 100_000);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        ProblemList problems = Trees.Problems();
        Trees.Archive(folder["tree"], problems, 10_000, number => File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(number)));
        Assert.Equal(file + ": it was changed while it was read", Assert.Single(problems.Failures()));
    }

    [Fact]
    public void WriteTo_AFileThatVanishesOrIsReplacedBeforeItsTurn_IsPassedOverByName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 30_000);
        folder.Write("tree/b", 100);
        folder.Write("tree/sub/c", 100);
        folder.Write("tree/sub/d", 100);
        folder.Write("secret", 100);
        ProblemList problems = Trees.Problems();
        byte[] archive = Trees.Archive(folder["tree"], problems, 10_000, number =>
        {
            if (number == 1)
            {
                File.Delete(folder["tree/b"]);
                Directory.Delete(folder["tree/sub"], true);
            }
        }).Bytes;
        Trees.Extract(archive, folder["back"], Trees.Problems());
        Assert.Equal([folder["back/a"]], Directory.GetFileSystemEntries(folder["back"]));
        Assert.Equal(2, problems.FailureCount);
        Assert.All(problems.Failures(), failure => Assert.Contains("passed over", failure));
    }

    [Fact]
    public void WriteTo_WhatCannotBeReached_IsPassedOverByNameAndTheRestIsKept()
    {
        using var folder = new TemporaryFolder();
        string deep = "tree/b/" + string.Join('/', Enumerable.Repeat(new string('d', 200), 14));
        string late = string.Join('/', Enumerable.Repeat(new string('e', 200), 8));
        folder.Write("late/" + late + "/unreachable", 100);
        folder.Make(deep);
        folder.Write("tree/a", 100);
        folder.Write("tree/c", 100);

        // Names are moved in, since no path to them is short enough to make them in place: nobody can open them by path, root included.
        Directory.Move(folder["late"], folder[deep + "/late"]);
        try
        {
            ProblemList problems = Trees.Problems();
            Trees.Extract(Trees.Archive(folder["tree"], problems).Bytes, folder["back"], Trees.Problems());
            Assert.Contains("/eee", Assert.Single(problems.Failures()));
            Assert.True(File.Exists(folder["back/a"]));
            Assert.True(File.Exists(folder["back/c"]));
        }
        finally
        {
            Directory.Move(folder[deep + "/late"], folder["late"]);
        }
    }

    [Fact]
    public void WriteTo_FifosAndSockets_ArePassedOverWithANote()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 100);
        folder.Write("tree/z", 100);
        TestCalls.MakeFifo(folder["tree/fifo"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["tree/socket"]));
        ProblemList problems = Trees.Problems();
        Trees.Extract(Trees.Archive(folder["tree"], problems).Bytes, folder["back"], Trees.Problems());
        Assert.Equal(["a", "z"], Directory.GetFileSystemEntries(folder["back"]).Select(Path.GetFileName).Order());
        Assert.False(problems.HasFailures);
        Assert.Equal(
            [folder["tree/fifo"] + ": passed over: it is a FIFO", folder["tree/socket"] + ": passed over: it is a socket"],
            problems.First.Select(problem => problem.ToString()));
    }

    [Fact]
    public void WriteTo_NamesThatAreNoUtf8_AreReportedAndTheRestIsKept()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 100);
        byte[][] names = [[(byte)'x', 0xFF], [(byte)'x', 0xFE], [(byte)'y', 0xF0, 0x9F, 0x98]];
        foreach (byte[] name in names)
        {
            TestCalls.MakeDirectory(folder["tree"], name);
        }

        TestCalls.MakeSymbolicLink([0xFF], folder["tree/link"]);
        try
        {
            ProblemList problems = Trees.Problems();
            Trees.Extract(Trees.Archive(folder["tree"], problems).Bytes, folder["back"], Trees.Problems());
            Assert.Equal([folder["back/a"]], Directory.GetFileSystemEntries(folder["back"]));
            Assert.Equal(4, problems.FailureCount);
            Assert.All(problems.Failures(), failure => Assert.Contains("not valid UTF-8", failure));
        }
        finally
        {
            Array.ForEach(names, name => TestCalls.RemoveDirectory(folder["tree"], name));
        }
    }

    [Fact]
    public void WriteTo_AFileThatItsProgramHasLocked_KeepsIt()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("tree/a", 100);
        using (File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            ProblemList problems = Trees.Problems();
            Trees.Extract(Trees.Archive(folder["tree"], problems).Bytes, folder["back"], Trees.Problems());
            Assert.Empty(problems.First);
        }

        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(folder["back/a"]));
    }

    [Fact]
    public void WriteTo_AFileThatThisBackupWrites_IsPassedOverWithANote()
    {
        using var folder = new TemporaryFolder();
        string tape = folder.Write("tree/image.tap", 100);
        ProblemList problems = Trees.Problems();
        var own = new HashSet<FileIdentity> { FileStatus.OfPath(tape, followLink: true).Identity!.Value };
        Trees.Extract(Trees.Archive(folder["tree"], problems, ownOutputs: own).Bytes, folder["back"], Trees.Problems());
        Assert.Empty(Directory.GetFileSystemEntries(folder["back"]));
        Assert.False(Assert.Single(problems.First).IsFailure);
    }

    [Fact]
    public void WriteTo_AMissingDirectory_FailsAsAWhole()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<IOException>(() => Trees.Archive(folder["nothing"], Trees.Problems()));
    }

    [Fact]
    public void WriteTo_Cancelled_Throws()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 100);
        var source = new Tool.Sources.DirectorySource("d", folder["tree"], Trees.Problems(), new HashSet<FileIdentity>());
        Assert.Throws<OperationCanceledException>(() => source.WriteTo(new MemoryBlocks(100), new CancellationToken(canceled: true)));
    }

    private static void Resize(string file, int? length)
    {
        if (length is { } bytes)
        {
            using FileStream stream = File.OpenWrite(file);
            stream.SetLength(bytes);
        }
    }
}
