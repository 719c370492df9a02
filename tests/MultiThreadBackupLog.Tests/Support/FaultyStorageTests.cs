using System;
using System.Linq;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Tests.Support;

public class FaultyStorageTests
{
    private static readonly byte[] Old = Enumerable.Range(0, 32).Select(n => (byte)n).ToArray();
    private static readonly byte[] New = Enumerable.Range(100, 32).Select(n => (byte)n).ToArray();

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 8)]
    public void Fault_AtOneOperation_StrikesThatOneAlone(bool isAfter, int newBlocks)
    {
        using FaultyStorage disk = FaultyStorage.At(
            new MemoryStorage(4, Old), operation: 1, new StorageFault(StorageCondition.MediumError, isAfter ? StorageFaultPlace.After : StorageFaultPlace.Before));
        Assert.True(disk.CheckReady().IsSuccess);
        StorageResult result = disk.Write(0, New);
        Assert.Equal((StorageCondition.MediumError, 0), (result.Condition, result.TransferredBlocks));
        Assert.Equal([.. New.Take(newBlocks * 4), .. Old.Skip(newBlocks * 4)], Content(disk));
        Assert.True(disk.Flush().IsSuccess);
        Assert.Single(disk.Injected);
    }

    [Fact]
    public void Fault_WithinAWrite_CountsWhatIsThereAndSpoilsOneBlock()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using FaultyStorage disk = FaultyStorage.At(
                new MemoryStorage(4, Old), 0, new StorageFault(StorageCondition.HardwareError, StorageFaultPlace.Within), seed);
            StorageResult result = disk.Write(0, New);
            byte[] content = Content(disk);
            int moved = result.TransferredBlocks * 4;
            Assert.InRange(result.TransferredBlocks, 0, 7);
            Assert.Equal(New.Take(moved), content.Take(moved));
            Assert.Equal(Old.Skip(moved + 4), content.Skip(moved + 4));
            Assert.NotEqual(Old.Skip(moved).Take(4), content.Skip(moved).Take(4));
            Assert.NotEqual(New.Skip(moved).Take(4), content.Skip(moved).Take(4));
        }
    }

    [Fact]
    public void BadBlock_StopsEveryTransferRightThere()
    {
        using FaultyStorage disk = FaultyStorage.WithBadBlocks(new MemoryStorage(4, Old), 5, 3);
        var read = new byte[32];
        StorageResult result = disk.Read(1, read.AsSpan(0, 28));
        Assert.Equal((StorageCondition.MediumError, 2), (result.Condition, result.TransferredBlocks));
        Assert.Equal(Old.Skip(4).Take(8), read.Take(8));
        Assert.Equal(0, disk.Write(5, new byte[4]).TransferredBlocks);
        Assert.True(disk.Read(4, read.AsSpan(0, 4)).IsSuccess);
        Assert.True(disk.Read(6, read.AsSpan(0, 8)).IsSuccess);
    }

    [Fact]
    public void Condition_ThatDidNothing_DoesNothingWhereverItWasPut()
    {
        using FaultyStorage disk = FaultyStorage.At(
            new MemoryStorage(4, Old), 0, new StorageFault(StorageCondition.ReservationConflict, StorageFaultPlace.After));
        Assert.Equal(StorageCondition.ReservationConflict, disk.Write(0, New).Condition);
        Assert.Equal(Old, Content(disk));
    }

    [Fact]
    public void Seed_GivesTheSameFaultsAgain()
    {
        string[] Faults(int seed)
        {
            using FaultyStorage disk = FaultyStorage.Seeded(
                new MemoryStorage(4, Old), seed, 0.3, new(StorageCondition.Busy), new(StorageCondition.MediumError, StorageFaultPlace.Within));
            for (int operation = 0; operation < 50; operation++)
            {
                disk.Write(operation % 8, New.AsSpan(0, 4));
            }

            return [.. disk.Injected];
        }

        Assert.Equal(Faults(1), Faults(1));
        Assert.NotEqual(Faults(1), Faults(2));
        Assert.InRange(Faults(1).Length, 5, 30);
    }

    private static byte[] Content(FaultyStorage disk)
    {
        var content = new byte[Old.Length];
        Assert.True(disk.Inner.Read(0, content).IsSuccess);
        return content;
    }
}
