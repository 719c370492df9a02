using System;
using System.Linq;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Tape;

/// <content>Room on the tape, the buffer, and what READ POSITION says of it.</content>
public abstract partial class SequentialDeviceContract
{
    [Fact]
    public void WriteBlock_NearTheEnd_WarnsWithSuccessAndThenEndsWithNothingWritten()
    {
        long block = BlockCost(100);
        using SequentialDevice device = CreateBlank(new ContractTape(CapacityBytes: 5 * block, EarlyWarningBytes: 2 * block));
        for (int written = 1; written <= 5; written++)
        {
            // The third block ends exactly where the zone begins.
            Same(TapeCondition.None, device.WriteBlock(Pattern(100)), position: written, isEarlyWarning: written > 3);
        }

        Same(TapeCondition.EndOfMedium, device.WriteBlock(Pattern(100)), position: 5, residualBlocks: 1, isEarlyWarning: true);
        Same(TapeCondition.EndOfMedium, device.WriteBlock(Pattern(1)), position: 5, residualBlocks: 1, isEarlyWarning: true);
        Same(TapeCondition.None, device.WriteFilemarks(0, isImmediate: false), position: 5, isEarlyWarning: true);
        device.Rewind();
        for (int read = 1; read <= 5; read++)
        {
            Same(TapeCondition.None, device.ReadBlock(new byte[100]), position: read, transferredBytes: 100);
        }

        Same(TapeCondition.EndOfData, device.ReadBlock(new byte[100]), position: 5);
    }

    [Fact]
    public void WriteBlocks_IntoTheZone_EndsBehindTheFirstBlockThatIsWarnedOf()
    {
        long block = BlockCost(100);
        using SequentialDevice device = CreateBlank(new ContractTape(CapacityBytes: 8 * block, EarlyWarningBytes: 5 * block));
        ReadOnlyMemory<byte>[] blocks = Enumerable.Range(0, 6).Select(_ => new ReadOnlyMemory<byte>(Pattern(100))).ToArray();
        Same(TapeCondition.None, device.WriteBlocks(blocks, out int written), position: 4, isEarlyWarning: true);
        Assert.Equal(4, written);
        Same(TapeCondition.None, device.WriteBlocks(blocks, out written), position: 5, isEarlyWarning: true);
        Assert.Equal(1, written);
    }

    [Fact]
    public void WriteBlocks_OverTheEnd_AcceptsExactlyWhatFits()
    {
        long block = BlockCost(100);
        using SequentialDevice device = CreateBlank(new ContractTape(CapacityBytes: (3 * block) + 50));
        ReadOnlyMemory<byte>[] blocks = Enumerable.Range(0, 6).Select(_ => new ReadOnlyMemory<byte>(Pattern(100))).ToArray();
        Same(TapeCondition.EndOfMedium, device.WriteBlocks(blocks, out int written), position: 3, residualBlocks: 1, isEarlyWarning: true);
        Assert.Equal(3, written);
        Same(TapeCondition.None, device.Locate(new TapePosition(0, 1)), position: 1);
        Same(TapeCondition.None, device.WriteBlocks(blocks.AsSpan(0, 2), out written), position: 3);
        Assert.Equal(2, written);
    }

    [Fact]
    public void WriteFilemarks_OverTheEnd_SaysHowManyAreMissing()
    {
        if (FilemarkCost == 0)
        {
            return;
        }

        using SequentialDevice device = CreateBlank(new ContractTape(CapacityBytes: BlockCost(10) + (2 * FilemarkCost)));
        device.WriteBlock(Pattern(10));
        Same(TapeCondition.EndOfMedium, device.WriteFilemarks(5, isImmediate: false), position: 3, residualFilemarks: 3, isEarlyWarning: true);
        device.Rewind();
        Same(TapeCondition.None, device.Space(SpaceUnit.Filemarks, 2), position: 3);
        Same(TapeCondition.EndOfData, device.Space(SpaceUnit.Filemarks, 1), position: 3, residualFilemarks: 1);
    }

    [Fact]
    public void RemainingBytes_WhereKnown_ShrinksByWhatIsWritten()
    {
        using SequentialDevice device = CreateBlank(new ContractTape(CapacityBytes: 10_000));
        if (device.RemainingBytes is not { } before)
        {
            return;
        }

        device.WriteBlock(Pattern(100));
        device.WriteFilemarks(2, isImmediate: true);
        Assert.Equal(before - BlockCost(100) - (2 * FilemarkCost), device.RemainingBytes);
        device.Rewind();
        Assert.Equal(before, device.RemainingBytes);
    }

    [Fact]
    public void ReadPosition_WhileWriting_NeitherMovesNorClaimsMoreThanItKnows()
    {
        using SequentialDevice device = CreateBlank(new ContractTape());
        for (int written = 1; written <= 400; written++)
        {
            device.WriteBlock(Pattern(10));
            Same(TapeCondition.None, device.ReadPosition(out TapePositionReport report), position: written);
            Assert.Equal(new TapePosition(0, written), report.Position);
            if (report.IsBufferKnown && device.IsBufferReportTrusted)
            {
                Assert.Equal(report.ObjectsInBuffer * 10, report.BytesInBuffer);
                Assert.Equal(written - report.ObjectsInBuffer, report.FirstBuffered.LogicalObjectIdentifier);
            }
        }

        Same(TapeCondition.None, device.WriteFilemarks(0, isImmediate: false), position: 400);
        device.ReadPosition(out TapePositionReport after);
        Assert.True(!after.IsBufferKnown || (after.ObjectsInBuffer == 0 && after.BytesInBuffer == 0));
    }
}
