using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Restore;

/// <summary>Blocks that cannot be read, and blocks that are not what was written.</summary>
public class RestoreDamageTests
{
    public enum Stands
    {
        Before,
        After,
    }

    [Theory]
    [InlineData(Stands.Before)]
    [InlineData(Stands.After)]
    public void Run_BlockUnreadableForEver_LosesExactlyThatBlock(Stands stands)
    {
        using LogTape tape = Unreadable(stands, out StreamId a);
        tape.Tape.FailRead(3);
        var restoring = new Restoring(tape.Tape, tape.Index(), retries: 2);
        RestoreReport report = restoring.Run();
        Assert.False(report.IsSuccess);
        RestoreLoss loss = Assert.Single(report.Streams[0].Losses);
        Assert.Equal(new BlockRange(3, 1), loss.Blocks);
        Assert.Equal(3, loss.FirstLogicalObjectIdentifier);
        Assert.Equal([new BlockRange(3, 1)], restoring.Sinks[a].Losses);
        Assert.Equal(2, report.Retries);
        Assert.Empty(report.Streams[1].Losses);
        Assert.Equal(RestoreVerification.StreamChecksum, report.Streams[1].Verification);
        restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
    }

    [Theory]
    [InlineData(Stands.Before)]
    [InlineData(Stands.After)]
    public void Run_BlockReadableAtTheLastRetry_LosesNothing(Stands stands)
    {
        using LogTape tape = Unreadable(stands, out _);
        tape.Tape.FailRead(3, times: 2);
        var restoring = new Restoring(tape.Tape, tape.Index(), retries: 2);
        RestoreReport report = restoring.Run();
        Assert.True(report.IsSuccess);
        Assert.Equal(2, report.Retries);
        Assert.All(report.Streams, s => Assert.Equal(RestoreVerification.StreamChecksum, s.Verification));
        restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
    }

    [Fact]
    public void Run_BlockReadableOneRetryTooLate_IsLost()
    {
        using LogTape tape = Unreadable(Stands.After, out _);
        tape.Tape.FailRead(3, times: 3);
        Assert.Single(new Restoring(tape.Tape, tape.Index(), retries: 2).Run().Streams[0].Losses);
    }

    [Fact]
    public void Run_NeighboursUnreadable_AreOneLoss()
    {
        using LogTape tape = Unreadable(Stands.After, out _);
        tape.Tape.FailRead(1);
        tape.Tape.FailRead(2);
        tape.Tape.FailRead(9);
        RestoreReport report = new Restoring(tape.Tape, tape.Index(), retries: 0).Run();
        Assert.Equal([new BlockRange(1, 1), new BlockRange(2, 1)], report.Streams[0].Losses.Select(l => l.Blocks));
        Assert.Equal(0, report.Retries);
        Assert.Equal([new BlockRange(1, 1)], report.Streams[1].Losses.Select(l => l.Blocks));
    }

    [Fact]
    public void Run_UnreadableBlockThatNobodyWants_IsPassedBy()
    {
        using LogTape tape = Unreadable(Stands.After, out StreamId a);
        tape.Tape.FailRead(9);
        var slow = new TapeDriveModel("slow", 1e9, 1, 1e9, 1, 1e9, 100, 0);
        var restoring = new Restoring(tape.Tape, tape.Index(), new RestoreSelection().AddAll(a), model: slow);
        Assert.Contains(restoring.Plan.Steps, step => step.Type == RestoreStepType.Discard);
        RestoreReport report = restoring.Run();
        Assert.True(report.IsSuccess);
        restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
    }

    [Fact]
    public void Run_DamagedContentWithTrailers_LosesTheBlockAfterRetries()
    {
        using LogTape tape = Trailed(out _);
        WriteLogIndex index = tape.Index();
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        objects[2]![10] ^= 1;
        using MemoryTape damaged = TapeCopy.Of(objects);
        var restoring = new Restoring(damaged, index, retries: 1);
        RestoreReport report = restoring.Run();
        Assert.Equal(new BlockRange(2, 1), Assert.Single(report.Streams[0].Losses).Blocks);
        Assert.Equal(1, report.Retries);
        Assert.Equal(RestoreVerification.BlockTrailers, report.Streams[0].Verification);
        restoring.AssertTrue(report, id => tape.Payloads[id.Ordinal]);
    }

    [Fact]
    public void Run_DamagedContentWithoutTrailers_IsAMismatchOfTheWholeStream()
    {
        using LogTape tape = Plain(out StreamId a, out _);
        WriteLogIndex index = tape.Index();
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        objects[2]![10] ^= 1;
        using MemoryTape damaged = TapeCopy.Of(objects);
        RestoreReport whole = new Restoring(damaged, index).Run();
        Assert.False(whole.IsSuccess);
        Assert.Equal(RestoreVerification.Mismatch, whole.Streams[0].Verification);
        Assert.Equal(RestoreVerification.StreamChecksum, whole.Streams[1].Verification);

        // Of a part nothing is known, and the report says so.
        RestoreReport part = new Restoring(damaged, index, new RestoreSelection().Add(a, new BlockRange(1, 3))).Run();
        Assert.True(part.IsSuccess);
        Assert.False(part.Streams[0].IsWholeStream);
        Assert.Equal(RestoreVerification.Unverified, part.Streams[0].Verification);
    }

    [Fact]
    public void Run_LogWithoutChecksums_IsUnverified()
    {
        using LogTape tape = Plain(out _, out _);
        RestoreReport report = new Restoring(tape.Tape, tape.Index(hasChecksums: false)).Run();
        Assert.True(report.IsSuccess);
        Assert.All(report.Streams, s => Assert.Equal(RestoreVerification.Unverified, s.Verification));
    }

    [Fact]
    public void Run_DamageBehindACheckpointsChecksum_IsAMismatchAllTheSame()
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 2).Checksum(a).Blocks(a, 2);
        WriteLogIndex index = tape.Index();
        Assert.Equal(2, index.Streams[0].Checksums.Count);
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        objects[3]![0] ^= 1;
        using MemoryTape damaged = TapeCopy.Of(objects);
        Assert.Equal(RestoreVerification.Mismatch, new Restoring(damaged, index).Run().Streams[0].Verification);
    }

    [Theory]
    [InlineData(2, -1, RestoreVerification.StreamChecksum)] // Up to the checkpoint, and all is as it was written.
    [InlineData(2, 1, RestoreVerification.Mismatch)]
    [InlineData(3, 0, RestoreVerification.Mismatch)]
    [InlineData(3, 2, RestoreVerification.Unverified)] // No checksum of the log covers the third block without the fourth,
    [InlineData(3, -1, RestoreVerification.Unverified)]
    [InlineData(1, 0, RestoreVerification.Unverified)] // nor the first without the second.
    public void Run_BeginOfAStreamWithACheckpoint_IsHeldToTheChecksumsThatEndInIt(int blocks, int damagedObject, RestoreVerification expected)
    {
        using var tape = new LogTape();
        StreamId a = tape.Stream("a");
        tape.Blocks(a, 2).Checksum(a).Blocks(a, 2);
        WriteLogIndex index = tape.Index();
        List<byte[]?> objects = TapeComparison.ReadAll(tape.Tape, 0);
        if (damagedObject >= 0)
        {
            objects[damagedObject]![0] ^= 1;
        }

        using MemoryTape copy = TapeCopy.Of(objects);
        RestoreReport report = new Restoring(copy, index, new RestoreSelection().Add(a, new BlockRange(0, blocks))).Run();
        Assert.Equal(expected, report.Streams[0].Verification);
        Assert.Equal(expected != RestoreVerification.Mismatch, report.IsSuccess);
        Assert.False(report.Streams[0].IsWholeStream);
    }

    [Fact]
    public void Run_StreamOfWhichABlockIsLost_IsNotHeldToAChecksumThatCoversIt()
    {
        using LogTape tape = Unreadable(Stands.After, out _);
        tape.Tape.FailRead(3);
        RestoreStreamReport report = new Restoring(tape.Tape, tape.Index(), retries: 0).Run().Streams[0];
        Assert.Single(report.Losses);
        Assert.Equal(RestoreVerification.Unverified, report.Verification);
    }

    private static LogTape Unreadable(Stands stands, out StreamId a)
    {
        var tape = new LogTape(tapeOptions: new MemoryTapeOptions
        {
            BlockLimits = new TapeBlockLimits(1, 4096),
            StandsBeforeUnreadableBlock = stands == Stands.Before,
        });
        a = tape.Stream("a");
        StreamId b = tape.Stream("b");
        tape.Blocks(a, 8).Blocks(b, 4).Filemarks(1).Blocks(a, 2).Blocks(b, 1, 77);
        return tape;
    }

    private static LogTape Trailed(out StreamId a)
    {
        var tape = new LogTape(hasTrailers: true);
        a = tape.Stream("a");
        return tape.Blocks(a, 4);
    }

    private static LogTape Plain(out StreamId a, out StreamId b)
    {
        var tape = new LogTape();
        a = tape.Stream("a");
        b = tape.Stream("b");
        return tape.Blocks(a, 4).Blocks(b, 4).Blocks(a, 1);
    }
}
