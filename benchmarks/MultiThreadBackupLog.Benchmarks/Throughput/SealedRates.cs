using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What does a run take in the live and in the sealed form, beside its entropy, fixed records of 16 bytes and Brotli, and what does it cost to write and to read?</summary>
/// <remarks>That both forms say the same runs is checked before a figure is printed. Times are the processor's, the best of some repeats.</remarks>
internal static class SealedRates
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        int runs = ProcessorTime.Argument(arguments, 0, 2_000_000);
        int repeats = ProcessorTime.Argument(arguments, 1, 3);
        Console.WriteLine("streams run | entropy  live  sealed  index  fixed+Brotli bits a run | sealed/entropy | seal  encode  read-live  read-sealed  build-live  build-sealed ns a run");
        foreach (int streams in new[] { 2, 8, 64 })
        {
            foreach (int meanRun in new[] { 1, 4, 64 })
            {
                Combination(runs, streams, meanRun, repeats);
            }
        }

        foreach (int meanRun in new[] { 1, 4, 64 })
        {
            double none = StampedLength(runs / 4, meanRun, TimeSpan.Zero, 1);
            Console.WriteLine(string.Format(
                CultureInfo.InvariantCulture,
                "8 streams, mean run {0}, 300 MB/s, ms: a stamp each run {1:0.0000}, one each 64 runs {2:0.0000} bytes a run",
                meanRun,
                StampedLength(runs / 4, meanRun, TimeSpan.FromMilliseconds(1), 1) - none,
                StampedLength(runs / 4, meanRun, TimeSpan.FromMilliseconds(1), 64) - none));
        }

        if (arguments.Count > 2)
        {
            Open(ProcessorTime.Argument(arguments, 2, 46_000_000), repeats);
        }

        return 0;
    }

    private static void Combination(int runs, int streams, int meanRun, int repeats)
    {
        using var log = new IndexLog(runs, streams, meanRun);
        var pages = new MemoryStream();
        LogSealer.WritePages(log.Snapshot, pages);
        var whole = new MemoryStream();
        LogSealer.Seal(log.Snapshot, whole);
        using var form = new WriteLogSnapshot(whole.ToArray());
        CheckSame(log.Snapshot, form);

        double seal = ProcessorTime.Best(repeats, () => LogSealer.WritePages(log.Snapshot, Stream.Null));
        double readLive = ProcessorTime.Best(repeats, () => ProcessorTime.ReadAll(log.Snapshot));
        double readSealed = ProcessorTime.Best(repeats, () => ProcessorTime.ReadAll(form));
        double buildLive = ProcessorTime.Best(repeats, () => WriteLogIndex.Build(log.Snapshot));
        double buildSealed = ProcessorTime.Best(repeats, () => WriteLogIndex.Build(form));
        double each = 1e9 / runs;
        double bits = 8.0 / runs;
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0,3} {1,3} | {2,7:0.000} {3,7:0.000} {4,7:0.000} {5,6:0.00} {6,7:0.00} | {7,6:0.0000} | {8,5:0.0} {9,5:0.0} {10,5:0.0} {11,5:0.0} {12,5:0.0} {13,5:0.0}",
            streams,
            meanRun,
            log.EntropyBits,
            log.Snapshot.LengthBytes * bits,
            pages.Length * bits,
            (whole.Length - pages.Length) * bits,
            Brotli(log) * bits,
            log.EntropyBits < 1e-6 ? double.NaN : pages.Length * bits / log.EntropyBits,
            seal * each,
            (seal - readLive) * each,
            readLive * each,
            readSealed * each,
            buildLive * each,
            buildSealed * each));
    }

    /// <summary>Gives the bytes a run of a sealed log whose drive takes 300 MB/s; whoever looks at the clock comes up to 0.1 ms late, and each 20,000 runs it stands for 5 s.</summary>
    private static double StampedLength(int runs, int meanRun, TimeSpan resolution, int runsPerStamp)
    {
        var clock = new DriveClock();
        var random = new Random(1);
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = resolution, RunsPerTimeStamp = runsPerStamp, TimeProvider = clock });
        for (int stream = 0; stream < 8; stream++)
        {
            log.DefineStream(new StreamDescription("stream"));
        }

        int current = 0;
        int before = 0;
        for (int run = 0; run < runs; run++)
        {
            current = (current + 1 + random.Next(7)) % 8;
            clock.Placed(before, stalls: run % 20_000 == 19_999);
            before = meanRun <= 1 ? 1 : 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (1.0 / meanRun)));
            log.AppendBlocks(new StreamId(current), 65_536, before);
        }

        log.Close();
        return LogSealer.WritePages(log.Snapshot(), Stream.Null).LengthBytes / (double)runs;
    }

    private sealed class DriveClock : TimeProvider
    {
        private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        private readonly Random _late = new(2);
        private long _placed;
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Placed(int blocks, bool stalls)
        {
            _placed += (2_180L * blocks) + (stalls ? 5 * TimeSpan.TicksPerSecond : 0);
            _now = Math.Max(_now, _placed + _late.Next(1_000));
        }

        public override DateTimeOffset GetUtcNow() => Begin.AddTicks(_now);

        public override long GetTimestamp() => _now;
    }

    private static void Open(int runs, int repeats)
    {
        using var log = new IndexLog(runs, 8);
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".wlog");
        try
        {
            double seal = ProcessorTime.Seconds(() => WriteLog.WriteSealed(log.Snapshot, path));
            double build = ProcessorTime.Best(repeats, () => WriteLogIndex.Build(log.Snapshot));
            using WriteLogSnapshot form = WriteLogSnapshot.OpenFile(path);
            double buildSealed = ProcessorTime.Best(repeats, () => WriteLogIndex.Build(form));
            var random = new Random(5);
            double open = ProcessorTime.Best(Math.Max(5, repeats), () => WriteLogIndex.Open(form));
            double first = ProcessorTime.Best(Math.Max(5, repeats), () => Find(WriteLogIndex.Open(form), random, log));
            double all = ProcessorTime.Best(repeats, () => SumRuns(WriteLogIndex.Open(form)));
            Console.WriteLine(string.Format(
                CultureInfo.InvariantCulture,
                "{0} runs of 8 streams: sealed file {1:0.0} MB, sealed in {2:0.0} s; index built from live {3:0} ms, from sealed {4:0} ms, opened {5:0.000} ms, opened and one block found {6:0.000} ms, opened and every run of every stream {7:0} ms",
                runs,
                form.LengthBytes / 1e6,
                seal,
                build * 1e3,
                buildSealed * 1e3,
                open * 1e3,
                first * 1e3,
                all * 1e3));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Find(WriteLogIndex index, Random random, IndexLog log)
    {
        int stream = random.Next(8);
        long block = random.NextInt64(log.Streams[stream].BlockCount);
        if (!index.TryFindBlock(new StreamId(stream), block, out WriteRun run) || run.FirstLogicalObjectIdentifier + (block - run.FirstBlock) != log.Streams[stream].Find(block))
        {
            throw new InvalidOperationException("The index does not answer what the sorted arrays answer.");
        }
    }

    private static long SumRuns(WriteLogIndex index) => index.Streams.Sum(stream => index.Runs(stream.Id, BlockRange.All).Sum(run => run.FirstLogicalObjectIdentifier));

    /// <summary>The same runs as records of 16 bytes (first object 8, stream 4, blocks 4), which Brotli then makes shorter.</summary>
    private static long Brotli(IndexLog log)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var buffer = new byte[16 * 4096];
            int at = 0;
            var reader = new WriteLogReader(log.Snapshot);
            while (reader.Read(out WriteLogRecord record))
            {
                if (record.Type != WriteLogRecordType.Run)
                {
                    continue;
                }

                BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(at), record.LogicalObjectIdentifier);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at + 8), record.RunOrdinal);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at + 12), (int)record.RunBlockCount);
                at += 16;
                if (at == buffer.Length)
                {
                    brotli.Write(buffer);
                    at = 0;
                }
            }

            brotli.Write(buffer, 0, at);
        }

        return compressed.Length;
    }

    private static void CheckSame(WriteLogSnapshot live, WriteLogSnapshot form)
    {
        var one = new WriteLogReader(live);
        var other = new WriteLogReader(form);
        while (one.Read(out WriteLogRecord record))
        {
            if (!other.Read(out WriteLogRecord same) || same.Type != record.Type || same.LogicalObjectIdentifier != record.LogicalObjectIdentifier || same.Stream != record.Stream)
            {
                throw new InvalidOperationException("The sealed form does not say what the live form says.");
            }
        }
    }
}
