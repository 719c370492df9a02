using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Catalog;

/// <summary>Tapes made to hurt: every header has its checksum, and nothing that it says is true.</summary>
public class HostileTapeProperties
{
    [Fact]
    public void A_hostile_tape_costs_neither_time_nor_memory_and_gives_nothing_but_the_contract() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            List<byte[]?> objects = Objects(random);
            using MemoryTape tape = TapeCopy.Of(objects, new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 1024) });
            long operations = 0;
            var watched = new WatchedTape(tape, _ => operations++);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TapeCatalog catalog = TapeCatalog.Read(watched);
                Assert.True(catalog.Sessions.Count <= objects.Count);
                Assert.True(operations <= 100 * (objects.Count + 2), "Reading the catalog took " + operations + " operations.");
                foreach (TapeSession session in catalog.Sessions)
                {
                    operations = 0;
                    using TapeSessionLog log = TapeCatalog.ReadLog(watched, session);
                    Assert.True(operations <= 100 * (objects.Count + 2), "Reading a log took " + operations + " operations.");
                    if (log.Recovery.Log is { } recovered && WriteLogIndex.TryBuild(recovered, out WriteLogIndex? index, out _))
                    {
                        TapeCatalog.Identify(watched, index!);
                        Assert.True(log.LossWindow(index!).LogicalObjectCount >= 0);
                    }
                }
            }
            catch (TapeException)
            {
            }

            try
            {
                using HandSession session = HandSession.Whole(tape, 1, 2, options => options.Placement = BackupPlacement.Append);
                session.AssertRestores(tape, session.Index(), 2);
            }
            catch (TapeException)
            {
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000, "A claim of the tape was allocated.");
            return true;
        });

    [Fact]
    public void Read_CopyOfTheLastObjectThereCanBe_DoesNotOverflow()
    {
        var block = new byte[1024];
        ForgedCopy.Write(block, Header(LogCopyType.Closing, long.MaxValue, new Guid(1, 2, 3, new byte[8])) with { BlockIndex = 5, BlockCount = 6 });
        using MemoryTape tape = TapeCopy.Of([block, null]);
        Assert.Empty(TapeCatalog.Read(tape).Sessions);
    }

    [Fact]
    public void Read_SessionThatNamesItselfAsItsPredecessor_Ends()
    {
        var log = new Guid(1, 2, 3, new byte[8]);
        var objects = new List<byte[]?>();
        for (int file = 0; file < 4; file++)
        {
            var block = new byte[1024];
            long at = objects.Count;
            ForgedCopy.Write(block, Header(LogCopyType.Increment, at, log) with
            {
                OriginLogicalObjectIdentifier = 0,
                PreviousCopyLogicalObjectIdentifier = at + (2 * (file % 3)) - 2,
                PredecessorCopyLogicalObjectIdentifier = at,
                BlockCount = int.MaxValue,
            });
            objects.Add(block);
            objects.Add(null);
        }

        using MemoryTape tape = TapeCopy.Of(objects);
        TapeSession session = Assert.Single(TapeCatalog.Read(tape).Sessions);
        using TapeSessionLog found = TapeCatalog.ReadLog(tape, session);
        Assert.Null(found.Recovery.Log);
    }

    private static List<byte[]?> Objects(Random random)
    {
        int count = random.Next(1, 60);
        var logs = new[] { new Guid(1, 2, 3, new byte[8]), new Guid(4, 5, 6, new byte[8]) };
        var objects = new List<byte[]?>();
        for (int at = 0; at < count; at++)
        {
            if (random.Next(3) == 0)
            {
                objects.Add(null);
                continue;
            }

            var block = new byte[random.Next(LogCopyHeader.EncodedLength, 1025)];
            random.NextBytes(block);
            if (random.Next(5) == 0)
            {
                objects.Add(block);
                continue;
            }

            int index = random.Next(4) == 0 ? random.Next(0, at + 1) : 0;
            long Pointer() => random.Next(6) switch
            {
                0 => -1,
                1 => long.MaxValue,
                2 => at,
                3 => at + random.Next(1, 10),
                _ => random.Next(0, at + 1),
            };
            long offset = random.Next(3) == 0 ? random.NextInt64(long.MaxValue) : random.Next(0, 2000);
            var type = (LogCopyType)random.Next(1, 4);
            ForgedCopy.Write(block, Header(type, random.Next(8) == 0 ? random.NextInt64(long.MaxValue) : at - index, logs[random.Next(2)]) with
            {
                OriginLogicalObjectIdentifier = random.Next(2) == 0 ? 0 : Math.Max(0, at - index - random.Next(0, 10)),
                SessionNumber = random.Next(3) == 0 ? int.MaxValue : random.Next(1, 5),
                CopySequence = random.Next(3),
                PreviousCopyLogicalObjectIdentifier = Pointer(),
                PredecessorCopyLogicalObjectIdentifier = Pointer(),
                BlockIndex = index,
                BlockCount = random.Next(2) == 0 ? int.MaxValue : index + random.Next(1, 5),
                CopyOffsetBytes = type == LogCopyType.Increment ? random.NextInt64(offset + 1) : 0,
                LogOffsetBytes = type == LogCopyType.SessionLabel ? 0 : offset,
                LogLengthBytes = random.Next(2) == 0 ? long.MaxValue : offset + 900,
                ChunkLengthBytes = type == LogCopyType.SessionLabel ? 0 : random.Next(0, block.Length - LogCopyHeader.EncodedLength + 1),
            });
            objects.Add(block);
        }

        return objects;
    }

    private static LogCopyHeader Header(LogCopyType type, long first, Guid log) => new()
    {
        Type = type,
        LogIdentifier = log,
        SessionNumber = 1,
        FirstLogicalObjectIdentifier = first,
        PreviousCopyLogicalObjectIdentifier = -1,
        PredecessorCopyLogicalObjectIdentifier = -1,
        BlockCount = 1,
        LogLengthBytes = type == LogCopyType.SessionLabel ? 0 : 100,
    };
}
