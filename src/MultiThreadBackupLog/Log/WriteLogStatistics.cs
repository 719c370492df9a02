using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log;

/// <summary>How the streams of a log lie on the tape: runs, their lengths, shares and rates.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogStatistics
{
    private WriteLogStatistics(WriteLogStreamStatistics all, IReadOnlyList<WriteLogStreamStatistics> streams)
    {
        All = all;
        Streams = streams;
    }

    /// <summary>Gets the sum of all streams. Its run lengths are those of the streams' runs.</summary>
    public WriteLogStreamStatistics All { get; }

    /// <summary>Gets each stream by ascending ordinal, those without blocks included.</summary>
    public IReadOnlyList<WriteLogStreamStatistics> Streams { get; }

    /// <summary>Counts what an index holds.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="index"/> is null.</exception>
    public static WriteLogStatistics Compute(WriteLogIndex index)
    {
        var all = new RunCounter();
        var counters = new List<RunCounter>();
        foreach (WriteLogStream stream in Guard.NotNull(index).Streams)
        {
            var counter = new RunCounter();
            foreach (WriteRun run in index.Runs(stream.Id, BlockRange.All))
            {
                counter.Add(run);
                all.Add(run);
            }

            counters.Add(counter);
        }

        DateTimeOffset? first = null;
        DateTimeOffset? last = null;
        var streams = new List<WriteLogStreamStatistics>();
        foreach (WriteLogStream stream in index.Streams)
        {
            if (first is null || stream.FirstTime < first)
                first = stream.FirstTime;

            if (last is null || stream.LastTime > last)
                last = stream.LastTime;

            streams.Add(new WriteLogStreamStatistics(stream, counters[streams.Count], all.ByteCount, stream.LastTime - stream.FirstTime));
        }

        return new WriteLogStatistics(new WriteLogStreamStatistics(null, all, all.ByteCount, last - first), streams);
    }
}
