using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Disk;

public sealed class FileStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DiskPath => _folder.File("disk.img");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_GivesAFileOfTheWholeLength()
    {
        using (FileStorage disk = FileStorage.Create(DiskPath, 512, 1_000))
        {
            Assert.Equal(1_000, disk.BlockCount);
            Assert.True(disk.Write(999, new byte[512]).IsSuccess);
            Assert.True(disk.Flush().IsSuccess);
        }

        Assert.Equal(512_000, new FileInfo(DiskPath).Length);
        Assert.Throws<IOException>(() => FileStorage.Create(DiskPath, 512, 1));
    }

    [Fact]
    public void Read_OfAFileThatEndsWithinABlock_PadsWithZeros()
    {
        byte[] content = Enumerable.Range(1, 10).Select(n => (byte)n).ToArray();
        File.WriteAllBytes(DiskPath, content);
        using FileStorage disk = FileStorage.OpenReadOnly(DiskPath, 4);
        Assert.Equal(3, disk.BlockCount);
        byte[] read = Enumerable.Repeat((byte)0xEE, 12).ToArray();
        Assert.True(disk.Read(0, read).IsSuccess);
        Assert.Equal([.. content, 0, 0], read);
    }

    [Fact]
    public void Write_OfTheLastBlockAlone_MakesTheFileWhole()
    {
        byte[] content = Enumerable.Range(1, 10).Select(n => (byte)n).ToArray();
        File.WriteAllBytes(DiskPath, content);
        using (FileStorage disk = FileStorage.Open(DiskPath, 4))
        {
            Assert.True(disk.Write(1, [50, 60, 70, 80]).IsSuccess);
            Assert.Equal(10, new FileInfo(DiskPath).Length);
            Assert.True(disk.Write(2, [91, 92, 93, 94]).IsSuccess);
        }

        Assert.Equal([1, 2, 3, 4, 50, 60, 70, 80, 91, 92, 93, 94], File.ReadAllBytes(DiskPath));
    }

    [Fact]
    public void Read_OfAFileThatWasCutMeanwhile_IsAMediumErrorBehindTheCut()
    {
        File.WriteAllBytes(DiskPath, new byte[42]);
        using FileStorage disk = FileStorage.OpenReadOnly(DiskPath, 4);
        using (var file = new FileStream(DiskPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(21);
        }

        StorageResult result = disk.Read(2, new byte[16]);
        Assert.Equal((StorageCondition.MediumError, 3), (result.Condition, result.TransferredBlocks));
        Assert.True(disk.Read(0, new byte[20]).IsSuccess);
        Assert.Equal(StorageCondition.MediumError, disk.Read(10, new byte[4]).Condition);
    }

    [Fact]
    public void Write_ReadOnly_IsWriteProtected()
    {
        File.WriteAllBytes(DiskPath, new byte[8]);
        using FileStorage disk = FileStorage.OpenReadOnly(DiskPath, 4);
        using FileStorage second = FileStorage.OpenReadOnly(DiskPath, 4);
        Assert.True(disk.IsWriteProtected);
        Assert.Equal(StorageCondition.WriteProtected, disk.Write(0, new byte[4]).Condition);
        Assert.Equal(StorageCondition.OutOfRange, disk.Write(2, new byte[4]).Condition);
        Assert.True(disk.Flush().IsSuccess);
    }

    [Fact]
    public void Open_OfAFileThatIsOpenForWriting_Fails()
    {
        using FileStorage disk = FileStorage.Create(DiskPath, 4, 4);
        Assert.Throws<IOException>(() => FileStorage.Open(DiskPath, 4));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(-1, 4)]
    [InlineData(4, -1)]
    [InlineData(2, long.MaxValue)]
    public void Create_WithWrongNumbers_LeavesNoFile(int blockLength, long blockCount)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FileStorage.Create(DiskPath, blockLength, blockCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryStorage(blockLength, blockCount));
        Assert.False(File.Exists(DiskPath));
    }

    [Fact]
    public void Transfers_OfAFileThatFails_AreOutcomes()
    {
        FileStorage.Create(DiskPath, 4, 4).Dispose();
        using var file = new WatchedStorageFile(DiskPath, FileMode.Open);
        using var disk = new FileStorage(file, 4, isReadOnly: false);
        file.WriteErrorCode = WatchedStorageFile.NoSpace;
        Assert.Equal(StorageCondition.NoSpace, disk.Write(0, new byte[4]).Condition);
        file.WriteErrorCode = WatchedStorageFile.InputOutput;
        StorageResult result = disk.Write(0, new byte[4]);
        Assert.Equal((StorageCondition.MediumError, 0), (result.Condition, result.TransferredBlocks));
        Assert.Contains("an injected error", result.ToString(), StringComparison.Ordinal);
        file.ReadErrorCode = WatchedStorageFile.InputOutput;
        Assert.Equal(StorageCondition.MediumError, disk.Read(0, new byte[4]).Condition);
    }

    /// <summary>A system drops what it could not write, and its next fsync succeeds.</summary>
    [Fact]
    public void Flush_AfterAFailedOne_NeverSucceedsAgain()
    {
        FileStorage.Create(DiskPath, 4, 4).Dispose();
        using var file = new WatchedStorageFile(DiskPath, FileMode.Open);
        using var disk = new FileStorage(file, 4, isReadOnly: false);
        Assert.True(disk.Flush().IsSuccess);
        file.FlushErrorCode = WatchedStorageFile.InputOutput;
        Assert.Equal(StorageCondition.MediumError, disk.Flush().Condition);
        file.FlushErrorCode = null;
        Assert.Equal(StorageCondition.MediumError, disk.Flush().Condition);
        Assert.Equal(2, file.Flushes);
        Assert.True(disk.Write(0, new byte[4]).IsSuccess);
    }
}
