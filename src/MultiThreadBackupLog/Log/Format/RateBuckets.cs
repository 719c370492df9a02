using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Sums bytes by intervals of time. Times only ascend, so what is added belongs to the last sum or behind it.</summary>
internal sealed class RateBuckets
{
    private readonly List<WriteLogRate> _rates = new();
    private readonly long _originTicks;
    private readonly long _widthTicks;

    public RateBuckets(long originTicks, long widthTicks)
    {
        _originTicks = originTicks;
        _widthTicks = widthTicks;
    }

    public IReadOnlyList<WriteLogRate> Rates => _rates;

    /// <summary>Chooses the interval: what is asked for, or for zero one that people like, in either case long enough for not too many.</summary>
    /// <remarks>Each stream may have bytes in each interval: with many streams there are fewer intervals, so that memory does not grow with the product.</remarks>
    public static long ChooseWidth(long wantedTicks, long durationTicks, int streamCount)
    {
        const int Usual = 250;
        const int MostValues = 10_000_000;
        long[] liked =
        [
            TimeSpan.TicksPerMillisecond, 10 * TimeSpan.TicksPerMillisecond, 100 * TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond,
            10 * TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute, 5 * TimeSpan.TicksPerMinute, 15 * TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour,
            6 * TimeSpan.TicksPerHour, TimeSpan.TicksPerDay,
        ];
        long width = wantedTicks;
        for (int index = 0; wantedTicks == 0 && index < liked.Length && (width == 0 || durationTicks / width >= Usual); index++)
            width = liked[index];

        int most = Math.Max(Usual, Math.Min(WriteLogDiagnostics.MaximumRateIntervals, MostValues / Math.Max(1, streamCount)));
        while (durationTicks / width >= (wantedTicks == 0 ? Usual : most))
            width *= 2;

        return width;
    }

    /// <summary>Adds what was accepted in all: retracted bytes are counted with those that came in their place, so a forged log could pass 63 bits.</summary>
    public static long Sum(long bytes, long more) => more > long.MaxValue - bytes ? long.MaxValue : bytes + more;

    /// <summary>Spreads bytes evenly over a time that does not begin before the one added last.</summary>
    public void Add(long fromTicks, long toTicks, long bytes)
    {
        // An interval has its end and not its beginning: a stamp tells of what came before it.
        long from = fromTicks - _originTicks;
        long to = toTicks - _originTicks;
        long last = Math.Max(0, (to - 1) / _widthTicks);
        long done = 0;
        for (long index = Math.Min(last, from / _widthTicks); index < last; index++)
        {
            // Each sum of the beginning is rounded, and not each part, so that the parts add up to the whole.
            long sum = (long)(bytes * ((decimal)(((index + 1) * _widthTicks) - from) / (to - from)));
            Add(index, sum - done);
            done = sum;
        }

        Add(last, bytes - done);
    }

    private void Add(long index, long bytes)
    {
        if (bytes == 0)
            return;

        int end = _rates.Count - 1;
        if (end >= 0 && _rates[end].IntervalIndex == index)
            _rates[end] = new WriteLogRate(index, Sum(_rates[end].ByteCount, bytes));
        else
            _rates.Add(new WriteLogRate(index, bytes));
    }
}
