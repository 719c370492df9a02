using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class DrainPolicyTests
{
    [Fact]
    public void Arrival_order_serves_each_ready_stream_up_to_what_was_seen_before_any_is_served_again() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                int streams = random.Next(2, 20);
                using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(2048, streams, cap: 2048));
                BlockStreamWriter[] writers = Enumerable.Range(0, streams).Select(_ => stepped.Open()).ToArray();
                int[] before = writers.Select(_ => random.Next(0, 80)).ToArray();
                Publish(writers, before);
                int[] during = writers.Select(_ => random.Next(0, 40)).ToArray();
                bool isPublished = false;
                stepped.Target.OnWrite = (_, offered) =>
                {
                    if (!isPublished)
                    {
                        isPublished = true;
                        Publish(writers, during);
                    }

                    return (offered, DrainVerdict.Continue);
                };
                stepped.Drain();

                // First every stream's blocks of before, whole; then what came while the first was being written.
                List<(int Stream, int Blocks)> runs = stepped.Runs();
                int[] ready = Enumerable.Range(0, streams).Where(s => before[s] > 0).ToArray();
                var firsts = runs.Take(ready.Length).ToList();
                if (firsts.Select(r => r.Stream).Distinct().Count() == ready.Length && ready.Length > 1)
                {
                    // The last of the first round may run on into its second.
                    Assert.All(firsts.Take(ready.Length - 1), r => Assert.Equal(before[r.Stream], r.Blocks));
                }
                else
                {
                    Assert.True(ready.Length <= 1, "a stream was served twice before another was served once");
                }

                Assert.Equal(before.Sum() + (ready.Length > 0 ? during.Sum() : 0), stepped.Target.Tape.Count);
                return true;
            });

    [Fact]
    public void Round_robin_takes_no_more_than_the_quantum_while_another_stream_is_ready() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                int streams = random.Next(2, 12);
                int quantum = random.Next(1, 400);
                using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(2048, streams, DrainPolicy.RoundRobin(quantum), cap: 2048));
                BlockStreamWriter[] writers = Enumerable.Range(0, streams).Select(_ => stepped.Open()).ToArray();
                var left = new Queue<int>[streams];
                for (int s = 0; s < streams; s++)
                {
                    left[s] = new Queue<int>(Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(1, 65)));
                    foreach (int length in left[s])
                    {
                        SteppedMultiplexer.Publish(writers[s], 1, length);
                    }
                }

                stepped.Drain();
                foreach ((int stream, int blocks) in stepped.Runs())
                {
                    int bytes = Enumerable.Range(0, blocks).Sum(_ => left[stream].Dequeue());
                    bool isAlone = left.Where((_, s) => s != stream).All(l => l.Count == 0);
                    Assert.True(isAlone || bytes <= quantum || blocks == 1, bytes + " bytes in a visit, the quantum is " + quantum);
                }

                Assert.All(left, Assert.Empty);
                return true;
            });

    [Fact]
    public void Long_runs_are_no_shorter_than_the_minimum_while_their_stream_has_blocks() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                int streams = random.Next(2, 12);
                int minimum = random.Next(1, 50);
                using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(2048, streams, DrainPolicy.LongRuns(minimum, TimeSpan.Zero), cap: 2048));
                BlockStreamWriter[] writers = Enumerable.Range(0, streams).Select(_ => stepped.Open()).ToArray();
                int[] left = writers.Select(_ => random.Next(1, 150)).ToArray();
                Publish(writers, left);
                int fullest = left.Max();
                stepped.Drain();
                List<(int Stream, int Blocks)> runs = stepped.Runs();
                Assert.Equal(fullest, left[runs[0].Stream]);
                foreach ((int stream, int blocks) in runs)
                {
                    left[stream] -= blocks;
                    Assert.True(blocks >= minimum || left[stream] == 0, "a run of " + blocks + " blocks ended while there were more");
                }

                Assert.All(left, l => Assert.Equal(0, l));
                return true;
            });

    [Fact]
    public void LongRuns_StreamIsDry_AnotherWaitsForTheTimeAndNoLonger()
    {
        var time = new ManualTime();
        using var stepped = new SteppedMultiplexer(
            SteppedMultiplexer.Options(64, 4, DrainPolicy.LongRuns(10, TimeSpan.FromMilliseconds(5)), time: time));
        BlockStreamWriter first = stepped.Open();
        BlockStreamWriter second = stepped.Open();
        SteppedMultiplexer.Publish(first, 3);
        stepped.Drain();
        SteppedMultiplexer.Publish(second, 2);
        Assert.Equal(TimeSpan.FromMilliseconds(5), stepped.Drain().Wait);
        time.Advance(TimeSpan.FromMilliseconds(4));
        Assert.Equal(TimeSpan.FromMilliseconds(1), stepped.Drain().Wait);
        Assert.Equal([(0, 3)], stepped.Runs());
        SteppedMultiplexer.Publish(first, 1);
        Assert.Equal(TimeSpan.FromMilliseconds(5), stepped.Drain().Wait);
        time.Advance(TimeSpan.FromMilliseconds(5));
        stepped.Drain();
        Assert.Equal([(0, 4), (1, 2)], stepped.Runs());
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("filemark")]
    [InlineData("completion")]
    [InlineData("waiter")]
    public void LongRuns_RunHeldOpen_EndsAtOnceWhenSomethingPresses(string pressure)
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(64, 4, DrainPolicy.LongRuns(10, TimeSpan.FromHours(1))));
        BlockStreamWriter first = stepped.Open();
        BlockStreamWriter second = stepped.Open();
        SteppedMultiplexer.Publish(first, 3);
        stepped.Drain();
        SteppedMultiplexer.Publish(second, 2);
        stepped.Drain();
        Assert.Equal([(0, 3)], stepped.Runs());
        switch (pressure)
        {
            case "complete":
                second.Complete();
                break;
            case "filemark":
                second.WriteFilemarks(1);
                break;
            case "completion":
                stepped.Multiplexer.CompleteAsync();
                break;
            default:
                second.Ring.AnnounceWait(isForBlock: true, isTask: true);
                break;
        }

        Assert.True(stepped.Multiplexer.Loop.HasWork());
        stepped.Drain();
        Assert.Equal((1, 2), stepped.Runs()[1]);
    }

    [Fact]
    public void LongRuns_SlowStreamAmongFastOnes_IsNotStarved()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(512, 4, DrainPolicy.LongRuns(8, TimeSpan.Zero), cap: 128));
        BlockStreamWriter[] fast = [stepped.Open(), stepped.Open(), stepped.Open()];
        BlockStreamWriter slow = stepped.Open();
        SteppedMultiplexer.Publish(slow, 1);
        Publish(fast, [40, 40, 40]);
        int refills = 200;
        stepped.Target.OnWrite = (ring, offered) =>
        {
            if (ring.Slot != slow.Ring.Slot && refills-- > 0)
            {
                SteppedMultiplexer.Publish(fast.Single(w => w.Ring == ring), 16);
                offered = Math.Min(offered, 16);
            }

            return (offered, DrainVerdict.Continue);
        };
        stepped.Drain();
        int runsBefore = stepped.Runs().TakeWhile(r => r.Stream != slow.Id.Ordinal).Count();
        Assert.True(runsBefore <= 10, "the slow stream came after " + runsBefore + " runs of others");
    }

    [Fact]
    public void Policy_FilemarksOfAStream_StandBetweenItsBlocks()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(64, 2, DrainPolicy.RoundRobin(1000)));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 2);
        writer.WriteFilemarks(3);
        SteppedMultiplexer.Publish(writer, 1);
        writer.WriteFilemarks(0, isImmediate: false);
        stepped.Drain();
        Assert.Equal([0L, 1, -1, 2, -1], stepped.Target.Tape.Select(w => w.Block));
        Assert.Equal(3, writer.AcceptedFilemarks);
        Assert.Equal(3, writer.OnMediumBlocks);
    }

    [Fact]
    public void LongRuns_MinimumBeyondTheCap_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new SteppedMultiplexer(SteppedMultiplexer.Options(64, 2, DrainPolicy.LongRuns((8 * 64) + 1, TimeSpan.Zero), cap: 8)));

    private static void Publish(BlockStreamWriter[] writers, int[] blocks)
    {
        for (int i = 0; i < writers.Length; i++)
        {
            SteppedMultiplexer.Publish(writers[i], blocks[i]);
        }
    }
}
