using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Stress;

/// <summary>Real threads through a whole session, and everything compared after a restore.</summary>
[Collection(StressCollection.Name)]
public class BackupSessionStress
{
    private const int Producers = 16;

    [Fact]
    public async Task Sixteen_producers_onto_a_memory_tape_with_checkpoints_come_back_whole()
    {
        using var tape = new MemoryTape(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) });
        await RunAndCompare(tape, options => options.CheckpointBytes = 300_000);
    }

    [Fact]
    public async Task Sixteen_producers_onto_a_tape_image_with_checkpoints_come_back_whole()
    {
        using var folder = new TemporaryFolder();
        using TapeImage tape = TapeImage.Create(folder.File("stress.tap"));
        await RunAndCompare(tape, options =>
        {
            options.CheckpointBytes = 2_000_000;
            options.LogPath = folder.File("log");
        });
    }

    [Fact]
    public async Task Producers_on_a_tape_with_faults_are_told_exactly_what_was_lost()
    {
        for (int seed = 0; seed < PropertyCheck.Cases(12); seed++)
        {
            var random = new Random(seed);
            using var tape = new MemoryTape(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096), BufferSizeObjects = 20 });
            for (int fault = 0; fault < 3; fault++)
            {
                tape.FailWrite(random.Next(1, 900));
            }

            await RunAndCompare(tape, options => options.CheckpointBytes = 100_000, blocks: 60, isFaulty: true);
        }
    }

    private static async Task RunAndCompare(SequentialDevice tape, Action<BackupSessionOptions> configure, int blocks = 0, bool isFaulty = false)
    {
        int blocksOfEach = blocks > 0 ? blocks : PropertyCheck.Cases(400);
        var options = new BackupSessionOptions
        {
            BlockLength = 1024,
            BlockCount = 96,
            MaximumStreams = 12, // Fewer than producers: they wait for each other's slots.
            HasBlockTrailers = true,
        };
        configure(options);
        var written = new ConcurrentDictionary<int, List<byte[]>>();
        var writers = new ConcurrentBag<BlockStreamWriter>();
        using BackupSession session = BackupSession.Start(tape, options);
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(() => Produce(session, producer, blocksOfEach, written, writers))));
        BackupSessionReport report = await session.CompleteAsync();
        Assert.Equal(BackupOutcome.Completed, report.Outcome);
        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        Assert.Equal(isFaulty, !report.IsSuccess || index.Errors.Count > 0 || writers.Any(w => w.Completion.IsFaulted));
        foreach (BlockStreamWriter writer in writers)
        {
            Assert.True(index.TryGetStream(writer.Id, out WriteLogStream? stream));
            Assert.Equal(stream!.BlockCount, writer.AcceptedBlocks);
            Assert.Equal(stream.EndType == StreamEndType.Completed, writer.Completion.IsCompletedSuccessfully);
            Assert.True(isFaulty || stream.BlockCount == written[writer.Id.Ordinal].Count);
        }

        var restoring = new Restoring(tape, index);
        RestoreReport restored = restoring.Run();
        Assert.True(restored.IsSuccess);
        restoring.AssertTrue(restored, id => written[id.Ordinal]);
    }

    // Each producer writes several streams, one after the other, so that streams come and go all the time.
    private static async Task Produce(
        BackupSession session, int producer, int blocks, ConcurrentDictionary<int, List<byte[]>> written, ConcurrentBag<BlockStreamWriter> writers)
    {
        var random = new Random(producer);
        for (int round = 0; round < 3; round++)
        {
            BlockStreamWriter writer = await session.OpenStreamAsync(new StreamDescription("producer " + producer));
            writers.Add(writer);
            List<byte[]> mine = written.GetOrAdd(writer.Id.Ordinal, _ => []);
            try
            {
                for (int block = 0; block < blocks / 3; block++)
                {
                    Memory<byte> memory = random.Next(2) == 0 ? writer.GetBlock() : await writer.GetBlockAsync();
                    var payload = new byte[random.Next(1, memory.Length + 1)];
                    random.NextBytes(payload);
                    payload.CopyTo(memory);
                    mine.Add(payload);
                    writer.Publish(payload.Length);
                }

                if (producer % 4 == 0)
                {
                    writer.WriteFilemarks(random.Next(0, 2), isImmediate: false);
                    await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
                    {
                        await writer.WaitUntilOnMediumAsync(mine.Count, CancellationToken.None);
                        Assert.True(writer.OnMediumBlocks >= mine.Count);
                    })));
                }
                else if (producer % 4 == 1 && round == 0)
                {
                    await session.CheckpointAsync();
                }

                writer.Complete();
            }
            catch (BlockStreamException)
            {
                writer.Dispose();
            }
        }
    }
}
