using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Tape;

/// <content>Moves: every unit, both directions, every way to end.</content>
public abstract partial class SequentialDeviceContract
{
    // Object:                          0 1 2 3 4 5 6 7 8 9
    private const string MovingTape = " B B F B F F B F F F ";

    [Theory]
    [InlineData(0, 0, TapeCondition.None, 0, 0)]
    [InlineData(0, 2, TapeCondition.None, 2, 0)]
    [InlineData(0, 3, TapeCondition.Filemark, 3, 1)]
    [InlineData(2, 1, TapeCondition.Filemark, 3, 1)]
    [InlineData(3, 100, TapeCondition.Filemark, 5, 99)]
    [InlineData(10, 1, TapeCondition.EndOfData, 10, 1)]
    [InlineData(10, long.MaxValue, TapeCondition.EndOfData, 10, long.MaxValue)]
    [InlineData(2, -2, TapeCondition.None, 0, 0)]
    [InlineData(2, -3, TapeCondition.BeginningOfMedium, 0, 1)]
    [InlineData(0, -1, TapeCondition.BeginningOfMedium, 0, 1)]
    [InlineData(4, -1, TapeCondition.None, 3, 0)]
    [InlineData(4, -2, TapeCondition.Filemark, 2, 1)]
    [InlineData(10, -5, TapeCondition.Filemark, 9, 5)]
    public void Space_Blocks_StopsAtAFilemarkOnItsFarSide(long from, long count, TapeCondition condition, long to, long residualBlocks)
    {
        using SequentialDevice device = Recorded(MovingTape);
        device.Locate(new TapePosition(0, from));
        Same(condition, device.Space(SpaceUnit.Blocks, count), position: to, residualBlocks: residualBlocks);
        StandsAt(device, to);
    }

    [Theory]
    [InlineData(0, 0, TapeCondition.None, 0, 0)]
    [InlineData(0, 1, TapeCondition.None, 3, 0)]
    [InlineData(0, 3, TapeCondition.None, 6, 0)]
    [InlineData(3, 5, TapeCondition.None, 10, 0)]
    [InlineData(3, 6, TapeCondition.EndOfData, 10, 1)]
    [InlineData(5, 1, TapeCondition.None, 6, 0)]
    [InlineData(10, -1, TapeCondition.None, 9, 0)]
    [InlineData(10, -4, TapeCondition.None, 5, 0)]
    [InlineData(10, -6, TapeCondition.None, 2, 0)]
    [InlineData(10, -7, TapeCondition.BeginningOfMedium, 0, 1)]
    [InlineData(2, -1, TapeCondition.BeginningOfMedium, 0, 1)]
    [InlineData(3, -1, TapeCondition.None, 2, 0)]
    public void Space_Filemarks_PassesBlocksAndStandsBehindTheLastMark(long from, long count, TapeCondition condition, long to, long residualFilemarks)
    {
        using SequentialDevice device = Recorded(MovingTape);
        device.Locate(new TapePosition(0, from));
        Same(condition, device.Space(SpaceUnit.Filemarks, count), position: to, residualFilemarks: residualFilemarks);
        StandsAt(device, to);
    }

    [Theory]
    [InlineData(0, 0, TapeCondition.None, 0, 0)]
    [InlineData(0, 1, TapeCondition.None, 3, 0)]
    [InlineData(0, 2, TapeCondition.None, 6, 0)]
    [InlineData(0, 3, TapeCondition.None, 10, 0)]
    [InlineData(0, 4, TapeCondition.EndOfData, 10, 4)]
    [InlineData(5, 2, TapeCondition.None, 9, 0)]
    [InlineData(10, -3, TapeCondition.None, 7, 0)]
    [InlineData(10, -2, TapeCondition.None, 8, 0)]
    [InlineData(7, -2, TapeCondition.None, 4, 0)]
    [InlineData(7, -3, TapeCondition.BeginningOfMedium, 0, 3)]
    public void Space_SequentialFilemarks_FindsARunOfThem(long from, long count, TapeCondition condition, long to, long residualFilemarks)
    {
        using SequentialDevice device = Recorded(MovingTape);
        device.Locate(new TapePosition(0, from));
        Same(condition, device.Space(SpaceUnit.SequentialFilemarks, count), position: to, residualFilemarks: residualFilemarks);
        StandsAt(device, to);
    }

    [Fact]
    public void Space_EndOfData_GoesThereWhateverTheCount()
    {
        using SequentialDevice device = Recorded(MovingTape);
        Same(TapeCondition.None, device.Space(SpaceUnit.EndOfData, -7), position: 10);
        Same(TapeCondition.None, device.Space(SpaceUnit.EndOfData, 0), position: 10);
        StandsAt(device, 10);
    }

    [Fact]
    public void Space_LongestCounts_DoNotOverflow()
    {
        using SequentialDevice device = Recorded(MovingTape);
        Same(TapeCondition.EndOfData, device.Space(SpaceUnit.Filemarks, long.MaxValue), position: 10, residualFilemarks: long.MaxValue - 6);
        Assert.Equal(TapeCondition.BeginningOfMedium, device.Space(SpaceUnit.Filemarks, long.MinValue).Condition);
        Assert.Equal(TapeCondition.BeginningOfMedium, device.Space(SpaceUnit.Blocks, long.MinValue).Condition);
        StandsAt(device, 0);
    }

    [Fact]
    public void Space_UnknownUnit_IsRefused()
    {
        using SequentialDevice device = Recorded(MovingTape);
        Same(TapeCondition.InvalidRequest, device.Space((SpaceUnit)9, 1), position: 0, hasMessage: true);
    }

    [Fact]
    public void Locate_EveryObject_StandsBeforeIt()
    {
        using SequentialDevice device = Recorded(MovingTape);
        for (long from = 0; from <= 10; from++)
        {
            for (long to = 0; to <= 10; to++)
            {
                Same(TapeCondition.None, device.Locate(new TapePosition(0, from)), position: from);
                Same(TapeCondition.None, device.Locate(new TapePosition(0, to)), position: to);
                char next = to == 10 ? 'E' : MovingTape.Replace(" ", string.Empty, System.StringComparison.Ordinal)[(int)to];
                TapeCondition expected = next switch { 'B' => TapeCondition.None, 'F' => TapeCondition.Filemark, _ => TapeCondition.EndOfData };
                Assert.Equal(expected, device.ReadBlock(new byte[10]).Condition);
            }
        }
    }

    [Fact]
    public void Locate_BehindTheEndOfData_StandsThere()
    {
        using SequentialDevice device = Recorded(MovingTape);
        Same(TapeCondition.EndOfData, device.Locate(new TapePosition(0, 11)), position: 10);
        Same(TapeCondition.EndOfData, device.Locate(new TapePosition(0, long.MaxValue)), position: 10);
        Same(TapeCondition.None, device.Locate(new TapePosition(0, 10)), position: 10);
    }

    [Fact]
    public void Locate_PartitionThatIsNotThere_IsRefusedInPlace()
    {
        using SequentialDevice device = Recorded(MovingTape);
        device.Locate(new TapePosition(0, 4));
        Same(TapeCondition.InvalidRequest, device.Locate(new TapePosition(1, 0)), position: 4, hasMessage: true);
        StandsAt(device, 4);
    }

    [Fact]
    public void Moves_OnABlankTape_StayAtItsBeginning()
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        Same(TapeCondition.EndOfData, device.ReadBlock(new byte[1]), position: 0);
        Same(TapeCondition.EndOfData, device.Space(SpaceUnit.Blocks, 1), position: 0, residualBlocks: 1);
        Same(TapeCondition.EndOfData, device.Space(SpaceUnit.Filemarks, 2), position: 0, residualFilemarks: 2);
        Same(TapeCondition.BeginningOfMedium, device.Space(SpaceUnit.Filemarks, -2), position: 0, residualFilemarks: 2);
        Same(TapeCondition.EndOfData, device.Locate(new TapePosition(0, 1)), position: 0);
        Same(TapeCondition.None, device.Erase(), position: 0);
        Same(TapeCondition.None, device.WriteFilemarks(0, isImmediate: false), position: 0);
    }

    private static void StandsAt(SequentialDevice device, long position)
    {
        Assert.True(device.ReadPosition(out TapePositionReport report).IsSuccess);
        Assert.Equal(new TapePosition(0, position), report.Position);
    }
}
