using System;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>A backup that goes on with another cartridge: each log names its neighbours, and what did not fit is written to the next.</summary>
public class VolumeSetTests
{
    private static readonly Guid Set = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid FirstVolume = new("aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly Guid SecondVolume = new("aaaaaaaa-0000-0000-0000-000000000002");

    [Fact]
    public void Session_FullMedium_NamesItsSuccessorAndGivesBackWhatDidNotFit()
    {
        byte[][] payloads = Enumerable.Range(0, 40).Select(i => Enumerable.Repeat((byte)i, 1000).ToArray()).ToArray();
        MemoryTapeOptions small = BackupProperties.TapeOptions();
        small.CapacityBytes = 60_000;
        small.EarlyWarningBytes = 40_000;
        using var first = new MemoryTape(small);
        using var second = new MemoryTape(BackupProperties.TapeOptions());

        (WriteLogIndex firstIndex, long accepted) = Write(first, 0, payloads, FirstVolume, Guid.Empty, SecondVolume, BackupOutcome.EndOfMedium);
        (WriteLogIndex secondIndex, long rest) = Write(second, 1, payloads[(int)accepted..], SecondVolume, FirstVolume, Guid.Empty, BackupOutcome.Completed);

        Assert.Equal(SecondVolume, firstIndex.SuccessorVolume);
        Assert.Equal(FirstVolume, secondIndex.Header.PredecessorVolume);
        Assert.Equal(Guid.Empty, secondIndex.SuccessorVolume);
        Assert.Equal((0, 1), (firstIndex.Header.VolumeNumber, secondIndex.Header.VolumeNumber));
        Assert.All(new[] { firstIndex, secondIndex }, index => Assert.Equal(Set, index.Header.VolumeSetIdentifier));
        Assert.InRange(accepted, 1, payloads.Length - 1);
        Assert.Equal(payloads.Length, accepted + rest);
        byte[][] onTapes = new[] { (first, firstIndex), (second, secondIndex) }
            .SelectMany(tape => tape.Item2.Runs(new StreamId(0), BlockRange.All)
                .SelectMany(run => Enumerable.Range(0, (int)run.BlockCount).Select(i => tape.Item1.PeekRecordedObject(run.FirstLogicalObjectIdentifier + i)!)))
            .ToArray();
        Assert.Equal(payloads, onTapes);
    }

    [Fact]
    public void Session_EntryPerBlock_HasOneEntryForEachBlockAndTheSameRuns()
    {
        using var tape = new MemoryTape(BackupProperties.TapeOptions());
        byte[][] payloads = Enumerable.Range(0, 20).Select(i => new byte[] { (byte)i, 1, 2 }).ToArray();
        (WriteLogIndex index, long accepted) = Write(tape, 0, payloads, FirstVolume, Guid.Empty, Guid.Empty, BackupOutcome.Completed, WriteLogGranularity.Blocks);
        Assert.Equal(20, accepted);
        Assert.Equal(WriteLogGranularity.Blocks, index.Header.Granularity);
        Assert.Equal(20, Assert.Single(index.Runs(new StreamId(0), BlockRange.All)).BlockCount);
    }

    private static (WriteLogIndex Index, long AcceptedBlocks) Write(
        SequentialDevice tape,
        int number,
        byte[][] payloads,
        Guid volume,
        Guid predecessor,
        Guid successor,
        BackupOutcome expected,
        WriteLogGranularity granularity = WriteLogGranularity.Runs)
    {
        using BackupSession session = BackupSession.Start(tape, new BackupSessionOptions
        {
            BlockLength = 1024,
            VolumeIdentifier = volume,
            VolumeSetIdentifier = Set,
            VolumeNumber = number,
            PredecessorVolume = predecessor,
            SuccessorVolume = successor,
            LogGranularity = granularity,
        });
        BlockStreamWriter writer = session.OpenStream(new StreamDescription("disk"));
        try
        {
            foreach (byte[] payload in payloads)
            {
                payload.CopyTo(writer.GetBlock());
                writer.Publish(payload.Length);
            }

            writer.Complete();
        }
        catch (BlockStreamException exception)
        {
            Assert.True(exception.IsEndOfMedium);
            writer.Dispose();
        }

        Assert.Equal(expected, session.Complete().Outcome);
        return (WriteLogIndex.Build(session.Log.Snapshot()), writer.AcceptedBlocks);
    }
}
