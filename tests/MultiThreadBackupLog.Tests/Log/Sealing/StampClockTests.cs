using System;
using System.Numerics;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The guess of the next time stamp. Writer and reader share it, so a mistake here would cancel out between them and show only beside the format document.</summary>
public class StampClockTests
{
    [Fact]
    public void Guesses_and_fractions_are_those_of_the_format() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            int rate = random.Next(4) == 0 ? StampClock.MaximumRate : random.Next(StampClock.MaximumRate + 1);
            int shift = random.Next(61);
            long begin = random.NextInt64(1L << random.Next(1, 62));
            var clock = new StampClock(begin, rate, shift);
            BigInteger fraction = 0;
            BigInteger units = begin;
            for (int stamp = 0; stamp < 60; stamp++)
            {
                long bytes = random.Next(8) switch { 0 => long.MaxValue, 1 => StampClock.MaximumBytes + 1, _ => random.NextInt64(1L << random.Next(1, 47)) };

                // f = f + min(b, 2^46) * rate; g = floor(f / 2^shift).
                fraction += BigInteger.Min(bytes, BigInteger.One << 46) * rate;
                BigInteger guess = fraction >> shift;
                Assert.Equal(guess, clock.Advance(bytes));
                BigInteger delta = BigInteger.Max(0, guess + random.Next(4) switch { 0 => -1 - random.Next(5), 1 => 1 + random.Next(5), _ => 0 });
                if (units + delta > long.MaxValue)
                    return true;

                // f becomes 0 when g < d, 2^shift - 1 when g > d, and f mod 2^shift when g = d.
                Assert.True(clock.TrySettle((long)delta));
                units += delta;
                Assert.Equal(units, clock.Units);
                BigInteger one = BigInteger.One << shift;
                fraction = guess < delta ? 0 : guess > delta ? one - 1 : fraction % one;
            }

            return true;
        },
        cases: 500);

    [Fact]
    public void TrySettle_StampThatPasses63Bits_IsRefusedAndChangesNothing()
    {
        var clock = new StampClock(long.MaxValue - 5, 1, 0);
        Assert.False(clock.TrySettle(6));
        Assert.Equal(long.MaxValue - 5, clock.Units);
        Assert.True(clock.TrySettle(5));
        Assert.Equal(long.MaxValue, clock.Units);
        Assert.False(clock.TrySettle(1));
        Assert.True(clock.TrySettle(0));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000, 300_000_000)]
    [InlineData(10_000_000, 1)]
    [InlineData(7, 1L << 60)]
    [InlineData(1L << 60, 3)]
    [InlineData(1, 1L << 60)]
    [InlineData(StampClock.MaximumRate, 1)]
    public void RateOf_UnitsOverBytes_IsAsNearAsTheFormatCanSay(long units, long bytes)
    {
        (int rate, int shift) = StampClock.RateOf(units, bytes);
        Assert.InRange(rate, 0, (1 << 16) - 1);
        Assert.InRange(shift, 0, 60);

        // Either 15 bits of the quotient, or the end of what a rate or a shift can be.
        double said = rate / Math.Pow(2, shift);
        double quotient = units / (double)bytes;
        Assert.True(Math.Abs(said - quotient) <= quotient / 32_767 || (shift == 60 && rate < 32_768) || (shift == 0 && rate == 65_535), rate + " " + shift);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public void RateOf_NoTimeOrNoBytes_GuessesNothing(long units, long bytes) => Assert.Equal((0, 0), StampClock.RateOf(units, bytes));
}
