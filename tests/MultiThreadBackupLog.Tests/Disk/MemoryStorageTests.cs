using System;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Tests.Disk;

public class MemoryStorageTests
{
    [Fact]
    public void Write_NearTheEndOfAHugeDisk_TakesRoomForThatAlone()
    {
        using var disk = new MemoryStorage(512, long.MaxValue / 512);
        byte[] written = [.. new byte[511], 7];
        Assert.True(disk.Write(disk.BlockCount - 1, written).IsSuccess);
        var read = new byte[1024];
        Assert.True(disk.Read(disk.BlockCount - 2, read).IsSuccess);
        Assert.Equal(7, read[1023]);
        Assert.Equal(StorageCondition.OutOfRange, disk.Read(disk.BlockCount - 1, read).Condition);
    }

    [Fact]
    public void Content_GivenAtTheBeginning_IsCopied()
    {
        byte[] content = [1, 2, 3, 4, 5, 6];
        using var disk = new MemoryStorage(2, content);
        content[0] = 99;
        var read = new byte[6];
        disk.Read(0, read);
        Assert.Equal([1, 2, 3, 4, 5, 6], read);
        Assert.Equal(3, disk.BlockCount);
        Assert.Throws<ArgumentException>(() => new MemoryStorage(4, content));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryStorage(0, content));
    }

    [Fact]
    public void Write_WhileProtected_ChangesNothing()
    {
        using var disk = new MemoryStorage(2, [1, 2]);
        disk.Protect(true);
        Assert.True(disk.IsWriteProtected);
        Assert.Equal(StorageCondition.WriteProtected, disk.Write(0, [3, 4]).Condition);
        disk.Protect(false);
        Assert.True(disk.Write(0, [5, 6]).IsSuccess);
        var read = new byte[2];
        disk.Read(0, read);
        Assert.Equal([5, 6], read);
    }

    [Fact]
    public void Result_InWords_NamesConditionAndCount()
    {
        Assert.Equal("success after 3 blocks", StorageResult.Success(3).ToString());
        Assert.Equal("Busy after 0 blocks, later", StorageResult.Failure(StorageCondition.Busy, "later").ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageResult.Failure(StorageCondition.None, "no"));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageResult.Success(-1));
        Assert.True(default(StorageResult).IsSuccess);
    }
}
