using System;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Says what the next time stamp of a page will be, from the bytes placed since the last: a drive takes them at an even pace.</summary>
/// <remarks>
/// Time goes on at the page's rate. The fraction of a unit is what is not known of the last stamp: it lies within the unit that
/// the stamp says, and is moved to the nearer end of it when the guess was wrong. So a drive that keeps its pace is guessed right nearly always,
/// and a stall is wrong once. Whole numbers only: writer and reader must agree to the bit.
/// </remarks>
internal struct StampClock
{
    public const int MaximumRate = (1 << 16) - 1;
    public const int MaximumShift = 60;
    public const long MaximumBytes = 1L << 46;

    private readonly long _rate;
    private readonly int _shift;
    private long _fraction;

    public StampClock(long units, int rate, int shift)
    {
        Units = units;
        _rate = rate;
        _shift = shift;
        _fraction = 0;
    }

    /// <summary>Gets the last stamp.</summary>
    public long Units { get; private set; }

    /// <summary>Goes on by bytes; gives by how many units the next stamp is likely above the last.</summary>
    public long Advance(long bytes)
    {
        unchecked
        {
            // Below 2^60, and 2^46 times 2^16.
            _fraction += Math.Min(bytes, MaximumBytes) * _rate;
            return _fraction >> _shift;
        }
    }

    /// <summary>The stamp is this much above the last. False when it passes 63 bits.</summary>
    public bool TrySettle(long delta)
    {
        if (delta > long.MaxValue - Units)
            return false;

        Units += delta;
        long one = 1L << _shift;
        long guess = _fraction >> _shift;
        _fraction = guess < delta ? 0 : guess > delta ? one - 1 : _fraction & (one - 1);
        return true;
    }

    /// <summary>Expresses units a byte as a rate and a shift.</summary>
    public static (int Rate, int Shift) RateOf(long units, long bytes)
    {
        if (units <= 0 || bytes <= 0)
            return (0, 0);

        double perByte = units / (double)bytes;
        int shift = 0;
        while (shift < MaximumShift && perByte * 2 < MaximumRate)
        {
            perByte *= 2;
            shift++;
        }

        return ((int)Math.Min(MaximumRate, perByte), shift);
    }
}
