using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

[Collection(StressCollection.Name)]
public class WriteLogStressTests
{
    private const int Streams = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Snapshot_WhileTheWriterGoesOn_IsAlwaysAPrefixOfWhatIsWritten(bool isFile)
    {
        int runs = PropertyCheck.Cases(200_000);
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".wlog");
        var options = new WriteLogOptions { RunsPerTimeStamp = 7 };
        try
        {
            using WriteLog log = isFile ? WriteLog.CreateFile(path, options) : WriteLog.CreateInMemory(options);
            for (int stream = 0; stream < Streams; stream++)
                log.DefineStream(new StreamDescription("s" + stream));

            using var stop = new CancellationTokenSource();
            using var started = new CountdownEvent(3);
            Task<long>[] readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () => Read(log, started, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            started.Wait();
            for (int run = 0; run < runs; run++)
            {
                log.AppendBlocks(new StreamId(run % Streams), LengthOf(run), CountOf(run));
                if (run % 97 == 0)
                    log.Publish();
            }

            log.Close();
            await stop.CancelAsync();
            long[] snapshots = await Task.WhenAll(readers);
            Assert.All(snapshots, count => Assert.True(count > 0));
            Assert.Equal(runs, Check(log.Snapshot()));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void ReserveStream_FromManyThreads_HandsEachOrdinalOutOnce()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        int[][] ordinals = new int[8][];
        Parallel.For(0, ordinals.Length, thread => ordinals[thread] = Enumerable.Range(0, 5_000).Select(_ => log.ReserveStream().Ordinal).ToArray());
        Assert.Equal(Enumerable.Range(0, 40_000), ordinals.SelectMany(o => o).Order());
    }

    private static int LengthOf(int run) => run % 11 == 0 ? 512 : 65_536;

    private static int CountOf(int run) => 1 + (run % 23);

    private static long Read(WriteLog log, CountdownEvent started, CancellationToken stop)
    {
        long snapshots = 0;
        long seen = 0;
        started.Signal();
        do
        {
            long objects = log.OnMediumLogicalObjectIdentifier;
            WriteLogSnapshot snapshot = log.Snapshot();
            long now = Check(snapshot);
            Assert.True(now >= seen);
            Assert.True(log.NextLogicalObjectIdentifier >= objects);
            seen = now;
            snapshots++;
        }
        while (!stop.IsCancellationRequested);

        return snapshots;
    }

    /// <summary>Reads a snapshot to its end; counts the runs, each of which must be the one that the writer wrote there.</summary>
    private static long Check(WriteLogSnapshot snapshot)
    {
        var reader = new WriteLogReader(snapshot);
        int run = 0;
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type != WriteLogRecordType.Run)
                continue;

            Assert.Equal(run % Streams, record.Run.Stream.Ordinal);
            Assert.Equal(CountOf(run), record.Run.BlockCount);
            Assert.Equal(LengthOf(run), record.Run.BlockLengthBytes);
            run++;
        }

        Assert.Equal(snapshot.LengthBytes, reader.VerifiedLengthBytes);
        return run;
    }
}
