using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>The whole way, random: producers, tape, log, plan, restore.</summary>
public class BackupProperties
{
    [Fact]
    public void The_log_equals_the_tape_object_by_object_whatever_the_interleaving() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            using var tape = new MemoryTape(TapeOptions());
            var scenario = new BackupScenario(seed, tape);
            BackupSessionReport report = scenario.Run();
            Assert.Equal(BackupOutcome.Completed, report.Outcome);
            WriteLogIndex index = WriteLogIndex.Build(scenario.Session.Log.Snapshot());
            Assert.True(index.IsClosed);
            Assert.Equal(index.EndLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier);
            TapeComparison.AssertEqual(index, tape, scenario.Streams);
            foreach (BackupScenario.Producer producer in scenario.Streams.Values)
            {
                Assert.True(index.TryGetStream(producer.Writer!.Id, out WriteLogStream? stream));
                Assert.Equal(producer.Blocks.Count, stream!.BlockCount);
                Assert.Equal(producer.FilemarkCount, stream.FilemarkCount);
                Assert.Equal(producer.Fails ? StreamEndType.Failed : StreamEndType.Completed, stream.EndType);
                Assert.Equal(producer.Blocks.Count, producer.Writer.OnMediumBlocks);
            }

            return true;
        });

    [Fact]
    public void Restoring_any_selection_yields_exactly_the_selected_blocks_in_stream_order() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            using var tape = new MemoryTape(TapeOptions());
            var scenario = new BackupScenario(seed, tape);
            scenario.Run();
            WriteLogIndex index = WriteLogIndex.Build(scenario.Session.Log.Snapshot());
            var random = new Random(seed);
            for (int round = 0; round < 3; round++)
            {
                TapeDriveModel model = random.Next(2) == 0 ? TapeDriveModel.NoSeekCost : TapeDriveModel.Lto8;
                RestoreAndCompare(tape, index, scenario, random, model);
            }

            return true;
        });

    [Fact]
    public void The_log_found_on_the_tape_is_the_one_in_memory() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            using var tape = new MemoryTape(TapeOptions());
            var scenario = new BackupScenario(seed, tape);
            scenario.Run();
            TapeCatalog catalog = TapeCatalog.Read(tape);
            TapeSession session = Assert.Single(catalog.Sessions);
            Assert.Equal(TapeSessionState.Closed, session.State);
            using TapeSessionLog log = TapeCatalog.ReadLog(tape, session);
            Assert.True(log.IsWhole, log.Unreadable);
            var inMemory = new byte[scenario.Session.Log.Length];
            var onTape = new byte[inMemory.Length];
            Assert.Equal(inMemory.Length, scenario.Session.Log.ReadBytes(0, inMemory));
            Assert.Equal(inMemory.Length, log.Recovery.Log!.LengthBytes);
            log.Recovery.Log.ReadBytes(0, onTape);
            Assert.Equal(inMemory, onTape);
            WriteLogIndex index = WriteLogIndex.Build(log.Recovery.Log);
            Assert.Equal(TapeIdentity.Same, TapeCatalog.Identify(tape, index));
            Assert.Equal(0, log.LossWindow(index).LogicalObjectCount);
            return true;
        });

    [Fact]
    public void Several_sessions_on_one_tape_are_found_and_restored_each_by_itself() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var tape = new MemoryTape(TapeOptions());
                var random = new Random(seed);
                var scenarios = new List<BackupScenario>();
                int sessions = random.Next(2, 5);
                for (int number = 0; number < sessions; number++)
                {
                    var scenario = new BackupScenario(random.Next(), tape, options => options.Placement = BackupPlacement.Append, maximumStreams: 6);
                    scenario.Run();
                    scenarios.Add(scenario);
                }

                TapeCatalog catalog = TapeCatalog.Read(tape);
                Assert.Equal(sessions, catalog.Sessions.Count);
                for (int number = 0; number < sessions; number++)
                {
                    TapeSession session = catalog.Sessions[number];
                    Assert.Equal(number + 1, session.SessionNumber);
                    Assert.Equal(scenarios[number].Session.Log.Header.LogIdentifier, session.LogIdentifier);
                    using TapeSessionLog log = TapeCatalog.ReadLog(tape, session);
                    WriteLogIndex index = WriteLogIndex.Build(log.Recovery.Log!);
                    RestoreAndCompare(tape, index, scenarios[number], random, TapeDriveModel.NoSeekCost);
                }

                return true;
            },
            300);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_the_tape() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var first = new MemoryTape(TapeOptions());
                using var second = new MemoryTape(TapeOptions());
                void Untimed(BackupSessionOptions options)
                {
                    options.TimeProvider = new StoppedTime();
                }

                new BackupScenario(seed, first, Untimed).Run();
                new BackupScenario(seed, second, Untimed).Run();
                Assert.Equal(TapeComparison.ReadAll(first, 0), TapeComparison.ReadAll(second, 0));
                return true;
            },
            100);

    internal static MemoryTapeOptions TapeOptions() => new() { BlockLimits = new TapeBlockLimits(1, 4096) };

    /// <summary>Restores a random choice and compares it with what the producers handed over.</summary>
    internal static void RestoreAndCompare(SequentialDevice tape, WriteLogIndex index, BackupScenario scenario, Random random, TapeDriveModel model)
    {
        WriteLogStream[] candidates = index.Streams.Where(s => s.BlockCount > 0).ToArray();
        if (candidates.Length == 0)
        {
            return;
        }

        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in candidates.OrderBy(_ => random.Next()).Take(random.Next(1, candidates.Length + 1)))
        {
            for (int ranges = random.Next(1, 4); ranges > 0; ranges--)
            {
                long first = random.NextInt64(stream.BlockCount);
                selection.Add(stream.Id, random.Next(3) == 0 ? BlockRange.All : new BlockRange(first, random.NextInt64(1, stream.BlockCount - first + 1)));
            }
        }

        RestorePlan plan = RestorePlanner.Plan(index, selection, model, random.Next(2) == 0 ? null : new TapePosition(0, index.BeginLogicalObjectIdentifier));
        var session = new RestoreSession(tape, plan);
        Dictionary<StreamId, CollectingSink> sinks = plan.Streams.ToDictionary(id => id, _ => new CollectingSink());
        foreach (KeyValuePair<StreamId, CollectingSink> sink in sinks)
        {
            session.AddSink(sink.Key, sink.Value);
        }

        RestoreReport report = session.Run();
        Assert.True(report.IsSuccess);
        foreach (RestoreStreamReport stream in report.Streams)
        {
            Assert.Equal(Expected(plan, stream), stream.Verification);
            long[] wanted = plan.RangesOf(stream.Stream).SelectMany(r => Enumerable.Range(0, (int)r.BlockCount).Select(i => r.FirstBlock + i)).ToArray();
            CollectingSink sink = sinks[stream.Stream];
            Assert.True(sink.IsComplete);
            Assert.Equal(wanted, sink.Blocks.Keys.OrderBy(k => k));
            Assert.All(wanted, block => Assert.True(scenario.Streams[stream.Stream.Ordinal].Blocks[(int)block].AsSpan().SequenceEqual(sink.Blocks[block])));
        }

        Assert.Equal(plan.WantedBlocks, plan.Summary.ReadBlocks);
        Assert.Equal(plan.Summary.ReadBlocks + plan.Summary.DiscardedBlocks, report.ReadBlocks);
        if (model == TapeDriveModel.NoSeekCost)
        {
            Assert.Equal(0, plan.Summary.DiscardedBlocks);
        }
    }

    // A checksum of the log covers a stream from its first block on.
    private static RestoreVerification Expected(RestorePlan plan, RestoreStreamReport report)
    {
        plan.Index.TryGetStream(report.Stream, out WriteLogStream? stream);
        IReadOnlyList<BlockRange> ranges = plan.RangesOf(report.Stream);
        bool isCovered = ranges.Count == 1 && ranges[0].FirstBlock == 0 && stream!.Checksums.Any(checksum => checksum.BlockCount == ranges[0].BlockCount);
        return isCovered ? RestoreVerification.StreamChecksum
            : plan.Index.Header.HasBlockTrailers ? RestoreVerification.BlockTrailers
            : RestoreVerification.Unverified;
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long GetTimestamp() => 0;
    }
}
