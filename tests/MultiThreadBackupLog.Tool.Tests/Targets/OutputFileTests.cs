using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Tool.Targets;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Targets;

public class OutputFileTests
{
    [Fact]
    public void Commit_GivesTheNameToTheWholeFile()
    {
        using var folder = new TemporaryFolder();
        using (var file = new OutputFile(folder["f"], replacesExisting: false))
        {
            file.Write([1, 2, 3]);
            Assert.False(File.Exists(folder["f"]));
            file.Commit();
        }

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["f"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesThePartialNameAndGapsInTheirPlace()
    {
        using var folder = new TemporaryFolder();
        using (var file = new OutputFile(folder["f"], replacesExisting: false))
        {
            file.Write([1]);
            file.WriteGap(3);
            file.Write([2]);
            file.WriteGap(2);
        }

        Assert.Equal([1, 0, 0, 0, 2, 0, 0], File.ReadAllBytes(folder["f.partial"]));
        Assert.False(File.Exists(folder["f"]));
    }

    [Fact]
    public void Dispose_OfAnEmptyFileWithoutCommit_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        new OutputFile(folder["f"], replacesExisting: false).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Theory]
    [InlineData("f")]
    [InlineData("f.partial")]
    public void Constructor_WhenTheNameIsTaken_RefusesUnlessToldToReplace(string taken)
    {
        using var folder = new TemporaryFolder();
        folder.Write(taken, [9]);
        Assert.Contains("nothing was overwritten", Assert.Throws<IOException>(() => new OutputFile(folder["f"], replacesExisting: false)).Message);
        Assert.Equal([9], File.ReadAllBytes(folder[taken]));
        using var file = new OutputFile(folder["f"], replacesExisting: true);
        file.Write([1]);
        file.Commit();
        Assert.Equal([1], File.ReadAllBytes(folder["f"]));
    }

    [Fact]
    public void Constructor_WhenALinkToNowhereHasTheName_Refuses()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["f"], folder["nowhere"]);
        Assert.Throws<IOException>(() => new OutputFile(folder["f"], replacesExisting: false));
        Assert.False(File.Exists(folder["nowhere"]));
    }

    [Fact]
    public void Constructor_WhenADirectoryHasTheName_RefusesEvenToReplace()
    {
        using var folder = new TemporaryFolder();
        folder.Make("f");
        Assert.Throws<IOException>(() => new OutputFile(folder["f"], replacesExisting: true));
        Assert.Throws<IOException>(() => new OutputTree(folder["f"], Trees.Problems(), CancellationToken.None));
    }

    [Fact]
    public void OutputTree_DisposedWithoutCommit_LeavesThePartialNameOnly()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 100);
        byte[] archive = Trees.Archive(folder["tree"], Trees.Problems()).Bytes;
        using (var tree = new OutputTree(folder["back"], Trees.Problems(), CancellationToken.None))
        {
            tree.Write(archive);
        }

        Assert.False(Path.Exists(folder["back"]));
        Assert.True(File.Exists(folder["back.partial/a"]));
        new OutputTree(folder["none"], Trees.Problems(), CancellationToken.None).Dispose();
        Assert.False(Path.Exists(folder["none.partial"]));
    }

    [Fact]
    public void OutputTree_OfAnArchiveThatEndsEarly_StaysPartial()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 100_000);
        byte[] archive = Trees.Archive(folder["tree"], Trees.Problems()).Bytes;
        using var tree = new OutputTree(folder["back"], Trees.Problems(), CancellationToken.None);
        tree.Write(archive.AsSpan(0, 50_000));
        Assert.False(tree.Commit());
        Assert.False(Path.Exists(folder["back"]));
    }
}
