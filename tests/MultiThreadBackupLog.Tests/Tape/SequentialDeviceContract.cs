using System;
using System.Linq;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>What every <see cref="SequentialDevice"/> does alike. A device inherits this class and says how to make one with a blank tape.</summary>
public abstract partial class SequentialDeviceContract
{
    /// <summary>Gets what a filemark takes of the capacity.</summary>
    protected abstract long FilemarkCost { get; }

    /// <summary>Gets what a block takes of the capacity.</summary>
    protected abstract long BlockCost(int blockLength);

    /// <summary>Makes a device that stands at the beginning of a blank tape.</summary>
    protected abstract SequentialDevice CreateBlank(ContractTape tape);

    /// <summary>Takes the tape out and puts it in again; the device then stands at its beginning. All was synchronised before.</summary>
    protected virtual SequentialDevice Reload(SequentialDevice device, ContractTape tape)
    {
        Assert.True(device.Rewind().IsSuccess);
        return device;
    }

    [Fact]
    public void ReadBlock_AfterWriting_GivesEachBlockWithItsOwnLength()
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        foreach (int length in new[] { 1, 2, 777, 40_001, 3 })
        {
            Same(TapeCondition.None, device.WriteBlock(Pattern(length)), transferredBytes: length);
        }

        Same(TapeCondition.None, device.Rewind(), position: 0);
        var buffer = new byte[50_000];
        long position = 0;
        foreach (int length in new[] { 1, 2, 777, 40_001, 3 })
        {
            Same(TapeCondition.None, device.ReadBlock(buffer), position: ++position, transferredBytes: length);
            Assert.True(Pattern(length).AsSpan().SequenceEqual(buffer.AsSpan(0, length)));
        }

        Same(TapeCondition.EndOfData, device.ReadBlock(buffer), position: 5);
        Same(TapeCondition.EndOfData, device.ReadBlock(buffer), position: 5);
    }

    [Fact]
    public void ReadBlock_Filemark_EndsBehindItWithoutABlock()
    {
        using SequentialDevice device = Recorded("B F B");
        Same(TapeCondition.None, device.Locate(new TapePosition(0, 1)), position: 1);
        Same(TapeCondition.Filemark, device.ReadBlock(new byte[10]), position: 2, transferredBytes: 0);
    }

    [Theory]
    [InlineData(9, -1)]
    [InlineData(4, -6)]
    [InlineData(0, -10)]
    public void ReadBlock_LongerThanTheBuffer_IsCutAndPassed(int bufferLength, int residualBytes)
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        device.WriteBlock(Pattern(10));
        device.WriteBlock(Pattern(3));
        device.Rewind();
        var buffer = new byte[bufferLength];
        Same(TapeCondition.IncorrectLength, device.ReadBlock(buffer), position: 1, transferredBytes: bufferLength, residualBytes: residualBytes);
        Assert.True(Pattern(10).AsSpan(0, bufferLength).SequenceEqual(buffer));
        Same(TapeCondition.None, device.ReadBlock(new byte[3]), position: 2, transferredBytes: 3);
    }

    [Fact]
    public void WriteBlock_InTheMiddle_MakesItTheLastObject()
    {
        using SequentialDevice device = Recorded("B B F B B");
        device.Locate(new TapePosition(0, 1));
        Same(TapeCondition.None, device.WriteBlock(Pattern(20)), position: 2, transferredBytes: 20);
        Same(TapeCondition.EndOfData, device.ReadBlock(new byte[30]), position: 2);
        Same(TapeCondition.EndOfData, device.Space(SpaceUnit.Filemarks, 1), position: 2, residualFilemarks: 1);
        Same(TapeCondition.None, device.Space(SpaceUnit.Blocks, -1), position: 1);
        Same(TapeCondition.None, device.ReadBlock(new byte[30]), position: 2, transferredBytes: 20);
    }

    [Fact]
    public void WriteFilemarks_InTheMiddle_MakesThemTheLastObjects()
    {
        using SequentialDevice device = Recorded("B B B B");
        device.Locate(new TapePosition(0, 2));
        Same(TapeCondition.None, device.WriteFilemarks(2, isImmediate: false), position: 4);
        Same(TapeCondition.None, device.Space(SpaceUnit.EndOfData, 0), position: 4);
        Same(TapeCondition.Filemark, device.Space(SpaceUnit.Blocks, -1), position: 3, residualBlocks: 1);
    }

    [Fact]
    public void Erase_InTheMiddle_MakesThePositionTheEndOfData()
    {
        using SequentialDevice device = Recorded("B F B B");
        device.Locate(new TapePosition(0, 2));
        Same(TapeCondition.None, device.Erase(), position: 2);
        Same(TapeCondition.EndOfData, device.ReadBlock(new byte[10]), position: 2);
        Same(TapeCondition.Filemark, device.Space(SpaceUnit.Blocks, -1), position: 1, residualBlocks: 1);
    }

    [Fact]
    public void WriteBlock_OutsideTheLimits_IsRefusedAndWritesNothing()
    {
        using SequentialDevice device = Recorded("B");
        device.Space(SpaceUnit.EndOfData, 0);
        foreach (int length in new[] { 0, device.BlockLimits.MaximumBlockLength + 1 })
        {
            Assert.False(device.BlockLimits.Accepts(length));
            Same(TapeCondition.InvalidRequest, device.WriteBlock(new byte[length]), position: 1, hasMessage: true);
        }

        Same(TapeCondition.InvalidRequest, device.WriteBlocks([Pattern(5), Array.Empty<byte>(), Pattern(6)], out int written), position: 2, hasMessage: true);
        Assert.Equal(1, written);
        Same(TapeCondition.EndOfData, device.ReadBlock(new byte[10]), position: 2);
    }

    [Fact]
    public void WriteBlocks_All_AreAcceptedInOrder()
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        ReadOnlyMemory<byte>[] blocks = Enumerable.Range(1, 600).Select(n => new ReadOnlyMemory<byte>(Pattern(n))).ToArray();
        Same(TapeCondition.None, device.WriteBlocks(blocks, out int written), position: 600, transferredBytes: 600);
        Assert.Equal(600, written);
        device.Rewind();
        var buffer = new byte[600];
        for (int n = 1; n <= 600; n++)
        {
            Same(TapeCondition.None, device.ReadBlock(buffer), position: n, transferredBytes: n);
            Assert.True(Pattern(n).AsSpan().SequenceEqual(buffer.AsSpan(0, n)));
        }

        Same(TapeCondition.None, device.WriteBlocks([], out written), isPositionChecked: false);
        Assert.Equal(0, written);
    }

    [Fact]
    public void Methods_NegativeCount_Throw()
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        Assert.Throws<ArgumentOutOfRangeException>(() => device.WriteFilemarks(-1, isImmediate: true));
    }

    [Fact]
    public void Methods_AfterDispose_Throw()
    {
        SequentialDevice device = CreateBlank(new ContractTape());
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.WriteBlock(Pattern(1)));
        Assert.Throws<ObjectDisposedException>(() => device.WriteBlocks([Pattern(1)], out _));
        Assert.Throws<ObjectDisposedException>(() => device.WriteFilemarks(0, isImmediate: false));
        Assert.Throws<ObjectDisposedException>(() => device.ReadBlock(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => device.Space(SpaceUnit.Blocks, 1));
        Assert.Throws<ObjectDisposedException>(() => device.Locate(default));
        Assert.Throws<ObjectDisposedException>(() => device.Rewind());
        Assert.Throws<ObjectDisposedException>(() => device.Erase());
        Assert.Throws<ObjectDisposedException>(() => device.ReadPosition(out _));
    }

    /// <summary>Bytes that differ between lengths and places.</summary>
    protected static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Records "B" (a block of 10 bytes) and "F" (a filemark), synchronises and rewinds.</summary>
    protected SequentialDevice Recorded(string objects)
    {
        SequentialDevice device = CreateBlank(new ContractTape());
        foreach (char letter in objects.Replace(" ", string.Empty, StringComparison.Ordinal))
        {
            Assert.True((letter == 'B' ? device.WriteBlock(Pattern(10)) : device.WriteFilemarks(1, isImmediate: true)).IsSuccess);
        }

        Assert.True(device.WriteFilemarks(0, isImmediate: false).IsSuccess);
        Assert.True(device.Rewind().IsSuccess);
        return device;
    }

    protected static void Same(
        TapeCondition condition,
        TapeResult actual,
        long position = -1,
        int transferredBytes = -1,
        int residualBytes = 0,
        long residualBlocks = 0,
        long residualFilemarks = 0,
        bool isEarlyWarning = false,
        bool hasMessage = false,
        bool isPositionChecked = true)
    {
        Assert.Equal(condition, actual.Condition);
        if (position >= 0 && isPositionChecked)
        {
            Assert.Equal(new TapePosition(0, position), actual.Position);
        }

        if (transferredBytes >= 0)
        {
            Assert.Equal(transferredBytes, actual.TransferredBytes);
        }

        Assert.Equal(residualBytes, actual.ResidualBytes);
        Assert.Equal(residualBlocks, actual.ResidualBlocks);
        Assert.Equal(residualFilemarks, actual.ResidualFilemarks);
        Assert.Equal(isEarlyWarning, actual.IsEarlyWarning);
        Assert.False(actual.IsDeferred);
        Assert.Equal(hasMessage, actual.Message is not null);
    }
}
