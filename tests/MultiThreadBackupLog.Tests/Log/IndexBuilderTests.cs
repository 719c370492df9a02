using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What an index makes of records that this library's writer would put otherwise, of many streams, and of retractions over the borders of its parts.</summary>
public class IndexBuilderTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); // Of forged logs.

    [Fact]
    public void Streams_DefinedInAnyOrder_AreByAscendingOrdinal()
    {
        // 0 and 1 are defined; then 9, 300 and 4, a block of 9 and two of 4, and the close.
        byte[] log = ForgedLogTests.Forge(Hex.Parse("""
            02 0A 09 00 00 00 00 00 00 00 00 00 02 0B AC02 00 00 00 00 00 00 00 00 00 02 0A 04 00 00 00 00 00 00 00 00 00
            60 09 40 61 04 20 08 06 05 03 8001 00 00
            """));
        foreach (WriteLogIndex index in Indexes(log))
        {
            Assert.Equal([0, 1, 4, 9, 300], index.Streams.Select(stream => stream.Id.Ordinal));
            Assert.Equal([0, 0, 2, 1, 0], index.Streams.Select(stream => stream.BlockCount));
            Assert.Equal([TapeExtent.OfRun(9, 0, 1, 64, 10), TapeExtent.OfRun(4, 0, 2, 32, 11)], index.Extents(0, long.MaxValue));
            Assert.Equal([0, 1, 4, 9, 300], WriteLogStatistics.Compute(index).Streams.Select(stream => stream.Stream!.Id.Ordinal));
        }
    }

    [Fact]
    public void Times_OfStreams_AreTheStampsBeforeTheirFirstAndBehindTheirLastBlock()
    {
        // Stamps at 5, 8, 10 and 11 ms; stream 0 between the first two and the next two, stream 1 between the others and once more behind the last stamp.
        byte[] log = ForgedLogTests.Forge(Hex.Parse("09 05 60 00 01 09 03 60 01 01 09 02 60 00 01 09 01 60 01 01 08 05 02 04 04 00 00"));
        foreach (WriteLogIndex index in Indexes(log))
        {
            Assert.Equal([Created.AddMilliseconds(5), Created.AddMilliseconds(8)], index.Streams.Select(stream => stream.FirstTime));
            Assert.Equal([Created.AddMilliseconds(11), null], index.Streams.Select(stream => stream.LastTime));
            Assert.Equal(Created.AddMilliseconds(11), index.LastTime);
        }
    }

    [Fact]
    public void Times_OfALogBeforeItsFirstStamp_BeginWithItsCreation()
    {
        byte[] log = ForgedLogTests.Forge(Hex.Parse("60 00 01 08 05 02 01 01 00 00"));
        foreach (WriteLogIndex index in Indexes(log))
            Assert.Equal((Created, null, Created), (index.Streams[0].FirstTime, index.Streams[0].LastTime, index.LastTime));

        Assert.Equal(Created, WriteLogIndex.Build(new WriteLogSnapshot(ForgedLogTests.Forge([]))).LastTime);
    }

    [Fact]
    public void Runs_OfStreamsInTurn_AreEachStreamsOwn()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId[] streams = Enumerable.Range(0, 300).Select(number => log.DefineStream(new StreamDescription("s" + number))).ToArray();
        var expected = new List<WriteRun>();
        int[] turns = [1, 65, 129, 65, 193, 1, 64, 0, 64, 256, 128, 0, 299, 43];
        var blocks = new long[300];
        for (int turn = 0; turn < 200; turn++)
        {
            int stream = turns[turn % turns.Length];
            int count = 1 + (turn % 3);
            expected.Add(new WriteRun(streams[stream], blocks[stream], count, 100 + stream, log.NextLogicalObjectIdentifier));
            log.AppendBlocks(streams[stream], 100 + stream, count);
            blocks[stream] += count;
        }

        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(expected, index.Extents(0, long.MaxValue).Select(extent => extent.Run));
        Assert.Equal(blocks, index.Streams.Select(stream => stream.BlockCount));
    }

    [Theory]
    [InlineData(1_024)]
    [InlineData(1_023)]
    [InlineData(500)]
    [InlineData(2_048)]
    public void At_BehindARetractionOverAZone_IsWhatWasWrittenThere(int left)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        using var tape = new ExtentList(log);
        tape.Define(4);
        for (int run = 0; run < 2_100; run++)
            tape.Blocks(run % 2, 64, 2);

        tape.Retract(2 * left);
        for (int run = 0; run < 600; run++)
            tape.Blocks(2 + (run % 2), 64, 1);

        log.Close();
        foreach (WriteLogIndex index in Indexes(LogRecords.Bytes(log.Snapshot())))
        {
            Assert.All(tape.Extents, extent => Assert.Equal(extent, index.At(extent.FirstLogicalObjectIdentifier)));
            foreach (int from in new[] { left - 1, left, left + 1, left + 599 })
                Assert.Equal(tape.Extents.Skip(from), index.Extents(tape.Extents[from].FirstLogicalObjectIdentifier, long.MaxValue));
        }
    }

    [Fact]
    public void Checksums_OfTheBlocksThatAreLeft_HoldAndOfTheSameBlocksTheLaterOne()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(a, 64, 3);
        log.AppendStreamChecksum(a, 1);
        log.AppendStreamChecksum(a, 2);
        log.AppendBlocks(a, 64, 2);
        log.AppendStreamChecksum(a, 3);
        log.AppendBlocks(a, 64, 1);
        log.AppendStreamChecksum(a, 4);
        log.RetractTo(5);
        log.Close();
        foreach (WriteLogIndex index in Indexes(LogRecords.Bytes(log.Snapshot())))
        {
            Assert.Equal([(3, 2), (5, 3)], index.Streams[0].Checksums.Select(checksum => (checksum.BlockCount, checksum.Checksum)));
            Assert.Equal((3u, 5L), (index.Streams[0].Checksum, index.Streams[0].ChecksumBlockCount));
        }
    }

    [Fact]
    public void FilemarkExtents_OfNoObject_AreNone()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        log.AppendFilemarks(null, 5);
        log.Close();
        foreach (WriteLogIndex index in Indexes(LogRecords.Bytes(log.Snapshot())))
        {
            for (long at = 0; at <= 5; at++)
            {
                Assert.Empty(index.FilemarkExtents(at, at));
                Assert.Equal(0, index.CountFilemarks(at, at));
            }

            Assert.Equal([TapeExtent.OfFilemarks(-1, 0, 5, 0)], index.FilemarkExtents(2, 3));
        }
    }

    // Of a closed log: the index that is built, and the one that its sealed form carries.
    private static IEnumerable<WriteLogIndex> Indexes(byte[] log)
    {
        yield return WriteLogIndex.Build(new WriteLogSnapshot(log));
        WriteLogIndex carried = WriteLogIndex.Open(new WriteLogSnapshot(Sealed.Of(new WriteLogSnapshot(log))));
        Assert.False(carried.CarriedIndexFault.IsFault);
        yield return carried;
    }
}
