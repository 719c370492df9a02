using System;
using System.Diagnostics;
using System.Threading;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>Makes a consumer as slow as a drive: it sleeps until the moment at which a drive would have taken so many items.</summary>
internal sealed class Pace(int itemsPerSecond)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _items;

    public void Take(int items)
    {
        _items += items;
        if (itemsPerSecond == 0)
        {
            return;
        }

        TimeSpan due = TimeSpan.FromSeconds((double)_items / itemsPerSecond);
        TimeSpan ahead = due - Stopwatch.GetElapsedTime(_start);

        // A drive has a buffer: the host runs a few milliseconds ahead of the medium and then waits.
        if (ahead > TimeSpan.FromMilliseconds(5))
        {
            Thread.Sleep(ahead);
        }
    }
}
