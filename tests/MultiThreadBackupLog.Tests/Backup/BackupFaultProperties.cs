using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>Tapes that fail: the log never claims a lost block, and each error is told to exactly the streams whose blocks it touched.</summary>
public class BackupFaultProperties
{
    [Fact]
    public void Write_errors_in_the_buffer_are_told_to_exactly_the_streams_that_lost_blocks() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using MemoryTape tape = BufferedTape(random);
            int errors = random.Next(1, 4);
            for (int error = 0; error < errors; error++)
            {
                tape.FailWrite(random.Next(0, 150), random.Next(1, 3), Pick(random, TapeCondition.MediumError, TapeCondition.HardwareError));
            }

            RunAndCheck(seed, tape, tape);
            return true;
        });

    [Fact]
    public void An_error_at_each_of_the_last_buffered_objects_leaves_a_log_that_is_true() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var whole = new MemoryTape(BackupProperties.TapeOptions());
                new BackupScenario(seed, whole, Few, 5).Run();
                long end = TapeComparison.ReadAll(whole, 0).Count;
                for (long failing = Math.Max(0, end - 24); failing < end; failing++)
                {
                    var random = new Random(seed);
                    using MemoryTape tape = BufferedTape(random);
                    tape.FailWrite(failing);
                    RunAndCheck(seed, tape, tape);
                }

                return true;
            },
            40);

    [Fact]
    public void Lost_commands_lost_answers_and_errors_at_any_operation_never_make_the_log_wrong() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using var tape = new MemoryTape(BackupProperties.TapeOptions());
            TapeFault[] kinds = [TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost, TapeFault.Deferred];
            var faulty = new FaultyTape(tape, OnlyWhile(() => !_isStarting, random, kinds), seed);
            RunAndCheck(seed, faulty, tape);
            return true;
        });

    [Fact]
    public void A_power_loss_at_any_moment_takes_only_what_was_not_on_the_medium() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using MemoryTape tape = BufferedTape(random);
            int at = random.Next(0, 60);
            var watched = new WatchedTape(tape, operation =>
            {
                if (operation == at)
                {
                    tape.LosePower();
                }
            });
            RunAndCheck(seed, watched, tape);
            return true;
        });

    [Fact]
    public void Early_warning_and_the_end_of_the_medium_anywhere_give_back_what_was_not_taken() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            MemoryTapeOptions options = BackupProperties.TapeOptions();
            options.CapacityBytes = random.Next(6_000, 40_000);
            options.EarlyWarningBytes = random.Next(3) == 0 ? 0 : random.Next(0, 20_000);
            options.BufferSizeObjects = random.Next(1, 20);
            options.BufferReport = random.Next(2) == 0 ? MemoryTapeBufferReport.Truthful : options.BufferReport;
            using var tape = new MemoryTape(options);
            if (random.Next(3) == 0)
            {
                tape.EndMediumAt(random.Next(6_000, 40_000)); // An overflow that loses buffered blocks.
            }

            RunAndCheck(seed, tape, tape);
            return true;
        });

    [ThreadStatic]
    private static bool _isStarting;

    private static void Few(BackupSessionOptions options) => options.CheckpointBytes = long.MaxValue;

    private static TapeCondition Pick(Random random, params TapeCondition[] conditions) => conditions[random.Next(conditions.Length)];

    private static Func<long, TapeFault?> OnlyWhile(Func<bool> isOn, Random random, TapeFault[] kinds)
    {
        double chance = random.NextDouble() * 0.1;
        return _ => isOn() && random.NextDouble() < chance ? kinds[random.Next(kinds.Length)] : null;
    }

    private static MemoryTape BufferedTape(Random random)
    {
        MemoryTapeOptions options = BackupProperties.TapeOptions();
        options.BufferSizeObjects = random.Next(1, 40);
        options.BufferReport = random.Next(2) == 0 ? MemoryTapeBufferReport.Truthful : Untrusted;
        return new MemoryTape(options);
    }

    private static MemoryTapeBufferReport Untrusted =>
        Enum.GetValues<MemoryTapeBufferReport>().First(report => report != MemoryTapeBufferReport.Truthful);

    private static void RunAndCheck(int seed, SequentialDevice device, SequentialDevice medium)
    {
        BackupScenario scenario;
        BackupSessionReport report;
        _isStarting = true;
        try
        {
            scenario = new BackupScenario(seed, device, options => options.MaximumRecoveries = 5, maximumStreams: 12);
        }
        catch (TapeException)
        {
            return; // The label could not be written: nothing was promised to anybody.
        }
        finally
        {
            _isStarting = false;
        }

        report = scenario.Run();
        using WriteLogSnapshot snapshot = scenario.Session.Log.Snapshot();
        WriteLogIndex index = WriteLogIndex.Build(snapshot);
        CheckStreams(scenario, report, index);
        CheckChecksums(scenario, index);
        CheckTape(scenario, report, index, medium);
    }

    private static void CheckStreams(BackupScenario scenario, BackupSessionReport report, WriteLogIndex index)
    {
        HashSet<int> retracted = index.Retractions.SelectMany(r => r.Streams).Select(s => s.Stream.Ordinal).ToHashSet();
        bool wasStopped = report.Outcome != BackupOutcome.Completed;
        foreach (KeyValuePair<int, BackupScenario.Producer> entry in scenario.Streams)
        {
            BackupScenario.Producer producer = entry.Value;
            BlockStreamWriter writer = producer.Writer!;
            Assert.True(writer.Completion.IsCompleted, "Every stream is told its end.");
            long logged = index.TryGetStream(writer.Id, out WriteLogStream? stream) ? stream!.BlockCount : 0;
            if (writer.Completion.IsCompletedSuccessfully)
            {
                Assert.Equal(producer.Blocks.Count, logged);
                Assert.Equal(producer.FilemarkCount, stream!.FilemarkCount);
                Assert.Equal(StreamEndType.Completed, stream.EndType);
                Assert.Equal(logged, writer.OnMediumBlocks);
                continue;
            }

            var told = Assert.IsType<BlockStreamException>(writer.Completion.Exception!.InnerException);
            Assert.Equal(logged, told.AcceptedBlocks);
            Assert.True(
                producer.Fails || wasStopped || retracted.Contains(entry.Key),
                "Stream " + entry.Key + " was told of an error that took nothing of it: " + told.Message);
            // What came back are the last blocks that were handed over; where no error took anything, they follow what the tape has.
            int returned = writer.UnacceptedBlocks.Count;
            Assert.True(returned == 0 || retracted.Contains(entry.Key) || producer.Blocks.Count == logged + returned);
            Assert.All(writer.UnacceptedBlocks.Select((block, i) => (block, i)), b =>
                Assert.True(producer.Blocks[producer.Blocks.Count - returned + b.i].AsSpan().SequenceEqual(b.block.Span)));
        }
    }

    // Each is of the blocks that the log says to be there, whatever was taken back: a restore is refused by it.
    private static void CheckChecksums(BackupScenario scenario, WriteLogIndex index)
    {
        foreach (WriteLogStream stream in index.Streams)
        {
            var chained = default(StreamChecksum);
            var sums = new List<uint> { 0 };
            foreach (byte[] block in scenario.Streams[stream.Id.Ordinal].Blocks)
            {
                chained.Append(Crc32C.Compute(block), block.Length);
                sums.Add(chained.Value);
            }

            Assert.All(stream.Checksums, sum => Assert.True(sum.BlockCount <= stream.BlockCount && sum.Checksum == sums[(int)sum.BlockCount], "A checksum of stream " + stream.Id + " is of other blocks."));
        }
    }

    private static void CheckTape(BackupScenario scenario, BackupSessionReport report, WriteLogIndex index, SequentialDevice medium)
    {
        if (report.Outcome is BackupOutcome.Failed)
        {
            // The device may be in any state; what the log still claims up to its on-medium mark must be there all the same.
            medium.Rewind();
        }

        medium.Rewind();
        Assert.True(index.OnMediumLogicalObjectIdentifier <= index.EndLogicalObjectIdentifier);
        if (report.Outcome != BackupOutcome.Failed)
        {
            Assert.Equal(index.EndLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier);
        }

        TapeComparison.AssertOnMedium(index, medium, scenario.Streams);
        if (report.HasClosingCopy)
        {
            TapeSession session = Assert.Single(TapeCatalog.Read(medium).Sessions);
            using TapeSessionLog log = TapeCatalog.ReadLog(medium, session);
            Assert.True(log.IsWhole);
            BackupProperties.RestoreAndCompare(medium, WriteLogIndex.Build(log.Recovery.Log!), scenario, new Random(1), TapeDriveModel.NoSeekCost);
        }
    }
}
