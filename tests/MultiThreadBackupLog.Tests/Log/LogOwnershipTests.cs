using System;
using System.IO;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Who closes which file, and who leaves it to another.</summary>
public class LogOwnershipTests
{
    private static readonly StreamDescription Description = new("a");

    [Fact]
    public void Dispose_SnapshotOfALogThatGoesOn_LeavesTheLogsFileOpen()
    {
        var folder = new SimulatedFolder();
        using WriteLog log = WriteLog.CreateFile(folder, "log", new WriteLogOptions());
        log.Snapshot().Dispose();
        Assert.False(folder["log"]!.IsDisposed);
        log.AppendBlocks(log.DefineStream(Description), 64, 3);
        log.Commit();
        Assert.Equal(3, WriteLogIndex.Build(log.Snapshot()).EndLogicalObjectIdentifier);
        log.Dispose();
        Assert.True(folder["log"]!.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => log.Commit());
    }

    [Fact]
    public void Dispose_SnapshotOfASource_DisposesOfItWhereItIsTheSnapshotsOwnAlone()
    {
        var source = new CountedSource(PagedLog.Write(1, 5, 20).Bytes);
        new WriteLogSnapshot(source, source.Length, ownsSource: false).Dispose();
        Assert.Equal(0, source.Disposals);

        var own = new WriteLogSnapshot(source, source.Length, ownsSource: true);
        WriteLogRecovery recovery = WriteLogRecovery.Recover(own);
        recovery.Log!.Dispose();
        Assert.Equal(0, source.Disposals);
        recovery.Dispose();
        Assert.Equal(1, source.Disposals);
    }

    [Fact]
    public void Dispose_SnapshotOfAStream_LeavesItToTheCaller()
    {
        using var stream = new MemoryStream(PagedLog.Write(1, 5, 20).Bytes);
        new WriteLogSnapshot(stream).Dispose();
        Assert.True(stream.CanRead);
        WriteLogRecovery.Recover(new WriteLogSnapshot(stream)).Dispose();
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Dispose_OfWhatWasOpenedFromAFile_ClosesIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        File.WriteAllBytes(path, PagedLog.Write(1, 5, 20).Bytes);
        AssertClosed(path, () => WriteLogSnapshot.OpenFile(path));
        AssertClosed(path, () => WriteLogRecovery.RecoverFile(path));
        AssertClosed(path, () => WriteLogRecovery.RecoverFile(path, WriteLogRecoveryMode.Salvage));
        File.Delete(path);
        AssertClosed(path, () => WriteLog.CreateFile(path, new WriteLogOptions()));
    }

    [Fact]
    public void RecoverFile_ModeThatIsNone_SaysSoAndClosesTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        File.WriteAllBytes(path, PagedLog.Write(1, 5, 20).Bytes);
        Assert.Equal("mode", Assert.Throws<ArgumentOutOfRangeException>(() => WriteLogRecovery.RecoverFile(path, (WriteLogRecoveryMode)3)).ParamName);
        Assert.False(OpenFiles.CanBeSeen && OpenFiles.Contains(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void CreateFile_FirstPageCannotBeWrittenOrMadeDurable_SaysSoAndClosesTheFile(int failingOperation)
    {
        var folder = new SimulatedFolder { Prepare = file => file.FailingOperation = failingOperation };
        Assert.Throws<IOException>(() => WriteLog.CreateFile(folder, "log", new WriteLogOptions()));
        Assert.True(folder["log"]!.IsDisposed);
    }

    [Fact]
    public void Dispose_SecondTime_TouchesNoFile()
    {
        var folder = new SimulatedFolder();
        WriteLog log = WriteLog.CreateFile(folder, "log", new WriteLogOptions { SealsFileWhenClosed = true });
        log.Close();
        log.Dispose();

        // Somebody else's by now.
        SimulatedFile file = folder["log"]!;
        folder.Create("log.sealing", replaces: false);
        log.Dispose();
        Assert.Equal(["log", "log.sealing"], folder.Names);
        Assert.Same(file, folder["log"]);
    }

    [Fact]
    public void WriteSealed_PlaceIsTaken_DoesNotEvenBegin()
    {
        var folder = new SimulatedFolder();
        using WriteLog log = WriteLog.CreateFile(folder, "log", new WriteLogOptions());
        log.Close();
        int before = folder.OperationCount;
        Assert.Throws<IOException>(() => WriteLog.WriteSealed(folder, log.Snapshot(), "log"));
        Assert.Equal(before, folder.OperationCount);
    }

    private static void AssertClosed(string path, Func<IDisposable> open)
    {
        IDisposable opened = open();
        Assert.True(!OpenFiles.CanBeSeen || OpenFiles.Contains(path));
        opened.Dispose();
        Assert.False(OpenFiles.CanBeSeen && OpenFiles.Contains(path));
    }

    private sealed class CountedSource(byte[] bytes) : LogSource
    {
        private readonly MemoryLogSource _bytes = new(bytes);

        public int Disposals { get; private set; }

        public override long Length => _bytes.Length;

        public override int Read(long offset, Span<byte> destination) => _bytes.Read(offset, destination);

        public override void Dispose() => Disposals++;
    }
}
