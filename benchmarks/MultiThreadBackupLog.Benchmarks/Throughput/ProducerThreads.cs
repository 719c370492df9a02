using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>Starts a thread for each producer, lets them go at once, and measures until all is consumed.</summary>
internal static class ProducerThreads
{
    public static HandOffResult Measure(int producers, Action<int> produce, Func<(long Items, long Sum)> finish)
    {
        using var start = new ManualResetEventSlim();
        Thread[] threads = Enumerable.Range(0, producers).Select(index =>
        {
            var thread = new Thread(() =>
            {
                start.Wait();
                produce(index);
            }) { IsBackground = true };
            thread.Start();
            return thread;
        }).ToArray();
        Thread.Sleep(20);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long from = Stopwatch.GetTimestamp();
        start.Set();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        (long items, long sum) = finish();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(from);
        return new HandOffResult(
            elapsed,
            Process.GetCurrentProcess().TotalProcessorTime - processor,
            items,
            sum,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
