using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Restore;

/// <summary>A restore that reads ahead, beside one that does all in turn.</summary>
public class RestoreReadAheadProperties
{
    [Fact]
    public void Reading_ahead_changes_nothing_that_sinks_and_callers_see_and_nothing_that_the_device_is_told() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            Trace inTurn = Restore(seed, readsAhead: false);
            Trace ahead = Restore(seed, readsAhead: true);
            Assert.Equal(inTurn.Calls, ahead.Calls);

            // Where a caller stops it, the device has been told more, but nothing else.
            Assert.True(inTurn.IsStopped ? ahead.Operations >= inTurn.Operations : ahead.Operations == inTurn.Operations);
            return true;
        });

    [Fact]
    public void Run_SinkIsSlow_EightBlocksAreReadAheadAndNoMore()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 40);
        RestorePlan plan = RestorePlanner.Plan(tape.Index(), new RestoreSelection().AddAll(a), TapeDriveModel.NoSeekCost);
        using var eightRead = new ManualResetEventSlim();
        long reads = 0;
        var watched = new WatchedTape(tape.Tape, operation =>
        {
            // The first asks for the position and the second moves to the begin.
            if (operation >= 2 && Interlocked.Increment(ref reads) == 8)
            {
                eightRead.Set();
            }
        });
        var sink = new TracingSink(new Trace(), (block, _) =>
        {
            Assert.True(eightRead.Wait(TimeSpan.FromMinutes(1)), "Nothing was read ahead.");
            Assert.True(Interlocked.Read(ref reads) <= block + 8, "More blocks were read ahead than there is memory for.");
        });
        RestoreReport report = new RestoreSession(watched, plan, new RestoreSessionOptions { CheckTapeIdentity = false }).AddSink(a, sink).Run();
        Assert.True(report.IsSuccess);
        Assert.Equal(40, report.ReadBlocks);
    }

    private static Trace Restore(int seed, bool readsAhead)
    {
        var random = new Random(seed);
        var trace = new Trace();
        using LogTape tape = MakeTape(random);
        WriteLogIndex index = tape.Index(hasChecksums: random.Next(4) != 0);
        using MemoryTape damaged = Damage(tape, random);
        double chance = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1;
        FaultyTape faulty = FaultyTape.Seeded(damaged, seed, chance, TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost);
        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in index.Streams.Where(stream => stream.Id.Ordinal == 0 || random.Next(3) != 0))
        {
            long first = random.Next(3) == 0 ? random.NextInt64(stream.BlockCount) : 0;
            selection.Add(stream.Id, first == 0 ? BlockRange.All : new BlockRange(first, stream.BlockCount - first));
        }

        TapeDriveModel model = random.Next(2) == 0 ? TapeDriveModel.NoSeekCost : new TapeDriveModel("slow", 1e9, 1, 1e9, 1, 1e9, 100, 0);
        RestorePlan plan = RestorePlanner.Plan(index, selection, model);
        var options = new RestoreSessionOptions { MaximumRetries = random.Next(4), CheckTapeIdentity = random.Next(2) == 0, ReadsAhead = readsAhead };
        using var cancellation = new CancellationTokenSource();
        int stopAt = random.Next(2) == 0 ? int.MaxValue : random.Next(300);
        bool isCancelled = random.Next(2) == 0;
        trace.OnCall = count =>
        {
            if (count != stopAt)
            {
                return;
            }

            trace.IsStopped = true;
            if (!isCancelled)
            {
                throw new NotSupportedException("the disk is full");
            }

            cancellation.Cancel();
        };
        var session = new RestoreSession(faulty, plan, options);
        foreach (StreamId stream in plan.Streams)
        {
            session.AddSink(stream, new TracingSink(trace, static (_, _) => { }));
        }

        try
        {
            trace.Add(session.Run(trace, cancellation.Token));
        }
        catch (OperationCanceledException exception)
        {
            trace.Calls.Add("cancelled " + (exception.CancellationToken == cancellation.Token));
        }
        catch (Exception exception) when (exception is TapeException or NotSupportedException)
        {
            trace.Calls.Add(exception.GetType().Name + " " + exception.Message);
        }

        trace.Operations = faulty.Operations;
        return trace;
    }

    private static LogTape MakeTape(Random random)
    {
        var tape = new LogTape(hasTrailers: random.Next(2) == 0);
        StreamId[] streams = Enumerable.Range(0, random.Next(1, 4)).Select(number => tape.Stream("s" + number)).ToArray();
        foreach (StreamId stream in streams)
        {
            tape.Blocks(stream, random.Next(1, 30), random.Next(20, 120));
        }

        for (int run = random.Next(20); run > 0; run--)
        {
            StreamId stream = streams[random.Next(streams.Length)];
            _ = random.Next(8) == 0 ? tape.Filemarks(random.Next(1, 3)) : tape.Blocks(stream, random.Next(1, 12), random.Next(20, 120));
        }

        return random.Next(8) == 0 ? tape.Claim(streams[0], random.Next(1, 20), 50) : random.Next(12) == 0 ? tape.Claim(streams[0], 2, 5000) : tape;
    }

    /// <summary>Gives the same tape with blocks that are wrong, unreadable, or in the place of another.</summary>
    private static MemoryTape Damage(LogTape tape, Random random)
    {
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        int damages = random.Next(2) == 0 ? 0 : random.Next(1, 4);
        for (int damage = 0; damage < damages; damage++)
        {
            if (objects[random.Next(objects.Count)] is { } block)
            {
                block[random.Next(block.Length)] ^= 1;
            }
        }

        int swapped = random.Next(objects.Count);
        int other = random.Next(objects.Count);
        if (random.Next(8) == 0 && objects[swapped] is not null && objects[other] is not null && objects[swapped]!.Length == objects[other]!.Length)
        {
            (objects[swapped], objects[other]) = (objects[other], objects[swapped]);
        }

        MemoryTape damaged = TapeCopy.Of(objects);
        for (int failure = random.Next(2) == 0 ? 0 : random.Next(1, 4); failure > 0; failure--)
        {
            damaged.FailRead(random.NextInt64(objects.Count), times: random.Next(1, 5));
        }

        return damaged;
    }

    /// <summary>What a restore told its sinks and its caller, in order, all of it on the caller's thread.</summary>
    private sealed class Trace : IProgress<RestoreProgress>
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private int _count;

        public List<string> Calls { get; } = [];

        public Action<int> OnCall { get; set; } = static _ => { };

        public bool IsStopped { get; set; }

        public long Operations { get; set; }

        public void Report(RestoreProgress value) =>
            Call("progress " + string.Join(' ', value.RestoredBlocks, value.RestoredBytes, value.WantedBlocks, value.LostBlocks, value.LogicalObjectIdentifier));

        public void Call(string call)
        {
            Assert.Equal(_thread, Environment.CurrentManagedThreadId);
            Calls.Add(call);
            OnCall(_count++);
        }

        public void Add(RestoreReport report)
        {
            Calls.Add(string.Join(' ', "report", report.ReadBlocks, report.ReadBytes, report.Retries, report.IsSuccess));
            foreach (RestoreStreamReport stream in report.Streams)
            {
                Calls.Add(string.Join(' ', stream.Stream, stream.RestoredBlocks, stream.RestoredBytes, stream.Verification, stream.IsWholeStream));
                Calls.AddRange(stream.Losses.Select(loss => string.Join(' ', loss.Blocks, loss.FirstLogicalObjectIdentifier, loss.Reason)));
            }
        }
    }

    private sealed class TracingSink(Trace trace, Action<long, int> onBlock) : BlockSink
    {
        public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
        {
            onBlock(blockNumber, payload.Length);
            trace.Call(string.Join(' ', "block", blockNumber, payload.Length, Crc32C.Compute(payload)));
        }

        public override void Lose(BlockRange blocks, int blockLengthBytes, string reason) => trace.Call(string.Join(' ', "lost", blocks, blockLengthBytes, reason));

        public override void Complete() => trace.Call("complete");
    }
}
