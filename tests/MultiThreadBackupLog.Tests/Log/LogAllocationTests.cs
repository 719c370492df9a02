using System;
using MultiThreadBackupLog.Log;
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
