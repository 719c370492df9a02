using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>Counts runs.</summary>
internal sealed class RunCounter
{
    public long BlockCount { get; private set; }

    public long ByteCount { get; private set; }

    public long RunCount { get; private set; }

    public long LongestRunBlocks { get; private set; }

    /// <summary>Gets the number of runs by the binary logarithm of their length.</summary>
    public List<long> Histogram { get; } = new();

    public void Add(in WriteRun run)
    {
        RunCount++;
        BlockCount += run.BlockCount;

        // Runs are merged and retracted ones left out before they come here, so a forged log can pass what its reader has checked.
        long bytes = run.BlockCount > long.MaxValue / run.BlockLengthBytes ? long.MaxValue : run.BlockCount * run.BlockLengthBytes;
        ByteCount = RateBuckets.Sum(ByteCount, bytes);
        LongestRunBlocks = Math.Max(LongestRunBlocks, run.BlockCount);
        int power = 0;
        for (long rest = run.BlockCount; rest > 1; rest >>= 1)
            power++;

        while (Histogram.Count <= power)
            Histogram.Add(0);

        Histogram[power]++;
    }
}
