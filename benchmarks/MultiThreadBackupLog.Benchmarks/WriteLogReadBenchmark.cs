using System;
using BenchmarkDotNet.Attributes;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks;

/// <summary>What does a run cost to read back, and to build an index of?</summary>
[MemoryDiagnoser]
[MinColumn]
public class WriteLogReadBenchmark
{
    private const int Runs = 4_000_000;
    private WriteLogSnapshot _log = null!;

    [GlobalSetup]
    public void Write()
    {
        var random = new Random(1);
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        for (int stream = 0; stream < 8; stream++)
            log.DefineStream(new StreamDescription("stream"));

        int current = 0;
        for (int run = 0; run < Runs; run++)
        {
            current = (current + 1 + random.Next(7)) % 8;
            int count = 1;
            while (random.Next(4) != 0)
                count++;

            log.AppendBlocks(new StreamId(current), 65_536, count);
        }

        log.Close();
        _log = log.Snapshot();
    }

    [Benchmark(OperationsPerInvoke = Runs)]
    public long ReadRecords()
    {
        var reader = new WriteLogReader(_log);
        while (reader.Read(out _))
        {
        }

        return reader.NextLogicalObjectIdentifier;
    }

    [Benchmark(OperationsPerInvoke = Runs)]
    public long BuildIndex() => WriteLogIndex.Build(_log).EndLogicalObjectIdentifier;
}
