using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Planning;

/// <summary>Plans of small logs, word for word.</summary>
public class RestorePlannerTests
{
    // Moving costs a second and nothing by distance; reading costs a second for 1,000 bytes.
    private static readonly TapeDriveModel Slow = new("slow", 1000, 1, double.PositiveInfinity, 1, double.PositiveInfinity, double.PositiveInfinity, 0);

    [Fact]
    public void Steps_OneStreamBetweenAnother_SpaceOverTheOther()
    {
        using LogTape tape = TwoStreams(out StreamId a, out _);
        Assert.Equal(
            [
                "locate to partition 0, object 0",
                "read 2 blocks of 100 bytes, stream #0 from block 0, at partition 0, object 0",
                "space over 3 blocks from partition 0, object 2",
                "read 1 blocks of 100 bytes, stream #0 from block 2, at partition 0, object 5",
                "read 2 blocks of 60 bytes, stream #0 from block 3, at partition 0, object 6",
            ],
            Steps(tape.Index(), new RestoreSelection().AddAll(a)));
    }

    [Fact]
    public void Steps_BothStreams_NothingIsPassedOver()
    {
        using LogTape tape = TwoStreams(out StreamId a, out StreamId b);
        RestoreStep[] steps = RestorePlanner
            .Plan(tape.Index(), new RestoreSelection().AddAll(a).AddAll(b), TapeDriveModel.NoSeekCost, new TapePosition(0, 0)).Steps.ToArray();
        Assert.All(steps, step => Assert.Equal(RestoreStepType.Read, step.Type));
        Assert.Equal([0L, 2, 5, 6], steps.Select(s => s.Begin.LogicalObjectIdentifier));
    }

    [Fact]
    public void Steps_FilemarksInTheGap_AreSpacedOverFirstAndTheBlocksBehindThemAfter()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 1).Blocks(b, 4).Filemarks(1).Blocks(b, 2).Filemarks(2, b).System(1, 50).Blocks(b, 2).Blocks(a, 1);
        Assert.Equal(
            [
                "locate to partition 0, object 0",
                "read 1 blocks of 100 bytes, stream #0 from block 0, at partition 0, object 0",
                "space over 3 filemarks from partition 0, object 1",
                "space over 3 blocks from partition 0, object 10",
                "read 1 blocks of 100 bytes, stream #0 from block 1, at partition 0, object 13",
            ],
            Steps(tape.Index(), new RestoreSelection().AddAll(a)));
    }

    [Fact]
    public void Steps_FilemarkJustBeforeTheWantedBlock_NeedsNoSpaceOverBlocks()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 2).Filemarks(1).Blocks(a, 2);
        Assert.Equal(
            [
                "locate to partition 0, object 0",
                "read 2 blocks of 100 bytes, stream #0 from block 0, at partition 0, object 0",
                "space over 1 filemarks from partition 0, object 2",
                "read 2 blocks of 100 bytes, stream #0 from block 2, at partition 0, object 3",
            ],
            Steps(tape.Index(), new RestoreSelection().AddAll(a)));
    }

    [Fact]
    public void Steps_ShortGapOnASlowMover_IsReadThrough()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 1).Blocks(b, 3).System(2, 100).Blocks(b, 2, 40).Blocks(a, 1);
        string[] steps = Steps(tape.Index(), new RestoreSelection().AddAll(a), Slow);
        Assert.Equal("read and discard 5 blocks of 100 bytes at partition 0, object 1", steps[2]);
        Assert.Equal("read and discard 2 blocks of 40 bytes at partition 0, object 6", steps[3]);
        Assert.Equal(5, steps.Length);
    }

    [Fact]
    public void Steps_LongGapOnASlowMover_IsOneMove()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 1).Blocks(b, 10).Blocks(a, 1);
        Assert.Equal("space over 10 blocks from partition 0, object 1", Steps(tape.Index(), new RestoreSelection().AddAll(a), Slow)[2]);
    }

    [Fact]
    public void Steps_FilemarkAndBlocksInALongGapOnASlowMover_AreOneLocate()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 1).Blocks(b, 20).Filemarks(1).Blocks(b, 20).Blocks(a, 1);
        Assert.Equal("locate to partition 0, object 42", Steps(tape.Index(), new RestoreSelection().AddAll(a), Slow)[2]);
    }

    [Fact]
    public void Steps_GapOfAMegabyteOnLto8_IsReadThrough()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Claim(a, 16, 65536).Claim(b, 16, 65536).Claim(a, 16, 65536);
        WriteLogIndex index = tape.Index(hasChecksums: false);
        Assert.Equal("read and discard 16 blocks of 65536 bytes at partition 0, object 16", Steps(index, new RestoreSelection().AddAll(a), TapeDriveModel.Lto8)[2]);
        Assert.Equal("space over 16 blocks from partition 0, object 16", Steps(index, new RestoreSelection().AddAll(a))[2]);
    }

    [Fact]
    public void Steps_StartGiven_BeginWithAMoveFromThere()
    {
        using LogTape tape = TwoStreams(out _, out StreamId b);
        RestoreSelection selection = new RestoreSelection().AddAll(b);
        WriteLogIndex index = tape.Index();
        Assert.Equal("space over 2 blocks from partition 0, object 0", Steps(index, selection, start: new TapePosition(0, 0))[0]);
        Assert.Equal("read 3 blocks of 100 bytes, stream #1 from block 0, at partition 0, object 2", Steps(index, selection, start: new TapePosition(0, 2))[0]);
    }

    [Fact]
    public void Steps_StartBehindTheWantedBlocksInAnotherPartitionOrBeforeTheLog_BeginWithALocate()
    {
        using var tape = new LogTape(origin: 5);
        StreamId a = tape.Stream("a");
        WriteLogIndex index = tape.Blocks(a, 3).Index();
        RestoreSelection selection = new RestoreSelection().Add(a, new BlockRange(1, 1));
        Assert.Equal("locate to partition 0, object 6", Steps(index, selection, start: new TapePosition(0, 7))[0]);
        Assert.Equal("locate to partition 0, object 6", Steps(index, selection, start: new TapePosition(1, 5))[0]);
        Assert.Equal("locate to partition 0, object 6", Steps(index, selection, start: new TapePosition(0, 4))[0]);
        Assert.Equal("space over 1 blocks from partition 0, object 5", Steps(index, selection, start: new TapePosition(0, 5))[0]);
    }

    [Fact]
    public void Steps_Ranges_AreCutFromTheRuns()
    {
        using LogTape tape = TwoStreams(out StreamId a, out _);
        RestoreSelection selection = new RestoreSelection().Add(a, new BlockRange(4, 1)).Add(a, new BlockRange(1, 1)).Add(a, new BlockRange(2, 1));
        Assert.Equal(
            [
                "locate to partition 0, object 1",
                "read 1 blocks of 100 bytes, stream #0 from block 1, at partition 0, object 1",
                "space over 3 blocks from partition 0, object 2",
                "read 1 blocks of 100 bytes, stream #0 from block 2, at partition 0, object 5",
                "space over 1 blocks from partition 0, object 6",
                "read 1 blocks of 60 bytes, stream #0 from block 4, at partition 0, object 7",
            ],
            Steps(tape.Index(), selection));
    }

    [Fact]
    public void Plan_RangeBehindItsStream_NamesStreamAndCounts()
    {
        using LogTape tape = TwoStreams(out StreamId a, out _);
        WriteLogIndex index = tape.Index();
        var error = Assert.Throws<ArgumentException>(() => RestorePlanner.Plan(index, new RestoreSelection().Add(a, new BlockRange(3, 3)), TapeDriveModel.NoSeekCost));
        Assert.Contains("stream #0 ('a')", error.Message, StringComparison.Ordinal);
        Assert.Contains("5 blocks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_UnknownStreamOrNothing_IsRefused()
    {
        using LogTape tape = TwoStreams(out _, out _);
        WriteLogIndex index = tape.Index();
        var error = Assert.Throws<ArgumentException>(() => RestorePlanner.Plan(index, new RestoreSelection().AddAll(new StreamId(9)), TapeDriveModel.NoSeekCost));
        Assert.Contains("#9", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RestorePlanner.Plan(index, new RestoreSelection(), TapeDriveModel.NoSeekCost));
    }

    [Fact]
    public void Plan_StreamWithoutBlocks_HasNoStep()
    {
        using var tape = new LogTape();
        StreamId empty = tape.Stream("empty");
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(empty), TapeDriveModel.NoSeekCost);
        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Streams);
        Assert.Equal(0, plan.WantedBlocks);
    }

    [Fact]
    public void Plan_SelectionChangedLater_IsNotTouched()
    {
        using LogTape tape = TwoStreams(out StreamId a, out StreamId b);
        RestoreSelection selection = new RestoreSelection().Add(a, new BlockRange(0, 1));
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), selection, TapeDriveModel.NoSeekCost);
        selection.AddAll(b);
        Assert.Equal(1, plan.WantedBlocks);
        Assert.Equal([a], plan.Streams);
    }

    [Fact]
    public void Add_RangesThatTouchOrOverlap_AreOne()
    {
        var stream = new StreamId(0);
        RestoreSelection selection = new RestoreSelection()
            .Add(stream, new BlockRange(10, 5)).Add(stream, new BlockRange(0, 3)).Add(stream, new BlockRange(3, 2)).Add(stream, new BlockRange(12, 9)).Add(stream, new BlockRange(30, 1));
        Assert.Equal([new BlockRange(0, 5), new BlockRange(10, 11), new BlockRange(30, 1)], selection.RangesOf(stream));
        Assert.Equal([BlockRange.All], selection.Clone().AddAll(stream).RangesOf(stream));
        Assert.Throws<ArgumentException>(() => selection.Add(stream, default));
    }

    [Fact]
    public void Summary_SmallPlan_CountsEveryKindOfStep()
    {
        using LogTape tape = TwoStreams(out StreamId a, out _);
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(a), TapeDriveModel.NoSeekCost);
        Assert.Equal(5, plan.Summary.StepCount);
        Assert.Equal(2, plan.Summary.MoveCount);
        Assert.Equal(5, plan.Summary.ReadBlocks);
        Assert.Equal(420, plan.Summary.ReadBytes);
        Assert.Equal(0, plan.Summary.DiscardedBlocks);
        Assert.Equal(3, plan.Summary.PassedLogicalObjects);
    }

    [Fact]
    public void Summary_LogThatClaimsTheMostBytesThereCanBe_DoesNotOverflow()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Claim(a, 1, int.MaxValue).Claim(b, (long.MaxValue / int.MaxValue) - 2, int.MaxValue).Claim(a, 1, int.MaxValue);
        RestorePlan plan = RestorePlanner.Plan(tape.Index(hasChecksums: false), new RestoreSelection().AddAll(a), TapeDriveModel.Lto8);
        Assert.Equal(2, plan.Summary.ReadBlocks);
        Assert.True(plan.Summary.EstimatedSeconds > 0);
    }

    private static LogTape TwoStreams(out StreamId a, out StreamId b)
    {
        var tape = new LogTape();
        a = tape.Stream("a");
        b = tape.Stream("b");
        return tape.Blocks(a, 2).Blocks(b, 3).Blocks(a, 1).Blocks(a, 2, 60);
    }

    private static string[] Steps(WriteLogIndex index, RestoreSelection selection, TapeDriveModel? model = null, TapePosition? start = null) =>
        RestorePlanner.Plan(index, selection, model ?? TapeDriveModel.NoSeekCost, start).Steps.Select(step => step.ToString()).ToArray();
}
