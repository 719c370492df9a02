using System;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>What the sealed form takes, beside the entropy of what it says.</summary>
public class SealedSizeTests
{
    private const int Runs = 300_000;

    [Theory]
    [InlineData(2, 4)]
    [InlineData(2, 64)]
    [InlineData(8, 1)]
    [InlineData(8, 4)]
    [InlineData(8, 64)]
    [InlineData(64, 1)]
    [InlineData(64, 4)]
    [InlineData(64, 64)]
    public void Seal_StreamsThatTakeTurnsAtRandom_TakesAtMostTwoPerCentMoreThanTheEntropy(int streams, int meanRun)
    {
        using WriteLog log = Sealed.Interleaved(Runs, streams, meanRun, new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        WriteLogSnapshot live = log.Snapshot();
        byte[] form = Sealed.Of(live);
        double bits = Sealed.PageEnds(form)[^1] * 8.0 / Runs;
        double entropy = Sealed.EntropyBits(live, streams);
        Assert.True(bits <= 1.02 * entropy, bits + " bits a run, entropy " + entropy + ": " + (bits / entropy));
    }

    [Fact]
    public void Seal_TwoStreamsInTurnBlockByBlock_TakesNextToNothing()
    {
        // Each run says what the one before it said: the entropy is none.
        using WriteLog log = Sealed.Interleaved(Runs, 2, 1, new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        Assert.InRange(Sealed.PageEnds(Sealed.Of(log.Snapshot()))[^1], 1, 1_000);
    }

    [Theory]
    [InlineData(1, false, 0.3)]
    [InlineData(1, true, 0.3)]
    [InlineData(64, false, 0.05)]
    [InlineData(64, true, 0.05)]
    public void Seal_TimeStampsOfADriveThatKeepsItsPace_TakeLittle(int runsPerStamp, bool commits, double budget)
    {
        foreach (double mean in new[] { 1.0, 4, 64 })
        {
            double with = Length(mean, TimeSpan.FromMilliseconds(1), runsPerStamp, commits);
            double without = Length(mean, TimeSpan.Zero, runsPerStamp, commits);
            Assert.True(with - without <= budget, "mean run " + mean + ": " + (with - without) + " bytes a run");
        }
    }

    private static double Length(double meanRun, TimeSpan resolution, int runsPerStamp, bool commits)
    {
        // 300 MB/s: 218 microseconds a block; whoever looks at the clock comes up to 0.1 ms late; a stall of 5 s now and then.
        var time = new ManualTime();
        var jitter = new Random(2);
        DateTimeOffset begin = time.GetUtcNow();
        long placed = 0;
        int before = 0;
        int run = 0;
        using WriteLog log = Sealed.Interleaved(
            Runs / 3,
            8,
            meanRun,
            new WriteLogOptions { TimeResolution = resolution, RunsPerTimeStamp = runsPerStamp, TimeProvider = time },
            count =>
            {
                // A run is stamped when its first block is accepted.
                placed += 2_180L * before;
                before = count;
                if (++run % 20_000 == 0)
                    placed += TimeSpan.TicksPerSecond * 5;

                time.Advance(TimeSpan.FromTicks(Math.Max(0, placed + jitter.Next(1_000) - (time.GetUtcNow() - begin).Ticks)));
            },
            commits);
        return Sealed.PageEnds(Sealed.Of(log.Snapshot()))[^1] * 3.0 / Runs;
    }
}
