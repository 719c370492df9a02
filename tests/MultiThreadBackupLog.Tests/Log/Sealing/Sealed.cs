using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Logs in both forms, for the tests of the sealed one.</summary>
internal static class Sealed
{
    /// <summary>Gives the whole sealed form of a closed log.</summary>
    public static byte[] Of(WriteLogSnapshot log)
    {
        using var output = new MemoryStream();
        LogSealer.Seal(log, output);
        return output.ToArray();
    }

    /// <summary>Gives the offsets behind each page of a log.</summary>
    public static List<int> PageEnds(ReadOnlySpan<byte> log)
    {
        var ends = new List<int>();
        for (int at = 0; at + 32 <= log.Length && log[at + 3] == 'L';)
        {
            at += 32 + (log[at + 6] << 8) + log[at + 7];
            ends.Add(at);
        }

        return ends;
    }

    /// <summary>Compares a log in both forms: all records, and what the index and the tape reader make of them.</summary>
    public static void AssertSame(WriteLogSnapshot live, byte[] form)
    {
        var log = new WriteLogSnapshot(form);
        Assert.Equal(LogRecords.ReadAll(new WriteLogReader(live)), LogRecords.ReadAll(new WriteLogReader(log)));
        WriteLogIndex expected = WriteLogIndex.Build(live);
        WriteLogIndex index = WriteLogIndex.Build(log);
        Assert.Equal(expected.Extents(0, long.MaxValue), index.Extents(0, long.MaxValue));
        Assert.Equal(expected.Totals, index.Totals);
        WriteLogTapeReader tape = WriteLogTapeReader.Open(log);
        WriteLogTapeReader expectedTape = WriteLogTapeReader.Open(live);
        while (expectedTape.Read(out TapeExtent extent))
        {
            Assert.True(tape.Read(out TapeExtent other));
            Assert.Equal(extent, other);
            Assert.Equal(expectedTape.NotBefore, tape.NotBefore);
        }

        Assert.False(tape.Read(out _));
    }

    /// <summary>Writes a closed log of streams that take turns at random in runs of geometrically distributed lengths.</summary>
    public static WriteLog Interleaved(int runs, int streams, double meanRun, WriteLogOptions options, Action<int>? beforeRun = null, bool commits = false)
    {
        var random = new Random(1);
        WriteLog log = WriteLog.CreateInMemory(options);
        for (int stream = 0; stream < streams; stream++)
            log.DefineStream(new StreamDescription("s" + stream));

        int current = 0;
        for (int run = 0; run < runs; run++)
        {
            current = (current + 1 + random.Next(streams - 1)) % streams;
            int count = Geometric(random, meanRun);
            beforeRun?.Invoke(count);
            log.AppendBlocks(new StreamId(current), 65_536, count);
            if (commits && run % 500 == 499)
                log.Commit();
        }

        log.Close();
        return log;
    }

    public static int Geometric(Random random, double mean) =>
        mean <= 1 ? 1 : 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (1 / mean)));

    /// <summary>Gives the empirical order-0 entropy of (stream change, run length) in bits a run.</summary>
    public static double EntropyBits(WriteLogSnapshot log, int streams)
    {
        var changes = new Dictionary<long, long>();
        var lengths = new Dictionary<long, long>();
        int before = 0;
        foreach (WriteRun run in LogRecords.Runs(log))
        {
            int change = (run.Stream.Ordinal - before + streams) % streams;
            changes[change] = changes.GetValueOrDefault(change) + 1;
            lengths[run.BlockCount] = lengths.GetValueOrDefault(run.BlockCount) + 1;
            before = run.Stream.Ordinal;
        }

        return Entropy(changes.Values) + Entropy(lengths.Values);
    }

    private static double Entropy(IReadOnlyCollection<long> counts)
    {
        double total = counts.Sum();
        return counts.Sum(count => -count / total * Math.Log2(count / total));
    }
}
