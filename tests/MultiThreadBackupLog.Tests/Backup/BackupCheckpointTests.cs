using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>When accepted becomes safe, and who is told.</summary>
public class BackupCheckpointTests
{
    [Fact]
    public void Checkpoint_ByBytes_IsMadeAfterThatManyOnTape()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape, options => options.CheckpointBytes = 1600);
        BlockStreamWriter writer = session.Open("a");
        for (int block = 0; block < 3; block++)
        {
            session.Write(writer, 1, 500); // 516 with the trailer.
            session.Drain();
            Assert.Equal(0, session.Session.Progress.CheckpointCount);
        }

        session.Write(writer, 1, 500);
        session.Drain();
        Assert.Equal(1, session.Session.Progress.CheckpointCount);
        Assert.Equal(4, writer.OnMediumBlocks);
    }

    [Fact]
    public void Checkpoint_ByTime_IsMadeOnlyWhenSomethingWasWritten()
    {
        using MemoryTape tape = Tape();
        var time = new ManualTime();
        using var session = new HandSession(tape, options =>
        {
            options.TimeProvider = time;
            options.CheckpointInterval = TimeSpan.FromMinutes(10);
        });
        BlockStreamWriter writer = session.Open("a");
        time.Advance(TimeSpan.FromMinutes(9));
        session.Write(writer, 1);
        session.Drain();
        Assert.Equal(0, session.Session.Progress.CheckpointCount);
        time.Advance(TimeSpan.FromMinutes(1));
        session.Drain();
        Assert.Equal(1, session.Session.Progress.CheckpointCount);
        Assert.Equal(1, writer.OnMediumBlocks);
        time.Advance(TimeSpan.FromMinutes(50));
        session.Drain();
        Assert.Equal(1, session.Session.Progress.CheckpointCount);
    }

    [Fact]
    public void Step_NothingReady_WaitsNoLongerThanTheNextCheckpoint()
    {
        using MemoryTape tape = Tape();
        var time = new ManualTime();
        using var session = new HandSession(tape, options =>
        {
            options.TimeProvider = time;
            options.CheckpointInterval = TimeSpan.FromMinutes(10);
        });
        session.Write(session.Open("a"), 1);
        session.Drain();
        time.Advance(TimeSpan.FromMinutes(4));
        session.Drain();
        Assert.Equal(TimeSpan.FromMinutes(6), session.Session.Loop.Step().Wait);
    }

    [Fact]
    public void Checkpoint_ByTimeAfterFilemarksAlone_TellsTheirStream()
    {
        using MemoryTape tape = Tape();
        var time = new ManualTime();
        using var session = new HandSession(tape, options => options.TimeProvider = time);
        BlockStreamWriter writer = session.Open("a");
        writer.WriteFilemarks(2);
        writer.Complete();
        session.Drain();
        Assert.False(writer.Completion.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(15));
        session.Drain();
        Assert.True(writer.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Completion_StreamEnded_IsToldOnlyWhenOnTheMedium()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape);
        BlockStreamWriter ended = session.Write(session.Open("a"), 3);
        BlockStreamWriter open = session.Write(session.Open("b"), 2);
        BlockStreamWriter empty = session.Open("c");
        ended.Complete();
        empty.Complete();
        session.Drain();
        Assert.Equal(3, ended.AcceptedBlocks);
        Assert.Equal(0, ended.OnMediumBlocks);
        Assert.False(ended.Completion.IsCompleted);
        Assert.True(empty.Completion.IsCompletedSuccessfully);
        session.Checkpoint();
        Assert.True(ended.Completion.IsCompletedSuccessfully);
        Assert.False(open.Completion.IsCompleted);
        Assert.Equal((3L, 2L), (ended.OnMediumBlocks, open.OnMediumBlocks));
    }

    [Fact]
    public async Task WaitUntilOnMediumAsync_ExactlySoManyBlocks_EndsWithTheCheckpointThatCoversThem()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape);
        BlockStreamWriter writer = session.Write(session.Open("a"), 3);
        session.Drain();
        ValueTask none = writer.WaitUntilOnMediumAsync(0);
        Task three = writer.WaitUntilOnMediumAsync(3).AsTask();
        Task four = writer.WaitUntilOnMediumAsync(4).AsTask();
        Assert.True(none.IsCompletedSuccessfully);
        Assert.False(three.IsCompleted);
        session.Checkpoint();
        await three;
        Assert.False(four.IsCompleted);
        writer.Complete();
        session.Drain();
        await Assert.ThrowsAsync<BlockStreamException>(() => four); // The stream ended before that block.
    }

    [Fact]
    public void WriteFilemarks_Synchronous_MakeEverybodysBlocksSafe()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape);
        BlockStreamWriter a = session.Write(session.Open("a"), 3);
        BlockStreamWriter b = session.Write(session.Open("b"), 2);
        session.Drain();
        a.WriteFilemarks(0, isImmediate: false);
        session.Drain();
        Assert.Equal((3L, 2L), (a.OnMediumBlocks, b.OnMediumBlocks));
        Assert.Equal(0, session.Session.Progress.CheckpointCount);
    }

    [Fact]
    public void Checkpoint_WithoutIncrements_PutsNothingOnTheTape()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape, options => options.HasLogIncrements = false);
        session.Write(session.Open("a"), 3);
        session.Drain();
        long before = session.Log.NextLogicalObjectIdentifier;
        session.Checkpoint();
        Assert.Equal(before, session.Log.NextLogicalObjectIdentifier);
        Assert.Equal(before, session.Log.OnMediumLogicalObjectIdentifier);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void Complete_LabelIncrementsAndClosingCopyEachOnOrOff_PutsExactlyThoseOnTheTape(bool hasLabel, bool hasIncrements, bool hasClosingCopy)
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape, options =>
        {
            options.HasLabel = hasLabel;
            options.HasLogIncrements = hasIncrements;
            options.HasClosingCopy = hasClosingCopy;
        });
        session.Write(session.Open("a"), 2).Complete();
        session.Drain();
        session.Checkpoint();
        BackupSessionReport report = session.Finish();
        Assert.True(report.IsSuccess);
        Assert.Equal(hasClosingCopy, report.HasClosingCopy);
        string layout = string.Concat(TapeComparison.ReadAll(tape, 0).Select(Letter));
        Assert.Equal((hasLabel ? "L" : "") + "dd" + (hasIncrements ? "mIm" : "") + "m" + (hasClosingCopy ? "Cm" : ""), layout);
        session.AssertRestores(tape, session.Index(), 2);
        IReadOnlyList<TapeSession> sessions = TapeCatalog.Read(tape).Sessions;
        TapeSessionState? state = hasClosingCopy ? TapeSessionState.Closed : hasIncrements ? TapeSessionState.Increments : hasLabel ? TapeSessionState.LabelOnly : null;
        Assert.Equal(state, sessions.SingleOrDefault()?.State);
        TapeIdentity identity = TapeCatalog.Identify(tape, session.Index());
        Assert.Equal(hasLabel || hasClosingCopy ? TapeIdentity.Same : TapeIdentity.NotCheckable, identity);
    }

    [Fact]
    public void Report_WholeSession_CountsWhatIsOnTheMedium()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape);
        session.WriteStreams(2, 5);
        BlockStreamWriter failing = session.Write(session.Open("c"), 1);
        failing.Fail(new IOException("gone"));
        BackupSessionReport report = session.Finish();
        Assert.Equal(BackupOutcome.Completed, report.Outcome);
        Assert.False(report.IsSuccess);
        Assert.Equal("c", Assert.Single(report.FailedStreams).Description.Name);
        Assert.Equal(11, session.Index().Totals.BlockCount);
        Assert.Null(report.Failure);
        Assert.Null(report.ClosingCopyFailure);
    }

    [Fact]
    public async Task OpenStreamAsync_NoSlotFree_WaitsForAStreamToEnd()
    {
        using MemoryTape tape = Tape();
        using var session = new HandSession(tape, options => options.MaximumStreams = 2);
        BlockStreamWriter a = session.Open("a");
        session.Open("b");
        session.Drain();
        Assert.Throws<InvalidOperationException>(() => session.Open("c"));
        using var source = new CancellationTokenSource();
        Task<BlockStreamWriter> cancelled = session.Session.OpenStreamAsync(new StreamDescription("d"), source.Token).AsTask();
        Task<BlockStreamWriter> waiting = session.Session.OpenStreamAsync(new StreamDescription("e")).AsTask();
        session.Drain();
        Assert.False(waiting.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        a.Complete();
        session.Drain();
        BlockStreamWriter opened = await waiting;
        Assert.Equal("e", opened.Description.Name);
    }

    [Fact]
    public void Dispose_WithoutComplete_MakesSafeClosesTheLogAndWritesNoClosingCopy()
    {
        using var folder = new TemporaryFolder();
        using MemoryTape tape = Tape();
        BlockStreamWriter writer;
        using (var session = new HandSession(tape, options => options.LogPath = folder.File("log")))
        {
            writer = session.Write(session.Open("a"), 3);
            session.Drain();
            session.Write(writer, 1);
        }

        Assert.IsType<BlockStreamException>(writer.Completion.Exception!.InnerException);
        Assert.Equal(3, writer.OnMediumBlocks);
        Assert.Single(writer.UnacceptedBlocks);
        using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(folder.File("log"));
        Assert.True(recovery.IsClosed && recovery.IsWhole);
        WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
        Assert.Equal(3, index.Streams[0].BlockCount);
        Assert.Equal(StreamEndType.Failed, index.Streams[0].EndType);
        Assert.Equal("Lddd", string.Concat(TapeComparison.ReadAll(tape, 0).Select(Letter)));
        Assert.True(new Restoring(tape, index).Run().IsSuccess);
    }

    [Fact]
    public void Complete_ClosingCopyDoesNotFitBehindEarlyWarning_IsReportedAndTheLogFileIsWhole()
    {
        using var folder = new TemporaryFolder();
        using var tape = new MemoryTape(new MemoryTapeOptions
        {
            BlockLimits = new TapeBlockLimits(1, 4096),
            CapacityBytes = 20_000,
            EarlyWarningBytes = 700, // Less than a block of the copy.
        });
        using var session = new HandSession(tape, options => options.LogPath = folder.File("log"));
        BlockStreamWriter writer = session.Open("a");
        try
        {
            for (int block = 0; block < 100; block++)
            {
                session.Write(writer, 1);
                session.Drain();
            }
        }
        catch (BlockStreamException exception)
        {
            Assert.True(exception.IsEndOfMedium);
        }

        BackupSessionReport report = session.Finish();
        Assert.Equal(BackupOutcome.EndOfMedium, report.Outcome);
        Assert.False(report.HasClosingCopy);
        Assert.NotNull(report.ClosingCopyFailure);
        Assert.False(report.IsSuccess);
        session.Dispose();
        using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(folder.File("log"));
        Assert.True(recovery.IsClosed && recovery.IsWhole);
        WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
        Assert.Equal(writer.OnMediumBlocks, index.Streams[0].BlockCount);
        session.AssertRestores(tape, index, writer.AcceptedBlocks);
    }

    [Fact]
    public async Task CheckpointAsync_AfterTheEnd_IsRefused()
    {
        using MemoryTape tape = Tape();
        using HandSession session = HandSession.Whole(tape, 1, 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.Session.CheckpointAsync());
        Assert.Throws<InvalidOperationException>(() => session.Open("late"));
        Assert.True(session.Session.Complete().IsSuccess); // Asked again, the report is the same.
    }

    internal static string Letter(byte[]? found)
    {
        if (found is null)
        {
            return "m";
        }

        bool isCopy = LogCopyBlock.TryParse(found, out LogCopyHeader header, out _);
        return !isCopy ? "d" : header.Type switch
        {
            LogCopyType.SessionLabel => "L",
            LogCopyType.Increment => "I",
            _ => "C",
        };
    }

    private static MemoryTape Tape() => new(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) });
}
