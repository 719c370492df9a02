using System;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A tape without faults passes the contract; each fault does what its name says.</summary>
public class FaultyTapeTests : SequentialDeviceContract
{
    protected override long FilemarkCost => 4;

    protected override long BlockCost(int blockLength) => blockLength;

    protected override SequentialDevice CreateBlank(ContractTape tape) => new FaultyTape(
        new MemoryTape(new MemoryTapeOptions { CapacityBytes = tape.CapacityBytes ?? long.MaxValue, EarlyWarningBytes = tape.EarlyWarningBytes }),
        _ => null);

    [Theory]
    [InlineData((int)TapeFault.ErrorBefore, TapeCondition.MediumError, 3)]
    [InlineData((int)TapeFault.ErrorAfter, TapeCondition.MediumError, 4)]
    [InlineData((int)TapeFault.CommandLost, TapeCondition.OutcomeUnknown, 3)]
    [InlineData((int)TapeFault.AnswerLost, TapeCondition.OutcomeUnknown, 4)]
    [InlineData((int)TapeFault.EarlyWarning, TapeCondition.None, 4)]
    public void WriteBlock_EachFault_RunsOrNotAsNamed(int fault, TapeCondition condition, long position)
    {
        using FaultyTape tape = FaultyTape.At(new MemoryTape(), 3, (TapeFault)fault);
        TapeResult result = default;
        for (int block = 0; block < 4; block++)
        {
            result = tape.WriteBlock(new byte[5]);
        }

        Assert.Equal(condition, result.Condition);
        Assert.Equal((TapeFault)fault == TapeFault.EarlyWarning, result.IsEarlyWarning);
        Assert.Equal(condition != TapeCondition.OutcomeUnknown, result.IsPositionKnown);
        tape.ReadPosition(out TapePositionReport report);
        Assert.Equal(position, report.Position.LogicalObjectIdentifier);
        Assert.Single(tape.Injected);
    }

    [Fact]
    public void Deferred_AnyUnsynchronisedObjects_AreLostFromWhereTheReportSays() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using FaultyTape tape = FaultyTape.At(new MemoryTape(), 11, TapeFault.Deferred, seed);
                for (int block = 0; block < 5; block++)
                {
                    tape.WriteBlock([(byte)block]);
                }

                tape.WriteFilemarks(0, isImmediate: false);
                for (int block = 5; block < 10; block++)
                {
                    tape.WriteBlock([(byte)block]);
                }

                TapeResult result = tape.WriteBlock([99]);
                Assert.True(result.IsDeferred);
                Assert.Equal(10, result.Position.LogicalObjectIdentifier);
                Assert.True(tape.WriteFilemarks(0, isImmediate: false).IsFailure);
                Assert.True(tape.ReadPosition(out TapePositionReport report).IsSuccess);
                Assert.Equal(10, report.Position.LogicalObjectIdentifier);
                long kept = report.FirstBuffered.LogicalObjectIdentifier;
                Assert.InRange(kept, 5, 9);
                Assert.Equal(kept, tape.Space(SpaceUnit.EndOfData, 0).Position.LogicalObjectIdentifier);
                return tape.WriteBlock([1]).IsSuccess;
            },
            cases: 50);

    [Fact]
    public void Seeded_SameSeed_GivesTheSameFaults()
    {
        string[] Run(int seed)
        {
            using FaultyTape tape = FaultyTape.Seeded(new MemoryTape(), seed, 0.3, Enum.GetValues<TapeFault>());
            for (int operation = 0; operation < 50; operation++)
            {
                tape.WriteBlocks([new byte[1], new byte[2]], out _);
                tape.Space(SpaceUnit.EndOfData, 0);
            }

            return tape.Injected.ToArray();
        }

        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));
        Assert.NotEmpty(Run(5));
    }
}
