using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What does an index take in memory, and how quickly is it built and asked, beside sorted arrays and a linear scan of the same runs?</summary>
/// <remarks>
/// The answers are compared before any figure is printed. Times are the processor's, not those of a clock on the wall. The two sides of a ratio are measured one after the other, in turn, and the
/// median of the pairs' ratios is given, so that other work on the machine touches both.
/// </remarks>
internal static class IndexRates
{
    private const int Lookups = 400_000;
    private const int Scans = 5;

    public static int Run(IReadOnlyList<string> arguments)
    {
        int runs = ProcessorTime.Argument(arguments, 0, 4_000_000);
        int repeats = ProcessorTime.Argument(arguments, 1, 5);
        int streams = ProcessorTime.Argument(arguments, 2, 8);
        using var log = new IndexLog(runs, streams);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot);
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        CheckAnswers(log, index);
        Console.WriteLine(Text("{0} runs of {1} streams, {2} objects; entropy {3:0.000} bits a run; answers equal", runs, streams, log.ObjectCount, log.EntropyBits));
        Console.WriteLine(Text(
            "memory: {0:0.00} bits a run = {1:0.00} x entropy (places of runs alone {2:0.00} bits); log {3:0.00} bits a run",
            bytes * 8.0 / runs,
            bytes * 8.0 / runs / log.EntropyBits,
            index.RunMemoryBytes * 8.0 / runs,
            log.Snapshot.LengthBytes * 8.0 / runs));
        Build(log, repeats);
        Find(log, index, repeats);
        Stream(log, index, repeats);
        Plan(index, repeats);
        GC.KeepAlive(index);
        return 0;
    }

    private static void Build(IndexLog log, int repeats)
    {
        double read = ProcessorTime.Best(repeats, () => ProcessorTime.ReadAll(log.Snapshot));
        double build = ProcessorTime.Best(repeats, () => WriteLogIndex.Build(log.Snapshot));
        Console.WriteLine(Text("records read: {0:0.0} million a second; index built: {1:0.0} million runs a second (best of {2})", log.RunCount / read / 1e6, log.RunCount / build / 1e6, repeats));
    }

    private static void Find(IndexLog log, WriteLogIndex index, int repeats)
    {
        (int Stream, long Block)[] random = RandomBlocks(log);
        Pair("random lookup", repeats, Lookups, () => FindAll(index, random), "branch-free binary search", () => FindAll(log, random));
        (int Stream, long Block)[] ascending = random.OrderBy(wanted => wanted.Stream).ThenBy(wanted => wanted.Block).ToArray();
        Pair("ascending lookup", repeats, Lookups, () => FindAll(index, ascending), "branch-free binary search", () => FindAll(log, ascending));
        Pair("random lookup", 1, Scans, () => FindAll(index, random.AsSpan(0, Scans)), "linear scan", () => ScanAll(log, random.AsSpan(0, Scans)));

        var objects = new Random(3);
        long[] wanted = Enumerable.Range(0, Lookups).Select(_ => objects.NextInt64(log.ObjectCount)).ToArray();
        double at = ProcessorTime.Best(repeats, () => Expect(wanted.Sum(o => index.At(o).FirstBlock) >= 0));
        Console.WriteLine(Text("what lies at a random object: {0:0} ns", at / Lookups * 1e9));
    }

    private static void Stream(IndexLog log, WriteLogIndex index, int repeats)
    {
        Pair("runs of a stream", repeats, log.RunCount, () => SumRuns(log, index), "enumerated sorted 8-byte arrays", () => SumRuns(log));
        Pair("runs of a stream", repeats, log.RunCount, () => SumRuns(log, index), "bare loop over the same arrays", () => log.Streams.Sum(stream => stream.SumOfObjects()));
        double extents = ProcessorTime.Best(repeats, () => SumExtents(index, 0, long.MaxValue));
        Console.WriteLine(Text("all extents in tape order: {0:0.0} ns an extent", extents / log.RunCount * 1e9));

        // What a planner asks: the gap between each run of one stream and the next.
        int gaps = 0;
        double gapSeconds = ProcessorTime.Best(repeats, () => SumGaps(index, out gaps));
        Console.WriteLine(Text("gaps between the runs of one stream: {0:0} ns a gap", gapSeconds / gaps * 1e9));
    }

    private static void Plan(WriteLogIndex index, int repeats)
    {
        WriteLogStream wanted = index.Streams[0];
        RestoreSelection selection = new RestoreSelection().AddAll(wanted.Id);
        foreach (TapeDriveModel model in new[] { TapeDriveModel.Lto8, TapeDriveModel.NoSeekCost })
        {
            long steps = 0;
            double seconds = ProcessorTime.Best(repeats, () =>
            {
                long blocks = 0;
                steps = 0;
                foreach (RestoreStep step in RestorePlanner.Plan(index, selection, model).Steps)
                {
                    steps++;
                    blocks += step.Type == RestoreStepType.Read ? step.Count : 0;
                }

                Expect(blocks == wanted.BlockCount);
            });
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            steps = RestorePlanner.Plan(index, selection, model).Steps.LongCount();
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Console.WriteLine(Text("plan of one whole stream, {0}: {1:0} ms for {2} steps, {3:0} ns a step, {4:0.0} bytes allocated a step", model, seconds * 1e3, steps, seconds / steps * 1e9, allocated / (double)steps));
        }
    }

    private static long SumRuns(IndexLog log, WriteLogIndex index)
    {
        long sum = 0;
        for (int stream = 0; stream < log.Streams.Length; stream++)
        {
            foreach (WriteRun run in index.Runs(new StreamId(stream), BlockRange.All))
            {
                sum += run.FirstLogicalObjectIdentifier + run.BlockCount;
            }
        }

        return sum;
    }

    private static long SumRuns(IndexLog log)
    {
        long sum = 0;
        foreach (SortedRuns stream in log.Streams)
        {
            foreach (WriteRun run in stream.Runs())
            {
                sum += run.FirstLogicalObjectIdentifier + run.BlockCount;
            }
        }

        return sum;
    }

    private static long SumGaps(WriteLogIndex index, out int gaps)
    {
        long sum = 0;
        long end = 0;
        gaps = 0;
        foreach (WriteRun run in index.Runs(new StreamId(0), BlockRange.All))
        {
            sum += SumExtents(index, end, run.FirstLogicalObjectIdentifier);
            end = run.EndLogicalObjectIdentifier;
            gaps++;
        }

        return sum;
    }

    private static long SumExtents(WriteLogIndex index, long from, long to)
    {
        long sum = 0;
        foreach (TapeExtent extent in index.Extents(from, to))
        {
            sum += extent.ObjectCount;
        }

        return sum;
    }

    private static void CheckAnswers(IndexLog log, WriteLogIndex index)
    {
        (int Stream, long Block)[] wanted = RandomBlocks(log);
        Expect(FindAll(index, wanted) == FindAll(log, wanted));
        Expect(FindAll(index, wanted.AsSpan(0, Scans)) == ScanAll(log, wanted.AsSpan(0, Scans)));
        for (int stream = 0; stream < log.Streams.Length; stream++)
        {
            Expect(index.Runs(new StreamId(stream), BlockRange.All).SequenceEqual(log.Streams[stream].Runs()));
        }

        Expect(SumExtents(index, 0, long.MaxValue) == log.ObjectCount);
    }

    private static void Expect(bool isEqual)
    {
        if (!isEqual)
        {
            throw new InvalidOperationException("The index does not answer what the sorted arrays answer.");
        }
    }

    private static (int Stream, long Block)[] RandomBlocks(IndexLog log)
    {
        var random = new Random(2);
        return Enumerable.Range(0, Lookups).Select(_ => random.Next(log.Streams.Length)).Select(stream => (stream, random.NextInt64(log.Streams[stream].BlockCount))).ToArray();
    }

    private static long FindAll(WriteLogIndex index, ReadOnlySpan<(int Stream, long Block)> wanted)
    {
        long sum = 0;
        foreach ((int stream, long block) in wanted)
        {
            index.TryFindBlock(new StreamId(stream), block, out WriteRun run);
            sum += run.FirstLogicalObjectIdentifier + (block - run.FirstBlock);
        }

        return sum;
    }

    private static long FindAll(IndexLog log, ReadOnlySpan<(int Stream, long Block)> wanted)
    {
        long sum = 0;
        foreach ((int stream, long block) in wanted)
        {
            sum += log.Streams[stream].Find(block);
        }

        return sum;
    }

    private static long ScanAll(IndexLog log, ReadOnlySpan<(int Stream, long Block)> wanted)
    {
        long sum = 0;
        foreach ((int stream, long block) in wanted)
        {
            sum += log.Streams[stream].Scan(block);
        }

        return sum;
    }

    private static void Pair(string what, int repeats, int operations, Func<long> ours, string reference, Func<long> theirs)
    {
        (double Ours, double Theirs)[] pairs = ProcessorTime.Pairs(repeats, () => ours(), () => theirs());
        double[] ratios = pairs.Select(pair => pair.Ours / pair.Theirs).Order().ToArray();
        Console.WriteLine(Text(
            "{0}: {1:0.000} x {2} (best {3:0.0} ns and {4:0.0} ns; pairs {5:0.000} to {6:0.000})",
            what,
            ratios[ratios.Length / 2],
            reference,
            pairs.Min(pair => pair.Ours) / operations * 1e9,
            pairs.Min(pair => pair.Theirs) / operations * 1e9,
            ratios[0],
            ratios[^1]));
    }

    private static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
