using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Restore;

/// <summary>A log and a tape that do not fit each other: never a wrong block, and never silence.</summary>
public class RestoreMismatchTests
{
    [Fact]
    public void Run_BlockOfAnotherStreamAtThePlace_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: true);
        WriteLogIndex index = tape.Index();
        Assert.Contains("another", Refused(tape, index, objects => (objects[1], objects[5]) = (objects[5], objects[1])), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BlocksOfOneStreamInAnotherOrder_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: true);
        WriteLogIndex index = tape.Index();
        Refused(tape, index, objects => (objects[0], objects[1]) = (objects[1], objects[0]));
    }

    [Fact]
    public void Run_LongerBlock_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: false);
        WriteLogIndex index = tape.Index();
        Assert.Contains("100 bytes", Refused(tape, index, objects => objects[2] = new byte[101]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ShorterBlock_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: false);
        WriteLogIndex index = tape.Index();
        Refused(tape, index, objects => objects[2] = new byte[99]);
    }

    [Fact]
    public void Run_FilemarkInsteadOfABlock_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: false);
        WriteLogIndex index = tape.Index();
        Assert.Contains("filemark", Refused(tape, index, objects => objects[2] = null), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Run_FilemarkInAGap_StopsLoudly()
    {
        using LogTape tape = Sound(hasTrailers: false);
        WriteLogIndex index = tape.Index();
        Refused(tape, index, objects => objects[5] = null, new RestoreSelection().AddAll(new StreamId(0)));
    }

    [Fact]
    public void Run_FilemarkMissingInAGap_LosesWhatIsBehindAndSaysSo()
    {
        using LogTape tape = Sound(hasTrailers: false);
        WriteLogIndex index = tape.Index();
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        objects[8] = new byte[100];
        using MemoryTape changed = TapeCopy.Of(objects);
        RestoreReport report = new Restoring(changed, index, new RestoreSelection().AddAll(new StreamId(0))).Run();
        Assert.False(report.IsSuccess);
        Assert.Equal(new BlockRange(4, 4), Assert.Single(report.Streams[0].Losses).Blocks);
    }

    [Fact]
    public void Run_TapeShorterThanTheLog_RestoresWhatThereIsAndNamesTheRest()
    {
        for (int objects = 0; objects <= 13; objects++)
        {
            using LogTape tape = Sound(hasTrailers: false);
            WriteLogIndex index = tape.Index();
            using MemoryTape cut = TapeCopy.Of(TapeComparison.ReadAll(tape.Tape, 0).Take(objects));
            var restoring = new Restoring(cut, index);
            RestoreReport report = restoring.Run();
            restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
            Assert.Equal(objects == 13, report.IsSuccess);
            long ofA = Math.Min(4, objects) + Math.Max(0, objects - 9);
            Assert.Equal(ofA, report.Streams[0].RestoredBlocks);
            Assert.All(report.Streams.SelectMany(s => s.Losses), loss => Assert.Contains("ends", loss.Reason, StringComparison.Ordinal));
            Assert.Equal(8 - ofA, report.Streams[0].Losses.Sum(l => l.Blocks.BlockCount));
        }
    }

    [Fact]
    public void Run_LogThatClaimsBlocksOfTwoGigabytes_LosesThemAtOnce()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 2).Claim(a, 1L << 31, int.MaxValue);
        var restoring = new Restoring(tape.Tape, tape.Index(hasChecksums: false));
        long before = GC.GetAllocatedBytesForCurrentThread();
        RestoreReport report = restoring.Run();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, "A claim of the log was allocated.");
        Assert.Equal(2, report.Streams[0].RestoredBlocks);
        Assert.Equal(new BlockRange(2, 1L << 31), Assert.Single(report.Streams[0].Losses).Blocks);
    }

    [Fact]
    public void Run_LogThatClaimsTerabytesOfAShortTape_WritesNoZerosForThem()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 2).Claim(a, 1L << 40, 4000);
        using var file = new MemoryStream();
        RestorePlan plan = RestorePlanner.Plan(tape.Index(hasChecksums: false), new RestoreSelection().AddAll(a), TapeDriveModel.NoSeekCost);
        RestoreReport report = new RestoreSession(tape.Tape, plan).AddSink(a, BlockSink.ToStream(file)).Run();
        Assert.Equal(1L << 40, Assert.Single(report.Streams[0].Losses).Blocks.BlockCount);
        Assert.Equal(200, file.Length);
    }

    [Fact]
    public void ToStream_LossBeforeOtherBlocks_BecomesZeros()
    {
        using LogTape tape = Sound(hasTrailers: true);
        tape.Tape.FailRead(1);
        using var file = new MemoryStream();
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(new StreamId(0)), TapeDriveModel.NoSeekCost);
        new RestoreSession(tape.Tape, plan).AddSink(new StreamId(0), BlockSink.ToStream(file)).Run();
        byte[][] payloads = [.. tape.Payloads[0]];
        payloads[1] = new byte[84];
        Assert.Equal(payloads.SelectMany(p => p), file.ToArray());
    }

    // Objects 0 to 3 and 9 to 12 are stream 0, 4 to 7 stream 1, 8 is a filemark.
    private static LogTape Sound(bool hasTrailers)
    {
        var tape = new LogTape(hasTrailers);
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        return tape.Blocks(a, 4).Blocks(b, 4).Filemarks(1).Blocks(a, 4);
    }

    private static string Refused(LogTape tape, WriteLogIndex index, Action<List<byte[]?>> change, RestoreSelection? selection = null)
    {
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        change(objects);
        using MemoryTape changed = TapeCopy.Of(objects);
        var restoring = new Restoring(changed, index, selection);
        string message = Assert.Throws<TapeException>(() => restoring.Run()).Message;
        Assert.All(restoring.Sinks, s => Assert.False(s.Value.IsComplete));
        Assert.All(restoring.Sinks, s => Assert.All(s.Value.Blocks, b => Assert.Equal(tape.Payloads[s.Key.Ordinal][(int)b.Key], b.Value)));
        return message;
    }
}
