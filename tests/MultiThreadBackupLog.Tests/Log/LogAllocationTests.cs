using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class LogAllocationTests
{
    [Fact]
    public void AppendBlocks_AfterWarmUp_AllocatesNothing()
    {
        using var store = new NullStore();
        using var log = new WriteLog(new WriteLogOptions(), store);
        var streams = new StreamId[12];
        for (int stream = 0; stream < streams.Length; stream++)
            streams[stream] = log.DefineStream(new StreamDescription("s"));

        Append(log, streams, 50_000);
        long length = log.Length;
        long allocated = Allocation.Least(() => Append(log, streams, 200_000));

        Assert.True(log.Length > length + 100_000);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void AppendBlocks_EightStreamsAndMeanRunFour_TakesAtMostElevenTenthsOfAByteARun()
    {
        var random = new Random(1);
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        for (int stream = 0; stream < 8; stream++)
            log.DefineStream(new StreamDescription("s"));

        const int Runs = 200_000;
        int last = 0;
        for (int run = 0; run < Runs; run++)
        {
            last = (last + 1 + random.Next(7)) % 8;
            int count = 1;
            while (random.Next(4) != 0)
                count++;

            log.AppendBlocks(new StreamId(last), 65_536, count);
        }

        log.Commit();
        Assert.InRange(log.Length / (double)Runs, 0.9, 1.1);
    }

    [Fact]
    public void Take_OfManyRunsAndStamps_KeepsNothingOfEach()
    {
        const int Runs = 20_000;
        var time = new ManualTime();
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = time, RunsPerTimeStamp = 1 });
        StreamId[] streams = [log.DefineStream(new StreamDescription("a")), log.DefineStream(new StreamDescription("b"))];
        for (int run = 0; run < 2 * Runs; run++)
        {
            // First with a stamp behind each run, then without any.
            if (run < Runs)
                time.Advance(TimeSpan.FromMilliseconds(1));

            log.AppendBlocks(streams[run % 2], 65_536, 1);
        }

        log.Close();
        var records = new List<WriteLogRecord>();
        var reader = new WriteLogReader(log.Snapshot());
        while (reader.Read(out WriteLogRecord record))
            records.Add(record);

        Assert.InRange(records.Count, 3 * Runs, long.MaxValue);
        var builder = new DiagnosticsBuilder(LogSurvey.Of(log.Snapshot()), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (WriteLogRecord record in records)
            builder.Take(record);

        // The rates of 250 intervals, for each stream and for all; a word for each run would be 320,000 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void Append(WriteLog log, StreamId[] streams, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            log.AppendBlocks(streams[run % 8], 65_536, 1 + (run % 30));
            log.AppendBlocks(streams[run % 8], 65_536, 1);
            if (run % 50 == 0)
                log.AppendBlocks(streams[8 + (run % 4)], 512, 1);
        }
    }
}
