using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

public class RateBucketsTests
{
    /// <summary>The widths that people like, in seconds.</summary>
    private static readonly double[] Liked = [0.001, 0.01, 0.1, 1, 10, 60, 300, 900, 3600, 21_600, 86_400];

    [Fact]
    public void ChooseWidth_NoneAskedFor_IsTheFirstThatIsLikedWithFewerThan250()
    {
        Assert.Equal(TimeSpan.TicksPerMillisecond, RateBuckets.ChooseWidth(0, 0, 1));
        for (int index = 0; index < Liked.Length; index++)
        {
            long width = (long)(Liked[index] * TimeSpan.TicksPerSecond);
            long next = index + 1 < Liked.Length ? (long)(Liked[index + 1] * TimeSpan.TicksPerSecond) : 2 * width;
            Assert.Equal(width, RateBuckets.ChooseWidth(0, (250 * width) - 1, 1));
            Assert.Equal(next, RateBuckets.ChooseWidth(0, 250 * width, 1));
        }

        Assert.Equal(4 * TimeSpan.TicksPerDay, RateBuckets.ChooseWidth(0, 500 * TimeSpan.TicksPerDay, 1));
    }

    [Fact]
    public void ChooseWidth_AskedFor_IsThatUnlessThereWouldBeTooMany()
    {
        Assert.Equal(7, RateBuckets.ChooseWidth(7, (7L * WriteLogDiagnostics.MaximumRateIntervals) - 1, 1));
        Assert.Equal(14, RateBuckets.ChooseWidth(7, 7L * WriteLogDiagnostics.MaximumRateIntervals, 1));
        Assert.Equal(28, RateBuckets.ChooseWidth(7, 14L * WriteLogDiagnostics.MaximumRateIntervals, 1));
        Assert.Equal(TimeSpan.TicksPerDay, RateBuckets.ChooseWidth(TimeSpan.TicksPerDay, 0, 1));
    }

    [Fact]
    public void ChooseWidth_OfManyStreams_GivesFewerIntervalsButNeverFewerThan250()
    {
        Assert.Equal(7, RateBuckets.ChooseWidth(7, (7L * 2_500) - 1, 4_000));
        Assert.Equal(14, RateBuckets.ChooseWidth(7, 7L * 2_500, 4_000));
        Assert.Equal(7, RateBuckets.ChooseWidth(7, (7L * 250) - 1, 1_000_000));
        Assert.Equal(14, RateBuckets.ChooseWidth(7, 7L * 250, 1_000_000));
    }

    [Fact]
    public void Add_OverSeveralIntervals_SpreadsEvenlyAndLosesNoByte()
    {
        var buckets = new RateBuckets(1_000, 10);
        buckets.Add(1_005, 1_025, 100);
        Assert.Equal([(0, 25), (1, 50), (2, 25)], buckets.Rates.Select(rate => (rate.IntervalIndex, rate.ByteCount)));
        buckets.Add(1_025, 1_040, 10);
        Assert.Equal([(0, 25), (1, 50), (2, 28), (3, 7)], buckets.Rates.Select(rate => (rate.IntervalIndex, rate.ByteCount)));

        // An interval has its end and not its beginning; in no time at all it is the one that ends there.
        buckets.Add(1_040, 1_040, 5);
        Assert.Equal((3, 12), (buckets.Rates[^1].IntervalIndex, buckets.Rates[^1].ByteCount));
        buckets.Add(1_040, 1_041, 1);
        buckets.Add(1_041, 1_069, 0);
        Assert.Equal([0, 1, 2, 3, 4], buckets.Rates.Select(rate => rate.IntervalIndex));
        Assert.Equal(116, buckets.Rates.Sum(rate => rate.ByteCount));
    }

    [Fact]
    public void Add_AtTheBeginning_CountsToTheFirstInterval()
    {
        var buckets = new RateBuckets(1_000, 10);
        buckets.Add(1_000, 1_000, 3);
        Assert.Equal(new WriteLogRate(0, 3), Assert.Single(buckets.Rates));
    }

    [Fact]
    public void Sum_OfWhatPasses63Bits_IsTheGreatest()
    {
        Assert.Equal(5, RateBuckets.Sum(2, 3));
        Assert.Equal(long.MaxValue, RateBuckets.Sum(long.MaxValue - 3, 3));
        Assert.Equal(long.MaxValue, RateBuckets.Sum(long.MaxValue - 3, 4));
    }

    [Fact]
    public void RunCounter_OfRuns_CountsThemByPowersOfTwo()
    {
        var counter = new RunCounter();
        foreach (long count in new long[] { 1, 2, 3, 4, 7, 8 })
            counter.Add(WriteRun.Known(new StreamId(0), 0, count, 10, 0));

        Assert.Equal((6L, 25L, 250L, 8L), (counter.RunCount, counter.BlockCount, counter.ByteCount, counter.LongestRunBlocks));
        Assert.Equal([1, 2, 2, 1], counter.Histogram);
        counter.Add(WriteRun.Known(new StreamId(0), 0, long.MaxValue / 10, 10, 0));
        counter.Add(WriteRun.Known(new StreamId(0), 0, (long.MaxValue / 10) + 1, 10, 0));
        Assert.Equal(long.MaxValue, counter.ByteCount);
    }

    [Fact]
    public void RunCounter_OfTheMostBytesThatCanBeCounted_CountsThem()
    {
        var counter = new RunCounter();
        counter.Add(WriteRun.Known(new StreamId(0), 0, long.MaxValue / 10, 10, 0));
        Assert.Equal(long.MaxValue / 10 * 10, counter.ByteCount);
    }
}
