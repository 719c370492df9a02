using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime;
using System.Runtime.InteropServices;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What does it cost to hand a block from a producer to the drain thread, beside a bounded channel of the same capacity?</summary>
internal static class HandOffThroughput
{
    private const int Capacity = 1024;

    private const string Topology = """
        P1 --\
        P2 ---+--> bound of 1024, both sides may park --> C
        Pn --/     each P and C is a thread of its own; an item is a reference
        """;

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 9;
        Console.WriteLine(Topology);
        Console.WriteLine(Machine());
        IHandOff[] ways = [new ChannelHandOff(Capacity), new MultiplexerHandOff(Capacity)];
        Console.WriteLine("Full speed, nanoseconds an item, median (least to most) of " + repeats + " runs in turn:");
        foreach ((int producers, double budget) in new[] { (1, 0.35), (8, 0.40), (16, 0.40) })
        {
            Compare(ways, producers, 2_000_000 / producers, 0, repeats, r => r.Elapsed.TotalNanoseconds / r.Items, "ns", budget);
        }

        if (arguments.Length > 1 && arguments[1] == "fast")
        {
            return 0;
        }

        // An LTO-8 takes 360 MB a second: 5,493 blocks of 64 KiB.
        Console.WriteLine("At a drive's pace of 5,493 items a second, processor microseconds an item:");
        foreach (int producers in new[] { 1, 4, 16 })
        {
            Compare(ways, producers, 11_000 / producers, 5_493, Math.Min(3, repeats), r => r.ProcessorTime.TotalMicroseconds / r.Items, "µs", 0.2);
        }

        return 0;
    }

    private static void Compare(
        IHandOff[] ways, int producers, int itemsPerProducer, int pace, int repeats, Func<HandOffResult, double> cost, string unit, double budget)
    {
        var costs = ways.Select(_ => new List<double>()).ToArray();
        var allocated = new long[ways.Length];
        var collections = new int[ways.Length];
        for (int run = pace == 0 ? -2 : 0; run < repeats; run++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                GC.Collect();
                int before = GC.CollectionCount(0);
                HandOffResult result = ways[way].Run(producers, itemsPerProducer, pace);
                CheckAnswer(ways[way], result, producers, itemsPerProducer);
                if (run >= 0)
                {
                    costs[way].Add(cost(result));
                    allocated[way] = result.AllocatedBytes;
                    collections[way] += GC.CollectionCount(0) - before;
                }
            }
        }

        for (int way = 0; way < ways.Length; way++)
        {
            costs[way].Sort();
            Console.WriteLine(FormattableString.Invariant(
                $"  {producers,3} producers  {ways[way].Name,-18} {Median(costs[way]),8:0.0} {unit} ({costs[way][0]:0.0} to {costs[way][^1]:0.0}), {allocated[way]:N0} bytes a run, {collections[way]} collections"));
        }

        double ratio = Median(costs[1]) / Median(costs[0]);
        Console.WriteLine(FormattableString.Invariant($"  {producers,3} producers  ratio {ratio:0.000} (budget {budget:0.00}){(ratio <= budget ? string.Empty : "  OVER")}"));
    }

    /// <summary>A speed is printed only for a right answer.</summary>
    private static void CheckAnswer(IHandOff way, HandOffResult result, int producers, int itemsPerProducer)
    {
        long sum = Items.SumOf(producers, itemsPerProducer);
        if (result.Items != (long)producers * itemsPerProducer || result.Sum != sum)
        {
            throw new InvalidOperationException(way.Name + " lost or changed something: " + result);
        }
    }

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];

    private static string Machine() => FormattableString.Invariant(
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {(GCSettings.IsServerGC ? "server" : "workstation")} collector, timer {Stopwatch.Frequency:N0} Hz");
}
