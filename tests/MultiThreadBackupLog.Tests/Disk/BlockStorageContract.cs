using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Tests.Disk;

/// <summary>What every <see cref="BlockStorage"/> does alike. A device inherits this class and says how to make one that holds zeros.</summary>
public abstract partial class BlockStorageContract
{
    /// <summary>Makes a device of zeros.</summary>
    protected abstract BlockStorage Create(int blockLength, long blockCount);

    /// <summary>Gives the device back and takes it again, where it can hold its content meanwhile.</summary>
    protected virtual BlockStorage Reload(BlockStorage device) => device;

    [Fact]
    public void Read_OfWhatWasNeverWritten_GivesZeros()
    {
        using BlockStorage device = Create(512, 300);
        byte[] read = Filled(300 * 512, 0xEE);
        Same(StorageCondition.None, 300, device.Read(0, read));
        Assert.True(read.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal((512, 300L, false), (device.BlockLength, device.BlockCount, device.IsWriteProtected));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 50_000)]
    [InlineData(520, 400)]
    [InlineData(4096, 40)]
    [InlineData(300_000, 3)]
    public void Write_OfTheWholeDevice_IsReadBack(int blockLength, int blockCount)
    {
        using BlockStorage device = Create(blockLength, blockCount);
        byte[] content = Pattern(blockLength * blockCount, seed: 1);
        Same(StorageCondition.None, blockCount, device.Write(0, content));
        Same(StorageCondition.None, 0, device.Flush());
        Same(StorageCondition.None, 0, device.CheckReady());
        AssertContent(content, device);
    }

    [Fact]
    public void Write_InTheMiddle_TouchesNothingElse()
    {
        using BlockStorage device = Create(16, 10_000);
        byte[] model = Pattern(160_000, seed: 2);
        device.Write(0, model);
        byte[] middle = Pattern(16 * 5_000, seed: 3);
        Same(StorageCondition.None, 5_000, device.Write(3_999, middle));
        middle.CopyTo(model, 3_999 * 16);
        AssertContent(model, device);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(10, 1)]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue / 4, 4)]
    public void Transfer_OverTheEnd_IsOutOfRangeAndMovesNothing(long firstBlock, int blockCount)
    {
        using BlockStorage device = Create(4, 10);
        byte[] content = Pattern(40, seed: 4);
        device.Write(0, content);
        Same(StorageCondition.OutOfRange, 0, device.Write(firstBlock, Filled(blockCount * 4, 0xEE)));
        AssertContent(content, device);
        Same(StorageCondition.OutOfRange, 0, device.Read(firstBlock, new byte[blockCount * 4]));
    }

    [Fact]
    public void Transfer_OfNoBlocks_IsSuccessUpToTheEnd()
    {
        using BlockStorage device = Create(4, 10);
        foreach (long block in new long[] { 0, 5, 10 })
        {
            Same(StorageCondition.None, 0, device.Read(block, default));
            Same(StorageCondition.None, 0, device.Write(block, default));
        }
    }

    [Fact]
    public void Device_WithoutBlocks_TakesOnlyEmptyTransfers()
    {
        using BlockStorage device = Create(512, 0);
        Same(StorageCondition.None, 0, device.Read(0, default));
        Same(StorageCondition.OutOfRange, 0, device.Read(0, new byte[512]));
        Same(StorageCondition.OutOfRange, 0, device.Write(0, new byte[512]));
        Same(StorageCondition.None, 0, device.Flush());
    }

    [Fact]
    public void Transfer_WithAWrongArgument_IsAnException()
    {
        using BlockStorage device = Create(16, 10);
        Assert.Throws<ArgumentException>(() => device.Read(0, new byte[15]));
        Assert.Throws<ArgumentException>(() => device.Write(0, new byte[17]));
        Assert.Throws<ArgumentException>(() => device.Read(100, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Read(-1, new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Write(-1, new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Read(long.MinValue, default));
        AssertContent(new byte[160], device);
    }

    [Fact]
    public void Operations_AfterDispose_Throw()
    {
        BlockStorage device = Create(16, 10);
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.Read(0, new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => device.Write(0, new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => device.Flush());
        Assert.Throws<ObjectDisposedException>(() => device.CheckReady());
    }

    [Fact]
    public async Task Transfers_OfFourThreadsOnNeighbouringBlocks_DoNotMix()
    {
        const int Threads = 4;
        const int Blocks = 2_000;
        const int Length = 24;
        using BlockStorage device = Create(Length, Threads * Blocks);
        var tasks = new Task[Threads];
        for (int thread = 0; thread < Threads; thread++)
        {
            int mine = thread;
            tasks[thread] = Task.Factory.StartNew(
                () =>
                {
                    var read = new byte[Length];
                    for (int block = 0; block < Blocks; block++)
                    {
                        // Each thread has every fourth block, so every page is shared by all.
                        long number = (block * Threads) + mine;
                        byte[] written = Pattern(Length, (int)number);
                        Same(StorageCondition.None, 1, device.Write(number, written));
                        Same(StorageCondition.None, 1, device.Read(number, read));
                        Assert.True(written.AsSpan().SequenceEqual(read), "Block " + number + " is another's.");
                    }
                },
                default,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        await Task.WhenAll(tasks);
        var block0 = new byte[Length];
        for (int number = 0; number < Threads * Blocks; number++)
        {
            Same(StorageCondition.None, 1, device.Read(number, block0));
            Assert.True(Pattern(Length, number).AsSpan().SequenceEqual(block0), "Block " + number + " was overwritten.");
        }
    }

    protected static byte[] Pattern(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static void Same(StorageCondition condition, int transferredBlocks, StorageResult actual)
    {
        Assert.Equal((condition, transferredBlocks), (actual.Condition, actual.TransferredBlocks));
        Assert.Equal(condition == StorageCondition.None, actual.IsSuccess);
        Assert.Equal(actual.IsSuccess, actual.Message is null);
    }

    protected static void AssertContent(byte[] expected, BlockStorage device)
    {
        byte[] actual = Filled(expected.Length, 0xEE);
        Same(StorageCondition.None, expected.Length / device.BlockLength, device.Read(0, actual));
        Assert.True(expected.AsSpan().SequenceEqual(actual), "The device holds other bytes.");
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
