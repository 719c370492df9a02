using System;
using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks;

/// <summary>What does it cost to append a run to the log, beside adding the same run as 16 bytes to a list, and how many bytes does it take?</summary>
/// <remarks>Eight streams, runs of four blocks on average, one block length; commits are left out. The log is in memory, so its growth is paid here too.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class WriteLogAppendBenchmark
{
    private const int Runs = 4_000_000;
    private readonly (int Stream, int Count)[] _runs = new (int, int)[Runs];
    private long _logBytes;

    /// <summary>One run as a fixed record: what a first attempt at a log would keep.</summary>
    private readonly record struct FixedRun(int Stream, int Length, long Count);

    [Params(false, true)]
    public bool TimeStamps { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        int stream = 0;
        for (int run = 0; run < Runs; run++)
        {
            stream = (stream + 1 + random.Next(7)) % 8;
            int count = 1;
            while (random.Next(4) != 0)
                count++;

            _runs[run] = (stream, count);
        }
    }

    [GlobalCleanup]
    public void Print() => Console.WriteLine("// bytes a run: {0:F4} (time stamps: {1})", _logBytes / (double)Runs, TimeStamps);

    [Benchmark(Baseline = true, OperationsPerInvoke = Runs)]
    public int ListOfFixedRecords()
    {
        var list = new List<FixedRun>();
        foreach ((int stream, int count) in _runs)
            list.Add(new FixedRun(stream, 65_536, count));

        return list.Count;
    }

    [Benchmark(OperationsPerInvoke = Runs)]
    public long WriteLogInMemory()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeStamps ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero });
        for (int stream = 0; stream < 8; stream++)
            log.DefineStream(new StreamDescription("stream"));

        foreach ((int stream, int count) in _runs)
            log.AppendBlocks(new StreamId(stream), 65_536, count);

        log.Commit();
        _logBytes = log.Length;
        return _logBytes;
    }
}
