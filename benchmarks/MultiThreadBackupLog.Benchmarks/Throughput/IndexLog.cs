using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>A log of streams that take turns at random, in runs of four blocks on average or as many as said, with the same runs in sorted arrays, and its entropy.</summary>
internal sealed class IndexLog : IDisposable
{
    private readonly WriteLog _log;

    public IndexLog(int runs, int streams, double meanRun = 4)
    {
        var random = new Random(1);
        var placed = new List<(long Block, long Object)>[streams];
        var blockCounts = new long[streams];
        var changes = new long[streams];
        var lengths = new SortedDictionary<int, long>();
        _log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        for (int stream = 0; stream < streams; stream++)
        {
            _log.DefineStream(new StreamDescription("stream"));
            placed[stream] = new List<(long Block, long Object)>((runs / streams) + 1);
        }

        int current = 0;
        long next = 0;
        for (int run = 0; run < runs; run++)
        {
            int change = 1 + random.Next(streams - 1);
            current = (current + change) % streams;
            int count = meanRun <= 1 ? 1 : 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (1 / meanRun)));
            changes[change]++;
            lengths[count] = lengths.GetValueOrDefault(count) + 1;
            placed[current].Add((blockCounts[current], next));
            _log.AppendBlocks(new StreamId(current), 65_536, count);
            blockCounts[current] += count;
            next += count;
        }

        _log.Close();
        RunCount = runs;
        ObjectCount = next;
        EntropyBits = Entropy(changes) + Entropy(lengths.Values);
        Streams = placed.Select((list, ordinal) => new SortedRuns(ordinal, list, blockCounts[ordinal])).ToArray();
        Snapshot = _log.Snapshot();
    }

    public int RunCount { get; }

    public long ObjectCount { get; }

    /// <summary>Gets the empirical order-0 entropy of stream change and run length, in bits a run.</summary>
    public double EntropyBits { get; }

    public SortedRuns[] Streams { get; }

    public WriteLogSnapshot Snapshot { get; }

    public void Dispose()
    {
        Snapshot.Dispose();
        _log.Dispose();
    }

    private static double Entropy(IReadOnlyCollection<long> counts)
    {
        double total = counts.Sum();
        return counts.Where(count => count > 0).Sum(count => -count / total * Math.Log2(count / total));
    }
}
