using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Sources;

public class FileSourceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4_096, 1)]
    [InlineData(4_097, 2)]
    [InlineData(100_000, 25)]
    public void WriteTo_AFile_FillsWholeBlocksAndAShortLastOne(int length, int blocks)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("f", length);
        ProblemList problems = Trees.Problems();
        var source = Source(file, problems);
        Assert.Equal(length, source.ExpectedBytes);
        MemoryBlocks written = Write(source, 4_096);
        Assert.Equal(blocks, written.Blocks.Count);
        Assert.Equal(File.ReadAllBytes(file), written.Bytes);
        Assert.Empty(problems.First);
    }

    [Fact]
    public async Task WriteTo_APipe_ReadsUntilItsEnd()
    {
        using var folder = new TemporaryFolder();
        TestCalls.MakeFifo(folder["fifo"]);
        var source = Source(folder["fifo"], Trees.Problems());
        Assert.Null(source.ExpectedBytes);
        Task<MemoryBlocks> reading = Task.Run(() => Write(source, 1_000));
        var content = new byte[123_456];
        new Random(3).NextBytes(content);
        Task writing = File.WriteAllBytesAsync(folder["fifo"], content);
        Assert.Equal(content, (await reading).Bytes);
        await writing;
    }

    [Theory]
    [InlineData(50_000, 50_000)]
    [InlineData(150_000, 100_000)]
    public void WriteTo_AFileThatChangesItsLengthMeanwhile_KeepsWhatItHadAtFirstAndSaysSo(int newLength, int kept)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("f", 100_000);
        ProblemList problems = Trees.Problems();
        var blocks = new MemoryBlocks(10_000)
        {
            BeforeBlock = number =>
            {
                if (number == 2)
                {
                    using FileStream stream = File.OpenWrite(file);
                    stream.SetLength(newLength);
                }
            },
        };
        Source(file, problems).WriteTo(blocks, CancellationToken.None);
        blocks.Finish();
        Assert.Equal(kept, blocks.Bytes.Length);
        Assert.Contains("it was changed while it was read; " + kept + " bytes were kept", Assert.Single(problems.Failures()));
    }

    [Fact]
    public void WriteTo_AFileThatTheKernelMakesUp_ReadsUntilItsEnd() =>
        Assert.Equal(37, Write(Source("/proc/sys/kernel/random/uuid", Trees.Problems()), 10).Bytes.Length);

    [Fact]
    public void WriteTo_AFileThatThisBackupWrites_Fails()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("f", 100);
        var own = new HashSet<FileIdentity> { FileStatus.OfPath(file, followLink: true).Identity!.Value };
        Assert.Throws<IOException>(() => Write(new FileSource("f", file, Trees.Problems(), own), 10));
    }

    private static FileSource Source(string path, ProblemList problems) => new("f", path, problems, new HashSet<FileIdentity>());

    private static MemoryBlocks Write(FileSource source, int blockLength)
    {
        var blocks = new MemoryBlocks(blockLength);
        source.WriteTo(blocks, CancellationToken.None);
        blocks.Finish();
        return blocks;
    }
}
