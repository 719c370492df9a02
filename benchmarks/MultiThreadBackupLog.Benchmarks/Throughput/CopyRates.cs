using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>How fast do 1, 4 and 16 EXTENDED COPY commands bring memory disks to a tape, beside a plain loop over the same bytes?</summary>
/// <remarks>
/// <code>
///   memory disk 1 --\
///   ...              >  copy manager, a command each   ======&gt;  null tape, or tape image
///   memory disk n --/   beside: one loop, read 256 KiB, copy 64 KiB, write
/// </code>
/// Both sides write the same number of blocks of 64 KiB to a device of the same kind, and synchronise it once at the end. The order is turned round
/// each repeat; how many blocks came is checked before a figure is printed. Processor time is the process's.
/// </remarks>
internal static class CopyRates
{
    private const int ReadBytes = 256 * 1024;

    public static int Run(IReadOnlyList<string> arguments)
    {
        int mebibytes = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 512;
        int repeats = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine(Environment.ProcessorCount + " processors, .NET " + Environment.Version + ", " + mebibytes + " MiB a run, " + repeats + " repeats");
        string folder = Directory.CreateTempSubdirectory("mtbl-copy-rates-").FullName;
        try
        {
            foreach (bool isImage in new[] { false, true })
            {
                foreach (int commands in new[] { 1, 4, 16 })
                {
                    Measure(isImage ? folder : null, commands, mebibytes, repeats);
                }
            }

            MeasureIdle();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string? folder, int commands, int mebibytes, int repeats)
    {
        BlockStorage[] disks = CopyRatesBench.MakeDisks(commands, Math.Max(1, mebibytes / commands));
        var ours = new List<Sample>();
        var loops = new List<Sample>();
        var longer = new List<Sample>();
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            bool isWarmUp = repeat == 0;
            if (repeat % 2 == 0)
            {
                Take(isWarmUp, ours, () => CopyRatesBench.Copy(folder, disks, rounds: 1));
                Take(isWarmUp, loops, () => Loop(folder, disks));
            }
            else
            {
                Take(isWarmUp, loops, () => Loop(folder, disks));
                Take(isWarmUp, ours, () => CopyRatesBench.Copy(folder, disks, rounds: 1));
            }

            // What twice as many blocks cost beyond once as many is what a block costs, without what a command does.
            Take(isWarmUp, longer, () => CopyRatesBench.Copy(folder, disks, rounds: 2));
        }

        double seconds = Median(ours, sample => sample.Seconds);
        long blocks = ours[0].Blocks;
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0} commands to {1}: {2:0.00} x the rate of the loop ({3:0} and {4:0} MiB/s; pair by pair {5}); CPU {6:0.0} us a block, {7:0.00} x the loop's; allocated {8:0} bytes a block in all, {9:0.0} for each block more (a block of the loop: {10:0.0})",
            commands,
            folder is null ? "a null tape" : "a tape image",
            Median(loops, sample => sample.Seconds) / seconds,
            Rate(blocks, seconds),
            Rate(blocks, Median(loops, sample => sample.Seconds)),
            string.Join(' ', ours.Zip(loops, (us, them) => (them.Seconds / us.Seconds).ToString("0.00", CultureInfo.InvariantCulture))),
            Median(ours, sample => sample.ProcessorMicroseconds) / blocks,
            Median(ours, sample => sample.ProcessorMicroseconds) / Median(loops, sample => sample.ProcessorMicroseconds),
            Median(ours, sample => sample.AllocatedBytes) / blocks,
            (Median(longer, sample => sample.AllocatedBytes) - Median(ours, sample => sample.AllocatedBytes)) / (longer[0].Blocks - blocks),
            Median(loops, sample => sample.AllocatedBytes) / blocks));
    }

    private static long Loop(string? folder, BlockStorage[] disks)
    {
        using SequentialDevice tape = CopyRatesBench.MakeTape(folder);
        var read = new byte[ReadBytes];
        var block = new byte[CopyRatesBench.TapeBlock];
        long blocks = 0;
        foreach (BlockStorage disk in disks)
        {
            int diskBlocks = ReadBytes / disk.BlockLength;
            for (long first = 0; first < disk.BlockCount; first += diskBlocks)
            {
                Check(disk.Read(first, read).IsSuccess);
                for (int begin = 0; begin < read.Length; begin += block.Length)
                {
                    read.AsSpan(begin, block.Length).CopyTo(block);
                    Check(tape.WriteBlock(block).IsSuccess);
                    blocks++;
                }
            }
        }

        Check(tape.WriteFilemarks(1, isImmediate: false).IsSuccess);
        return blocks;
    }

    private static void MeasureIdle()
    {
        using var bench = new CopyRatesBench(null, CopyRatesBench.MakeDisks(4, 1));
        bench.RunAll(1);
        Thread.Sleep(500);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Thread.Sleep(2000);
        TimeSpan used = Environment.CpuUsage.TotalTime - before;
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "idle, with an open log: {0:0.0} ms of processor time in 2 s", used.TotalMilliseconds));
    }

    private static void Take(bool isWarmUp, List<Sample> samples, Func<long> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begin = Stopwatch.GetTimestamp();
        long blocks = work();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (!isWarmUp)
        {
            samples.Add(new Sample(
                blocks, seconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds, GC.GetTotalAllocatedBytes(precise: true) - allocated));
        }
    }

    private static double Rate(long blocks, double seconds) => blocks * (double)CopyRatesBench.TapeBlock / (1 << 20) / seconds;

    private static double Median(List<Sample> samples, Func<Sample, double> value)
    {
        double[] sorted = samples.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Check(bool isTrue)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("The loop failed.");
        }
    }

    private sealed record Sample(long Blocks, double Seconds, double ProcessorMicroseconds, double AllocatedBytes);
}
