using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What does it cost the thread that writes the tape to commit the log each 64 blocks, at an LTO-8's pace, and what does growing the file in advance save?</summary>
/// <remarks>
/// <para>One thread appends runs of 4 blocks of 8 streams and commits each 64 blocks, in the file system of the folder that is given. At 5,493 blocks of 64 KiB a second there are
/// 11.7 ms between two commits; the share is the time of a commit against that. Beside it in the same run: a bare write and fsync of as many bytes, the least that a
/// commit can cost here.</para>
/// <para>Both the time on the clock and the processor time are given: a disk that waits makes the first, our code the second.</para>
/// </remarks>
internal static class CommitRates
{
    private const int BlocksPerSecond = 5_493;
    private const int BlocksPerCommit = 64;
    private const int RunLength = 4;
    private const int Streams = 8;

    public static int Run(IReadOnlyList<string> arguments)
    {
        string folder = arguments.Count > 0 ? arguments[0] : Path.GetTempPath();
        int commits = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 2_000;
        int repeats = arguments.Count > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 5;
        var ahead = new List<Cost>();
        var growing = new List<Cost>();
        var bare = new List<Cost>();
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            // The three in turn, begun with another one each time; the first round is not counted.
            foreach (int side in Enumerable.Range(0, 3).Select(side => (side + repeat) % 3))
            {
                Cost cost = side switch
                {
                    0 => Log(folder, commits, 1 << 20),
                    1 => Log(folder, commits, 0),
                    _ => Bare(folder, commits),
                };
                if (repeat > 0)
                    (side == 0 ? ahead : side == 1 ? growing : bare).Add(cost);
            }
        }

        Print("log, 1 MiB ahead", ahead, bare);
        Print("log, growing", growing, bare);
        Print("bare write + fsync", bare, bare);
        return 0;
    }

    private static Cost Log(string folder, int commits, long preallocation)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".wlog");
        try
        {
            using WriteLog log = WriteLog.CreateFile(path, new WriteLogOptions { FilePreallocationBytes = preallocation });
            StreamId[] streams = Enumerable.Range(0, Streams).Select(_ => log.DefineStream(new StreamDescription("stream"))).ToArray();
            log.Commit();
            Clock clock = Clock.Start();
            for (int commit = 0; commit < commits; commit++)
            {
                for (int run = 0; run < BlocksPerCommit / RunLength; run++)
                    log.AppendBlocks(streams[run % Streams], 65_536, RunLength);

                log.Commit();
            }

            Cost cost = clock.Per(commits);
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
            if (!recovery.IsWhole || WriteLogIndex.Build(recovery.Log!).Totals.BlockCount != (long)commits * BlocksPerCommit)
                throw new InvalidOperationException("The log does not hold what was written.");

            return cost;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Cost Bare(string folder, int commits)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".bare");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1);
            var page = new byte[54]; // About a page of 16 runs.
            file.Write(new byte[page.Length * commits]);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            Clock clock = Clock.Start();
            for (int commit = 0; commit < commits; commit++)
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }

            return clock.Per(commits);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Print(string what, List<Cost> costs, List<Cost> beside)
    {
        double wall = Median(costs.Select(c => c.WallMicroseconds));
        double processor = Median(costs.Select(c => c.ProcessorMicroseconds));
        const double Interval = 1e6 * BlocksPerCommit / BlocksPerSecond;
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0,-20} {1,8:F1} us a commit ({2:F2} % of the drive's {3:F0} us), processor {4,6:F1} us ({5:F2} %), {6:F2} x the bare one",
            what,
            wall,
            100 * wall / Interval,
            Interval,
            processor,
            100 * processor / Interval,
            wall / Median(beside.Select(c => c.WallMicroseconds))));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private readonly record struct Cost(double WallMicroseconds, double ProcessorMicroseconds);

    private readonly record struct Clock(long Wall, TimeSpan Processor)
    {
        public static Clock Start() => new(Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);

        public Cost Per(int commits) => new(
            Stopwatch.GetElapsedTime(Wall).TotalMicroseconds / commits,
            (Process.GetCurrentProcess().TotalProcessorTime - Processor).TotalMicroseconds / commits);
    }
}
