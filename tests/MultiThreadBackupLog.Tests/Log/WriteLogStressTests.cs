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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Snapshot_WhileTheWriterRetractsAndCommits_IsALogWhoseEveryObjectIsWhereItBelongs(bool isFile)
    {
        // Which stream has an object follows from its number, so that this holds in every snapshot whatever was taken back before it.
        int steps = PropertyCheck.Cases(4_000);
        using var folder = new TemporaryFolder();
        var options = new WriteLogOptions { RunsPerTimeStamp = 3, FilePreallocationBytes = 10_000 };
        using WriteLog log = isFile ? WriteLog.CreateFile(folder.File("log"), options) : WriteLog.CreateInMemory(options);
        for (int stream = 0; stream < Streams; stream++)
            log.DefineStream(new StreamDescription("s" + stream));

        log.Publish();
        using var stop = new CancellationTokenSource();
        using var started = new CountdownEvent(3);
        Task<int>[] readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () => Index(log, started, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        started.Wait();
        var random = new Random(1);
        for (int step = 0; step < steps; step++)
        {
            long next = log.NextLogicalObjectIdentifier;
            log.AppendBlocks(new StreamId(OwnerOf(next)), 512, 4 - (next % 4));
            if (step % 41 == 0)
                log.Publish();

            if (step % 67 == 0)
                log.RetractTo(Math.Max(log.OnMediumLogicalObjectIdentifier, log.NextLogicalObjectIdentifier - random.Next(50)));

            if (step % 300 == 0)
            {
                log.MarkOnMedium(log.NextLogicalObjectIdentifier);
                log.Commit();
            }
        }

        log.Close();
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), count => Assert.True(count > 0));
        Assert.True(WriteLogIndex.Build(log.Snapshot()).Retractions.Count > steps / 200);
    }

    [Fact]
    public void ReserveStream_FromManyThreads_HandsEachOrdinalOutOnce()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        int[][] ordinals = new int[8][];
        Parallel.For(0, ordinals.Length, thread => ordinals[thread] = Enumerable.Range(0, 5_000).Select(_ => log.ReserveStream().Ordinal).ToArray());
        Assert.Equal(Enumerable.Range(0, 40_000), ordinals.SelectMany(o => o).Order());
    }

    private static int OwnerOf(long target) => (int)(target / 4 % Streams);

    private static int Index(WriteLog log, CountdownEvent started, CancellationToken stop)
    {
        int snapshots = 0;
        long safe = 0;
        started.Signal();
        do
        {
            long committed = log.CommittedLength;
            WriteLogSnapshot snapshot = log.Snapshot();
            Assert.True(snapshot.LengthBytes >= committed);
            WriteLogIndex index = WriteLogIndex.Build(snapshot);
            Assert.InRange(index.OnMediumLogicalObjectIdentifier, safe, index.EndLogicalObjectIdentifier);
            safe = index.OnMediumLogicalObjectIdentifier;
            foreach (TapeExtent extent in index.Extents(0, long.MaxValue))
            {
                Assert.Equal(OwnerOf(extent.FirstLogicalObjectIdentifier), extent.Stream!.Value.Ordinal);
                Assert.Equal(OwnerOf(extent.EndLogicalObjectIdentifier - 1), extent.Stream!.Value.Ordinal);
                Assert.InRange(extent.ObjectCount, 1, 4);

                // Each stream has had whole runs of four before this one.
                Assert.Equal((extent.FirstLogicalObjectIdentifier / (4 * Streams) * 4) + (extent.FirstLogicalObjectIdentifier % 4), extent.FirstBlock);
            }

            snapshots++;
        }
        while (!stop.IsCancellationRequested);

        return snapshots;
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
