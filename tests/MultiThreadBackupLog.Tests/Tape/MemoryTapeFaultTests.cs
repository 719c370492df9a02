using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>The drive's misfortunes: what is lost is exactly what the position report says.</summary>
public class MemoryTapeFaultTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void WriteFilemarks_BufferedObjectFails_IsACurrentErrorAndTheReportNamesTheFirstLostObject(int bad)
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 10);
        tape.FailWrite(bad);
        TapeResult result = tape.WriteFilemarks(1, isImmediate: false);
        Assert.Equal(TapeCondition.MediumError, result.Condition);
        Assert.False(result.IsDeferred);
        Assert.Equal(10, result.Position.LogicalObjectIdentifier);
        Assert.Equal(10 - bad, result.ResidualBlocks);
        Assert.Equal(1, result.ResidualFilemarks);
        Assert.Equal(bad, tape.CountRecordedObjects());
        StandsAt(tape, first: 10, last: bad);

        // Nothing but a move to a place of its own gets the drive out of it.
        Assert.True(tape.WriteBlock([1]).IsFailure);
        Assert.True(tape.WriteFilemarks(0, isImmediate: false).IsFailure);
        Assert.True(tape.ReadBlock(new byte[9]).IsFailure);
        Assert.True(tape.Space(SpaceUnit.Blocks, -1).IsFailure);
        Assert.True(tape.Erase().IsFailure);
        StandsAt(tape, first: 10, last: bad);
        Assert.True(tape.Locate(new TapePosition(0, bad)).IsSuccess);
        StandsAt(tape, first: bad, last: bad);
        Assert.True(tape.WriteBlock([1]).IsSuccess);
        Assert.True(tape.WriteFilemarks(0, isImmediate: false).IsSuccess);
        Assert.Equal(bad + 1, tape.CountRecordedObjects());
    }

    [Fact]
    public void WriteBlock_BufferFullAndTheOldestFails_IsADeferredErrorAndIsNotExecuted()
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { BufferSizeObjects = 4 });
        tape.FailWrite(2);
        WriteAll(tape, 6);   // Objects 0 and 1 went to the medium to make room.
        TapeResult result = tape.WriteBlock([1]);
        Assert.Equal(TapeCondition.MediumError, result.Condition);
        Assert.True(result.IsDeferred);
        Assert.Equal(6, result.Position.LogicalObjectIdentifier);
        Assert.Equal(4, result.ResidualBlocks);
        StandsAt(tape, first: 6, last: 2);
        Assert.False(tape.WriteBlock([1]).IsDeferred);
    }

    [Fact]
    public void AdvanceBuffer_ObjectFails_IsReportedByTheNextOperationWhateverItIs()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 5);
        tape.FailWrite(3, condition: TapeCondition.HardwareError);
        tape.AdvanceBuffer(2);
        StandsAt(tape, first: 5, last: 2);
        tape.AdvanceBuffer(100);
        Assert.Equal(3, tape.CountRecordedObjects());
        TapeResult result = tape.ReadPosition(out TapePositionReport report);
        Assert.Equal(TapeCondition.HardwareError, result.Condition);
        Assert.True(result.IsDeferred);
        Assert.False(report.IsBufferKnown);
        StandsAt(tape, first: 5, last: 3);
        Assert.True(tape.Space(SpaceUnit.EndOfData, 0).IsSuccess);
        StandsAt(tape, first: 3, last: 3);
    }

    [Fact]
    public void WriteBlock_Unbuffered_FailsItselfAndLosesNothingElse()
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { IsBuffered = false });
        WriteAll(tape, 3);
        tape.FailWrite(3, times: 2);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            TapeResult result = tape.WriteBlock([1]);
            Assert.Equal(TapeCondition.MediumError, result.Condition);
            Assert.Equal(3, result.Position.LogicalObjectIdentifier);
            Assert.Equal(1, result.ResidualBlocks);
        }

        Assert.True(tape.WriteBlock([1]).IsSuccess);
        Assert.Equal(4, tape.CountRecordedObjects());
    }

    [Fact]
    public void WriteFilemarks_OwnMarkFails_KeepsTheOnesBefore()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 2);
        tape.FailWrite(4);
        TapeResult result = tape.WriteFilemarks(5, isImmediate: false);
        Assert.Equal(TapeCondition.MediumError, result.Condition);
        Assert.Equal((4L, 3L, 0L), (result.Position.LogicalObjectIdentifier, result.ResidualFilemarks, result.ResidualBlocks));
        StandsAt(tape, first: 4, last: 4);
        Assert.True(tape.WriteFilemarks(3, isImmediate: false).IsSuccess);
        Assert.Equal(7, tape.CountRecordedObjects());
    }

    [Fact]
    public void EndMediumAt_Overflow_CountsTheLostObjectsInTheResiduals()
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 1_000, EarlyWarningBytes = 100 });
        WriteAll(tape, 10);
        tape.WriteFilemarks(1, isImmediate: true);
        tape.EndMediumAt(65);
        TapeResult result = tape.WriteFilemarks(2, isImmediate: false);
        Assert.Equal(TapeCondition.EndOfMedium, result.Condition);
        Assert.True(result.IsEarlyWarning);
        Assert.Equal((4L, 3L), (result.ResidualBlocks, result.ResidualFilemarks));
        StandsAt(tape, first: 11, last: 6);
        Assert.True(tape.Locate(new TapePosition(0, 6)).IsSuccess);
        Assert.Equal(6, tape.CountRecordedObjects());
    }

    [Fact]
    public void LosePower_Buffered_LosesTheBufferAndThePosition()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 3);
        tape.WriteFilemarks(0, isImmediate: false);
        WriteAll(tape, 2);
        tape.LosePower();
        Assert.Null(tape.RemainingBytes);
        TapeResult first = tape.WriteBlock([1]);
        Assert.Equal(TapeCondition.DeviceReset, first.Condition);
        Assert.False(first.IsPositionKnown);
        foreach (TapeResult result in new[]
        {
            tape.WriteBlock([1]), tape.WriteFilemarks(0, isImmediate: false), tape.ReadBlock(new byte[1]),
            tape.Space(SpaceUnit.EndOfData, 0), tape.Erase(), tape.ReadPosition(out _),
        })
        {
            Assert.Equal(TapeCondition.PositionError, result.Condition);
            Assert.False(result.IsPositionKnown);
        }

        Assert.True(tape.Rewind().IsSuccess);
        Assert.Equal(3, tape.Space(SpaceUnit.EndOfData, 0).Position.LogicalObjectIdentifier);
    }

    [Fact]
    public void LosePower_BeforeTheFirstOverwritingObjectIsOnTheMedium_LeavesWhatWasThere()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 6);
        tape.WriteFilemarks(1, isImmediate: false);
        tape.Locate(new TapePosition(0, 2));
        tape.WriteBlock([9, 9]);
        Assert.Equal(7, tape.CountRecordedObjects());
        Assert.Equal(10, tape.PeekRecordedObject(2)!.Length);
        Assert.Null(tape.PeekRecordedObject(6));
        StandsAt(tape, first: 3, last: 2);
        tape.LosePower();
        tape.Rewind();
        tape.Rewind();
        Assert.Equal(7, tape.Space(SpaceUnit.EndOfData, 0).Position.LogicalObjectIdentifier);
    }

    [Fact]
    public void ChangeMedium_SameOrBlank_SaysSoOnceAndForgetsThePosition()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 3);
        tape.WriteFilemarks(0, isImmediate: false);
        tape.FailRead(0);
        tape.ChangeMedium(isBlank: false);
        Assert.Equal(TapeCondition.MediumChanged, tape.Rewind().Condition);
        Assert.Equal(TapeCondition.PositionError, tape.ReadBlock(new byte[1]).Condition);
        Assert.True(tape.Rewind().IsSuccess);
        Assert.Equal(TapeCondition.MediumError, tape.ReadBlock(new byte[10]).Condition);
        tape.ChangeMedium(isBlank: true);
        Assert.Equal(TapeCondition.MediumChanged, tape.Rewind().Condition);
        Assert.True(tape.Rewind().IsSuccess);
        Assert.Equal(TapeCondition.EndOfData, tape.ReadBlock(new byte[10]).Condition);
        Assert.True(tape.WriteBlock([1]).IsSuccess);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void FailRead_ForSomeTries_StandsWhereToldAndThenReads(bool standsBefore, long position)
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { StandsBeforeUnreadableBlock = standsBefore });
        WriteAll(tape, 3);
        tape.FailRead(1, times: 2);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            tape.Locate(new TapePosition(0, 1));
            TapeResult result = tape.ReadBlock(new byte[10]);
            Assert.Equal(TapeCondition.MediumError, result.Condition);
            Assert.Equal(position, result.Position.LogicalObjectIdentifier);
        }

        tape.Locate(new TapePosition(0, 1));
        Assert.True(tape.ReadBlock(new byte[10]).IsSuccess);
        tape.FailRead(1);
        tape.Rewind();
        Assert.True(tape.Space(SpaceUnit.Blocks, 3).IsSuccess);
    }

    [Fact]
    public void WriteProtection_RefusesWhatWritesAndNothingElse()
    {
        using var tape = new MemoryTape();
        WriteAll(tape, 3);
        tape.WriteFilemarks(0, isImmediate: false);
        tape.SetWriteProtection(true);
        Assert.True(tape.IsWriteProtected);
        Assert.Equal(TapeCondition.WriteProtected, tape.WriteBlock([1]).Condition);
        Assert.Equal(TapeCondition.WriteProtected, tape.WriteFilemarks(1, isImmediate: true).Condition);
        Assert.Equal(TapeCondition.WriteProtected, tape.Erase().Condition);
        Assert.True(tape.WriteFilemarks(0, isImmediate: false).IsSuccess);
        Assert.True(tape.Rewind().IsSuccess);
        Assert.True(tape.ReadBlock(new byte[10]).IsSuccess);
        tape.SetWriteProtection(false);
        Assert.True(tape.Erase().IsSuccess);
        Assert.Equal(1, tape.CountRecordedObjects());
    }

    [Theory]
    [InlineData(MemoryTapeBufferReport.Truthful, true, true, 5)]
    [InlineData(MemoryTapeBufferReport.Unknown, false, false, 0)]
    [InlineData(MemoryTapeBufferReport.AlwaysEmpty, false, true, 0)]
    public void ReadPosition_EachKindOfDrive_SaysWhatItSays(MemoryTapeBufferReport kind, bool isTrusted, bool isKnown, long objects)
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { BufferReport = kind });
        WriteAll(tape, 5);
        Assert.Equal(isTrusted, tape.IsBufferReportTrusted);
        Assert.True(tape.ReadPosition(out TapePositionReport report).IsSuccess);
        Assert.Equal((isKnown, objects), (report.IsBufferKnown, report.ObjectsInBuffer));
        Assert.Equal(0, tape.CountRecordedObjects());
    }

    [Fact]
    public void Options_AndFaults_RefuseWhatMakesNoSense()
    {
        var options = new MemoryTapeOptions();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.CapacityBytes = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.EarlyWarningBytes = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.FilemarkLengthBytes = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.BufferSizeBytes = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.BufferSizeObjects = 0);
        Assert.Throws<ArgumentNullException>(() => new MemoryTape(null!));
        using var tape = new MemoryTape(options);
        options.IsWriteProtected = true;
        Assert.False(tape.IsWriteProtected);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.FailRead(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.FailWrite(0, times: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.FailRead(0, condition: TapeCondition.EndOfData));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.EndMediumAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.AdvanceBuffer(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.PeekRecordedObject(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TapeImageOptions { CapacityBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TapeImageOptions { EarlyWarningBytes = -1 });
    }

    private static void WriteAll(MemoryTape tape, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            Assert.True(tape.WriteBlock(new byte[10]).IsSuccess);
        }
    }

    private static void StandsAt(MemoryTape tape, long first, long last)
    {
        Assert.True(tape.ReadPosition(out TapePositionReport report).IsSuccess);
        Assert.Equal((first, last), (report.Position.LogicalObjectIdentifier, report.FirstBuffered.LogicalObjectIdentifier));
        Assert.Equal(first - last, report.ObjectsInBuffer);
    }
}
