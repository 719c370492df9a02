using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Restore;

/// <summary>The course of a restore: drives that falter, callers that stop it, sinks that fail.</summary>
public class RestoreRunTests
{
    [Fact]
    public void Run_PowerLostBeforeAnyOperation_IsSurvived()
    {
        for (int at = 0; at < 30; at++)
        {
            using LogTape tape = Sound();
            var watched = new WatchedTape(tape.Tape, operation =>
            {
                if (operation == at)
                {
                    tape.Tape.LosePower();
                }
            });
            var restoring = new Restoring(watched, tape.Index(), new RestoreSelection().AddAll(new StreamId(0)));
            RestoreReport report = restoring.Run();
            Assert.True(report.IsSuccess);
            restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
        }
    }

    [Fact]
    public void Run_AnotherCartridgeAtAnyOperation_Stops()
    {
        long operations = Operations();
        Assert.True(operations > 12, "The restore has only " + operations + " operations.");
        for (int at = 0; at < operations; at++)
        {
            using LogTape tape = Sound();
            var watched = new WatchedTape(tape.Tape, operation =>
            {
                if (operation == at)
                {
                    tape.Tape.ChangeMedium(isBlank: false); // Of the same shape, so that only the drive's word tells.
                }
            });
            var restoring = new Restoring(watched, tape.Index(), new RestoreSelection().AddAll(new StreamId(0)));
            var error = Assert.Throws<TapeException>(() => restoring.Run());
            Assert.Equal(TapeCondition.MediumChanged, error.Result.Condition);
        }
    }

    [Fact]
    public void Answers_and_commands_lost_at_any_operation_never_deliver_a_wrong_block() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using LogTape tape = Sound(hasTrailers: random.Next(2) == 0);
            WriteLogIndex index = tape.Index();
            FaultyTape faulty = FaultyTape.Seeded(
                tape.Tape, seed, random.NextDouble() * 0.3, TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost);
            var restoring = new Restoring(faulty, index, random.Next(2) == 0 ? null : new RestoreSelection().AddAll(new StreamId(0)), retries: random.Next(5));
            try
            {
                restoring.AssertTrue(restoring.Run(), id => tape.Payloads[id.Ordinal]);
            }
            catch (TapeException)
            {
                Assert.NotEmpty(faulty.Injected);
                Assert.All(restoring.Sinks, s => Assert.All(s.Value.Blocks, b => Assert.Equal(tape.Payloads[s.Key.Ordinal][(int)b.Key], b.Value)));
            }

            return true;
        });

    [Fact]
    public void Run_Cancelled_StopsBeforeTheNextCommand()
    {
        using LogTape tape = Sound();
        using var source = new CancellationTokenSource();
        long last = -1;
        var watched = new WatchedTape(tape.Tape, operation =>
        {
            last = operation;
            if (operation == 6)
            {
                source.Cancel();
            }
        });
        var restoring = new Restoring(watched, tape.Index());
        Assert.Throws<OperationCanceledException>(() => restoring.Run(null, source.Token));
        Assert.Equal(6, last);
        Assert.All(restoring.Sinks, s => Assert.False(s.Value.IsComplete));
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_TouchesNothing()
    {
        using LogTape tape = Sound();
        long operations = 0;
        var restoring = new Restoring(new WatchedTape(tape.Tape, _ => operations++), tape.Index());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restoring.Session.RunAsync(null, new CancellationToken(canceled: true)));
        Assert.Equal(0, operations);
    }

    [Fact]
    public async Task RunAsync_SoundTape_RestoresEverything()
    {
        using LogTape tape = Sound();
        var restoring = new Restoring(tape.Tape, tape.Index());
        RestoreReport report = await restoring.Session.RunAsync();
        Assert.True(report.IsSuccess);
        restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
    }

    [Fact]
    public void Run_SinkThatThrows_EndsTheRestoreWithItsException()
    {
        using LogTape tape = Sound();
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(new StreamId(0)), TapeDriveModel.NoSeekCost);
        var sink = new BrokenSink();
        RestoreSession session = new RestoreSession(tape.Tape, plan).AddSink(new StreamId(0), sink);
        Assert.Equal("the disk is full", Assert.Throws<NotSupportedException>(() => session.Run()).Message);
        Assert.Equal(3, sink.Blocks);
        Assert.False(sink.IsComplete);
    }

    [Fact]
    public void Run_SinkMissing_IsRefusedAndCanBeMended()
    {
        using LogTape tape = Sound();
        RestorePlan plan = RestorePlanner.Plan(
            tape.Index(), new RestoreSelection().AddAll(new StreamId(0)).AddAll(new StreamId(1)), TapeDriveModel.NoSeekCost);
        RestoreSession session = new RestoreSession(tape.Tape, plan).AddSink(new StreamId(0), new CollectingSink());
        Assert.Contains("#1", Assert.Throws<InvalidOperationException>(() => session.Run()).Message, StringComparison.Ordinal);
        session.AddSink(new StreamId(1), new CollectingSink());
        Assert.True(session.Run().IsSuccess);
    }

    [Fact]
    public void Run_Twice_IsRefused()
    {
        using LogTape tape = Sound();
        var restoring = new Restoring(tape.Tape, tape.Index());
        restoring.Run();
        Assert.Throws<InvalidOperationException>(() => restoring.Run());
    }

    [Fact]
    public void AddSink_StreamNotInThePlanOrTwice_IsRefused()
    {
        using LogTape tape = Sound();
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(new StreamId(0)), TapeDriveModel.NoSeekCost);
        RestoreSession session = new RestoreSession(tape.Tape, plan).AddSink(new StreamId(0), new CollectingSink());
        Assert.Throws<ArgumentException>(() => session.AddSink(new StreamId(1), new CollectingSink()));
        Assert.Throws<ArgumentException>(() => session.AddSink(new StreamId(0), new CollectingSink()));
    }

    [Fact]
    public void Run_Progress_GrowsUpToEverything()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        for (int run = 0; run < 20; run++)
        {
            tape.Blocks(a, 13).Blocks(b, 7);
        }

        tape.Tape.FailRead(40);
        var progress = new ProgressList();
        RestoreReport report = new Restoring(tape.Tape, tape.Index()).Run(progress);
        Assert.True(progress.Values.Count > 3);
        Assert.All(progress.Values, p => Assert.Equal(400, p.WantedBlocks));
        Assert.Equal(progress.Values.Select(p => p.RestoredBlocks), progress.Values.Select(p => p.RestoredBlocks).OrderBy(n => n));
        Assert.Equal(progress.Values.Select(p => p.RestoredBytes), progress.Values.Select(p => p.RestoredBytes).OrderBy(n => n));
        Assert.Equal(progress.Values.Select(p => p.LogicalObjectIdentifier), progress.Values.Select(p => p.LogicalObjectIdentifier).OrderBy(n => n));
        RestoreProgress end = progress.Values[^1];
        Assert.Equal((399L, 39_900L, 1L), (end.RestoredBlocks, end.RestoredBytes, end.LostBlocks));
        Assert.Equal(1, report.Streams.Sum(s => s.Losses.Count));
    }

    [Fact]
    public void Run_SeveralStreams_AreReadInOnePassWithoutAMoveBack()
    {
        using LogTape tape = Sound();
        var restoring = new Restoring(tape.Tape, tape.Index());
        RestoreReport report = restoring.Run();
        Assert.Equal(13, report.ReadBlocks);
        Assert.Equal(0, report.Plan.DiscardedBlocks);
        Assert.Equal(restoring.Plan.Steps.OrderBy(s => s.End.LogicalObjectIdentifier), restoring.Plan.Steps);
    }

    private static long Operations()
    {
        long operations = 0;
        using LogTape tape = Sound();
        new Restoring(new WatchedTape(tape.Tape, _ => operations++), tape.Index(), new RestoreSelection().AddAll(new StreamId(0))).Run();
        return operations;
    }

    private static LogTape Sound(bool hasTrailers = false)
    {
        var tape = new LogTape(hasTrailers);
        StreamId a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 4).Blocks(b, 3).Filemarks(1).Blocks(b, 1).Blocks(a, 3).Blocks(b, 1).Blocks(a, 1, 50);
        tape.Tape.WriteFilemarks(0, isImmediate: false);
        return tape;
    }

    private sealed class BrokenSink : BlockSink
    {
        public int Blocks { get; private set; }

        public bool IsComplete { get; private set; }

        public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
        {
            if (++Blocks == 3)
            {
                throw new NotSupportedException("the disk is full");
            }
        }

        public override void Complete() => IsComplete = true;
    }

    private sealed class ProgressList : IProgress<RestoreProgress>
    {
        public List<RestoreProgress> Values { get; } = [];

        public void Report(RestoreProgress value) => Values.Add(value);
    }
}
