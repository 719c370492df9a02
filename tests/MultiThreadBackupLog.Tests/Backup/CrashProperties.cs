using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>A crash after any object of the tape, with the log's file as it was then, or without it.</summary>
public class CrashProperties
{
    [Fact]
    public void After_a_crash_at_any_object_the_tape_alone_gives_everything_up_to_the_last_checkpoint() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using MemoryTape tape = Tape();
                BackupScenario scenario = Scenario(seed, tape, out _);
                scenario.Run();
                var whole = new byte[scenario.Session.Log.Length];
                scenario.Session.Log.ReadBytes(0, whole);
                List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
                using MemoryTape cut = TapeCopy.Of(objects, BackupPlainOptions());
                for (int count = objects.Count; count >= 0; count--)
                {
                    Cut(cut, count);
                    CheckTapeAlone(cut, objects, count, whole, scenario);
                }

                return true;
            },
            60);

    [Fact]
    public void After_a_crash_at_any_object_the_committed_log_restores_what_the_tape_has_and_never_a_wrong_block() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using MemoryTape tape = Tape();
                BackupScenario scenario = Scenario(seed, tape, out List<Moment> moments);
                scenario.Run();
                var whole = new byte[scenario.Session.Log.Length];
                scenario.Session.Log.ReadBytes(0, whole);
                List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
                using MemoryTape cut = TapeCopy.Of(objects, BackupPlainOptions());
                var random = new Random(seed);
                for (int count = objects.Count; count >= 0; count--)
                {
                    Cut(cut, count);
                    Moment[] possible = moments.Where(m => m.OnMedium <= count && count <= m.Accepted).ToArray();
                    if (possible.Length > 0)
                    {
                        CheckCommittedLog(cut, count, possible[random.Next(possible.Length)], whole, scenario);
                    }
                }

                return true;
            },
            60);

    private static void CheckTapeAlone(MemoryTape cut, List<byte[]?> objects, int count, byte[] whole, BackupScenario scenario)
    {
        // The model: every block of a copy before the cut, wherever it lies.
        var assembler = new LogCopyAssembler(scenario.Options.LogIdentifier);
        LogCopyHeader? newest = null;
        for (int at = 0; at < count; at++)
        {
            if (objects[at] is { } block && assembler.TryAdd(block, out LogCopyHeader header, out _) && header.BlockIndex == 0)
            {
                newest = header;
            }
        }

        TapeCatalog catalog = TapeCatalog.Read(cut);
        Assert.Equal(count, catalog.EndOfData.LogicalObjectIdentifier);
        if (newest is null)
        {
            Assert.Empty(catalog.Sessions);
            return;
        }

        TapeSession session = Assert.Single(catalog.Sessions);
        Assert.Equal(newest.Value.FirstLogicalObjectIdentifier, session.CopyLogicalObjectIdentifier);
        using TapeSessionLog log = TapeCatalog.ReadLog(cut, session);
        long expected = assembler.ContiguousLengthBytes;
        Assert.Equal(assembler.KnownLengthBytes - expected, log.MissingBytes);
        Assert.Equal(log.MissingBytes > 0, log.Unreadable is not null);
        if (log.Recovery.Log is null)
        {
            Assert.Equal(0, expected);
            return;
        }

        var found = new byte[log.Recovery.Log.LengthBytes];
        log.Recovery.Log.ReadBytes(0, found);
        Assert.True(found.AsSpan().SequenceEqual(whole.AsSpan(0, found.Length)));
        WriteLogIndex index = WriteLogIndex.Build(log.Recovery.Log);
        Assert.Equal(log.IsWhole, index.IsClosed);
        (long First, long Count) window = log.LossWindow(index);
        Assert.Equal((index.EndLogicalObjectIdentifier, log.IsWhole ? 0 : count - index.EndLogicalObjectIdentifier), window);

        if (index.Streams.Count == 0)
        {
            return;
        }

        // What the copies know lies before them on the tape: all of it comes back.
        var restoring = new Restoring(cut, index);
        RestoreReport report = restoring.Run();
        Assert.True(report.IsSuccess);
        restoring.AssertTrue(report, id => scenario.Streams[id.Ordinal].Blocks);
        Assert.All(report.Streams, s => Assert.NotEqual(RestoreVerification.Mismatch, s.Verification));
    }

    private static void CheckCommittedLog(MemoryTape cut, int count, Moment moment, byte[] whole, BackupScenario scenario)
    {
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(whole.AsMemory(0, (int)moment.CommittedBytes)));
        Assert.True(recovery.IsWhole);
        WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
        Assert.True(index.OnMediumLogicalObjectIdentifier <= moment.OnMedium, "The log promises what was not on the medium.");
        if (index.Streams.Count == 0)
        {
            return;
        }

        var restoring = new Restoring(cut, index);
        RestoreReport report;
        try
        {
            report = restoring.Run();
        }
        catch (TapeException) when (scenario.Options.HasLabel && count == 0)
        {
            return; // Not even the label: it is not this log's tape.
        }

        restoring.AssertTrue(report, id => scenario.Streams[id.Ordinal].Blocks);
        Assert.All(
            report.Streams.SelectMany(s => s.Losses),
            loss => Assert.True(loss.FirstLogicalObjectIdentifier >= count, "A block that the tape has was given up."));
        Assert.Equal(index.EndLogicalObjectIdentifier <= count || !report.Streams.Any(s => s.Losses.Count > 0), report.IsSuccess);
    }

    private static BackupScenario Scenario(int seed, MemoryTape tape, out List<Moment> moments)
    {
        var seen = new List<Moment>();
        BackupScenario? scenario = null;
        var random = new Random(seed);
        var watched = new WatchedTape(tape, _ =>
        {
            if (scenario is not null)
            {
                WriteLog log = scenario.Session.Log;
                seen.Add(new Moment(log.CommittedLength, log.OnMediumLogicalObjectIdentifier, log.NextLogicalObjectIdentifier));
            }
        });
        scenario = new BackupScenario(
            seed,
            watched,
            options =>
            {
                options.CommitInterval = TimeSpan.FromTicks(1);
                options.CheckpointBytes = random.Next(500, 8_000);
                options.HasLabel = random.Next(4) != 0;
                options.HasLogIncrements = random.Next(5) != 0;
                options.HasClosingCopy = random.Next(4) != 0;
            },
            maximumStreams: 6,
            maximumOperations: 16);
        moments = seen;
        return scenario;
    }

    private static void Cut(MemoryTape tape, int count)
    {
        Assert.True(tape.Locate(new TapePosition(0, count)).IsSuccess);
        Assert.True(tape.Erase().IsSuccess);
    }

    // Short copy blocks, so that a copy takes several.
    private static MemoryTapeOptions BackupPlainOptions() => new() { BlockLimits = new TapeBlockLimits(1, 1024) };

    private static MemoryTape Tape() => new(BackupPlainOptions());

    private readonly record struct Moment(long CommittedBytes, long OnMedium, long Accepted);
}
