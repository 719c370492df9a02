using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Catalog;

/// <summary>Copies of the log that are damaged: what one lost, another may have.</summary>
public class DamagedCopyProperties
{
    [Fact]
    public void ReadLog_FirstBlockOfTheClosingCopyUnreadable_IsFilledFromTheIncrements()
    {
        using MemoryTape tape = Backup(out HandSession session, out List<LogCopyHeader> copies);
        tape.FailRead(copies[^1].FirstLogicalObjectIdentifier);
        using TapeSessionLog log = Read(tape, TapeSessionState.Closed);
        Assert.True(log.IsWhole);
        Assert.Equal(0, log.MissingBytes);
        Assert.NotNull(log.Unreadable);
        session.AssertRestores(tape, WriteLogIndex.Build(log.Recovery.Log!), 600, 600);
    }

    [Fact]
    public void ReadLog_MiddleBlockOfTheClosingCopyDamaged_IsFilledFromTheIncrements()
    {
        using MemoryTape tape = Backup(out HandSession session, out List<LogCopyHeader> copies);
        List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
        objects[(int)copies[^1].FirstLogicalObjectIdentifier + 1]![500] ^= 1;
        using MemoryTape damaged = TapeCopy.Of(objects, Short());
        using TapeSessionLog log = Read(damaged, TapeSessionState.Closed);
        Assert.True(log.IsWhole);
        session.AssertRestores(damaged, WriteLogIndex.Build(log.Recovery.Log!), 600, 600);
    }

    [Fact]
    public void ReadLog_MiddleBlockOfTheClosingCopyOverwrittenByGarbage_IsFilledFromTheIncrements()
    {
        using MemoryTape tape = Backup(out _, out List<LogCopyHeader> copies);
        List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
        objects[(int)copies[^1].FirstLogicalObjectIdentifier + 1] = new byte[1024];
        using MemoryTape damaged = TapeCopy.Of(objects, Short());
        using TapeSessionLog log = Read(damaged, TapeSessionState.Closed);
        Assert.True(log.IsWhole);
    }

    [Fact]
    public void ReadLog_WholeIncrementUnreadable_GivesTheLogUpToIt()
    {
        using MemoryTape tape = Backup(out HandSession session, out List<LogCopyHeader> copies);
        LogCopyHeader closing = copies[^1];
        List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
        using MemoryTape crashed = TapeCopy.Of(objects.Take((int)closing.FirstLogicalObjectIdentifier), Short());
        LogCopyHeader[] increments = copies.Where(c => c.Type == LogCopyType.Increment).ToArray();
        Assert.True(increments.Length >= 4);
        LogCopyHeader lost = increments[2];
        for (int index = 0; index < lost.BlockCount; index++)
        {
            crashed.FailRead(lost.FirstLogicalObjectIdentifier + index);
        }

        using TapeSessionLog log = Read(crashed, TapeSessionState.Increments);
        Assert.False(log.IsWhole);
        Assert.Contains("at object " + lost.FirstLogicalObjectIdentifier, log.Unreadable, StringComparison.Ordinal);
        Assert.Equal(lost.CopyOffsetBytes, log.Recovery.Log!.LengthBytes);
        Assert.Equal(increments[^1].LogLengthBytes - lost.CopyOffsetBytes, log.MissingBytes);
        WriteLogIndex known = WriteLogIndex.Build(log.Recovery.Log);
        Assert.True(log.LossWindow(known).LogicalObjectCount > 0);
        session.AssertRestores(crashed, known);
        Assert.True(known.Totals.BlockCount > 0);
    }

    [Fact]
    public void Whatever_blocks_of_copies_are_damaged_the_log_is_as_whole_as_the_rest_allows() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                using MemoryTape tape = Backup(out HandSession session, out List<LogCopyHeader> copies, random);
                var whole = new byte[session.Log.Length];
                session.Log.ReadBytes(0, whole);
                var unreadable = new HashSet<long>();
                foreach (LogCopyHeader copy in copies.Where(c => c.Type != LogCopyType.SessionLabel && random.Next(2) == 0))
                {
                    // Up to three blocks: more of the first ones would hide a copy, which is then as good as absent.
                    for (int blocks = random.Next(1, 4); blocks > 0; blocks--)
                    {
                        unreadable.Add(copy.FirstLogicalObjectIdentifier + random.Next(copy.BlockCount));
                    }
                }

                List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
                foreach (long at in unreadable)
                {
                    tape.FailRead(at, random.Next(2) == 0 ? int.MaxValue : 1_000_000);
                }

                var model = new LogCopyAssembler(session.Log.Header.LogIdentifier);
                for (int at = 0; at < objects.Count; at++)
                {
                    if (objects[at] is { } block && !unreadable.Contains(at))
                    {
                        model.TryAdd(block, out _, out _);
                    }
                }

                TapeSession found = Assert.Single(TapeCatalog.Read(tape).Sessions);
                using TapeSessionLog log = TapeCatalog.ReadLog(tape, found);
                Assert.Equal(model.KnownLengthBytes - model.ContiguousLengthBytes, log.MissingBytes);
                if (log.Recovery.Log is { } recovered)
                {
                    var bytes = new byte[recovered.LengthBytes];
                    recovered.ReadBytes(0, bytes);
                    Assert.True(bytes.AsSpan().SequenceEqual(whole.AsSpan(0, bytes.Length)));
                    session.AssertRestores(tape, WriteLogIndex.Build(recovered));
                }

                return true;
            },
            150);

    [Fact]
    public void Identify_LabelOfAnotherLogOrNone_IsSaid()
    {
        using MemoryTape tape = Backup(out HandSession session, out _);
        WriteLogIndex index = session.Index();
        Assert.Equal(TapeIdentity.Same, TapeCatalog.Identify(tape, index));

        using MemoryTape other = Backup(out _, out _);
        Assert.Equal(TapeIdentity.Different, TapeCatalog.Identify(other, index));
        Assert.Throws<TapeException>(() => new Restoring(other, index).Run());

        using MemoryTape blank = new(Short());
        Assert.Equal(TapeIdentity.Different, TapeCatalog.Identify(blank, index));

        tape.FailRead(0);
        Assert.Equal(TapeIdentity.NotCheckable, TapeCatalog.Identify(tape, index));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restore_LogOfAnotherTapeWithoutLabels_IsCaughtByTrailersElseByTheChecksum(bool hasTrailers)
    {
        void Bare(MultiThreadBackupLog.Backup.BackupSessionOptions options)
        {
            options.HasLabel = false;
            options.HasClosingCopy = false;
            options.HasBlockTrailers = hasTrailers;
        }

        using var tape = new MemoryTape(Short());
        using var other = new MemoryTape(Short());
        using HandSession session = HandSession.Whole(tape, 2, 5, Bare);
        using var foreign = new HandSession(other, Bare);
        foreign.Open("never used");
        foreign.WriteStreams(2, 5); // Other ordinals, so other content, in blocks of the same lengths at the same places.
        foreign.Session.Dispose();
        WriteLogIndex index = session.Index();
        Assert.Equal(TapeIdentity.NotCheckable, TapeCatalog.Identify(other, index));
        MultiThreadBackupLog.Restore.RestoreReport report = new Restoring(other, index).Run();
        Assert.False(report.IsSuccess);
        Assert.All(report.Streams, s => Assert.True(hasTrailers
            ? s.RestoredBlocks == 0 && s.Losses.Count > 0
            : s.Verification == MultiThreadBackupLog.Restore.RestoreVerification.Mismatch));
    }

    private static TapeSessionLog Read(MemoryTape tape, TapeSessionState state)
    {
        TapeSession found = Assert.Single(TapeCatalog.Read(tape).Sessions);
        Assert.Equal(state, found.State);
        return TapeCatalog.ReadLog(tape, found);
    }

    private static MemoryTape Backup(out HandSession session, out List<LogCopyHeader> copies, Random? random = null)
    {
        var tape = new MemoryTape(Short());
        session = new HandSession(tape, options => options.CheckpointBytes = random?.Next(1_000, 40_000) ?? 60_000);
        session.WriteStreams(2, random?.Next(2, 200) ?? 600);
        Assert.True(session.Finish().IsSuccess);
        copies = [];
        foreach (byte[]? block in TapeComparison.ReadAll(tape, 0))
        {
            if (block is not null && LogCopyBlock.TryParse(block, out LogCopyHeader header, out _) && header.BlockIndex == 0)
            {
                copies.Add(header);
            }
        }

        return tape;
    }

    // Short copy blocks, so that a copy takes several.
    private static MemoryTapeOptions Short() => new() { BlockLimits = new TapeBlockLimits(1, 1024) };
}
