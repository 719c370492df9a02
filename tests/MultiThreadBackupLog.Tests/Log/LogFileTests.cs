using System;
using System.IO;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The few operations on files and their names that a log rests on: those of the operating system, and what is made of any file.</summary>
public class LogFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_FileOfTheSystem_ClosesItForReadingAndForWriting(bool wasRead)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log");
        LogFile file = LogFolder.OfSystem.Create(path, replaces: false);
        file.Write(0, [1, 2, 3], 3);
        if (wasRead)
            Assert.Equal(3, file.Read(0, new byte[10]));

        // Until then it is read by whoever likes, and nobody has it alone.
        Assert.Throws<IOException>(() => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        file.Dispose();
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(3, alone.Length);
    }

    [Fact]
    public void Read_FileOfTheSystem_GivesWhatWasWrittenAtOnce()
    {
        using var folder = new TemporaryFolder();
        using LogFile file = LogFolder.OfSystem.Create(folder.File("log"), replaces: false);
        var read = new byte[5];
        file.Write(0, [1, 2, 3, 4, 5], 4);
        Assert.Equal(4, file.Read(0, read));
        Assert.Equal([1, 2, 3, 4, 0], read);
        file.Write(2, [9], 1);
        Assert.Equal(2, file.Read(2, read));
        Assert.Equal([9, 4, 3, 4, 0], read);
        file.SetLength(1);
        Assert.Equal(1, file.Read(0, read));
        Assert.Equal(0, file.Read(1, read));
        Assert.Equal(0, file.Read(100, read));
    }

    [Fact]
    public void Create_FileThatExists_ReplacesItOnlyWhereThatIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log");
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Throws<IOException>(() => LogFolder.OfSystem.Create(path, replaces: false));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        LogFolder.OfSystem.Create(path, replaces: true).Dispose();
        Assert.Empty(File.ReadAllBytes(path));
    }

    [Fact]
    public void Rename_NameOfAnotherFile_ReplacesItOnlyWhereThatIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a"), [1]);
        File.WriteAllBytes(folder.File("b"), [2]);
        Assert.Throws<IOException>(() => LogFolder.OfSystem.Rename(folder.File("a"), folder.File("b"), replaces: false));
        Assert.Equal([2], File.ReadAllBytes(folder.File("b")));
        LogFolder.OfSystem.Rename(folder.File("a"), folder.File("b"), replaces: true);
        LogFolder.OfSystem.SynchronizeRenamed(folder.File("b"));
        Assert.Equal([1], File.ReadAllBytes(folder.File("b")));
        Assert.False(LogFolder.OfSystem.Exists(folder.File("a")));
        LogFolder.OfSystem.Rename(folder.File("b"), folder.File("c"), replaces: false);
        Assert.True(LogFolder.OfSystem.Exists(folder.File("c")));
        LogFolder.OfSystem.Delete(folder.File("c"));
        LogFolder.OfSystem.Delete(folder.File("c"));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(0, 4, 4)]
    [InlineData(2, 4, 4)]
    [InlineData(3, 4, 3)]
    [InlineData(6, 4, 0)]
    [InlineData(7, 4, 0)]
    [InlineData(long.MaxValue, 4, 0)]
    [InlineData(0, 6, 6)]
    [InlineData(0, 0, 0)]
    public void Read_SourceOfTheBeginningOfAFile_EndsWhereThatEnds(long offset, int wanted, int expected)
    {
        // The file has more, which is no part of it.
        using var file = new SimulatedFile([]);
        file.Write(0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10);
        using (var source = new LogFileSource(file, 6))
        {
            Assert.Equal(6, source.Length);
            var read = new byte[wanted];
            Assert.Equal(expected, source.Read(offset, read));
            for (int index = 0; index < wanted; index++)
                Assert.Equal(index < expected ? offset + index : 0, read[index]);
        }

        Assert.False(file.IsDisposed);
    }

    [Fact]
    public void Write_StreamOverAFile_WritesEachPartBehindTheOneBefore()
    {
        using var file = new SimulatedFile([]);
        using (var stream = new LogFileStream(file))
        {
            Assert.Equal((false, false, true), (stream.CanRead, stream.CanSeek, stream.CanWrite));
            stream.Write([1, 2, 3, 4, 5], 0, 2);
            stream.Write([1, 2, 3, 4, 5], 3, 2);
            stream.Flush();
            Assert.Equal((4, 4), (stream.Length, stream.Position));
            Assert.Throws<NotSupportedException>(() => stream.Position = 0);
            Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
            Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
            Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        }

        Assert.False(file.IsDisposed);
        Assert.Equal([1, 2, 4, 5], file.Current);
    }
}
