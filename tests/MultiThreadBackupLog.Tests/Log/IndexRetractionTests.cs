using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What an index keeps of a stream after an error took part of it back.</summary>
public class IndexRetractionTests
{
    /// <summary>More runs than one part of the directory holds go, so that parts that were closed are opened again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(700)]
    public void RetractTo_OverManyRuns_LeavesTheRunsBeforeAndTakesOthersBehindThem(int left)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId[] streams = [log.DefineStream(new StreamDescription("a")), log.DefineStream(new StreamDescription("b"))];
        var blocks = new long[2];
        var expected = new List<WriteRun>();
        void Append(int run)
        {
            expected.Add(new WriteRun(streams[run % 2], blocks[run % 2], 1 + (run % 3), 100 + (run % 5), log.NextLogicalObjectIdentifier));
            log.AppendBlocks(streams[run % 2], 100 + (run % 5), 1 + (run % 3));
            blocks[run % 2] += 1 + (run % 3);
        }

        for (int run = 0; run < 1_400; run++)
            Append(run);

        WriteRun last = expected[(2 * left) - 1];
        log.RetractTo(last.EndLogicalObjectIdentifier);
        expected.RemoveRange(2 * left, expected.Count - (2 * left));
        blocks[0] = expected.Last(run => run.Stream == streams[0]).EndBlock;
        blocks[1] = last.EndBlock;
        for (int run = 0; run < 600; run++)
            Append(run);

        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(expected, index.Extents(0, long.MaxValue).Select(extent => extent.Run));
        foreach (StreamId stream in streams)
        {
            Assert.Equal(expected.Where(run => run.Stream == stream), index.Runs(stream, BlockRange.All));
            Assert.Equal(expected.Where(run => run.Stream == stream).Sum(run => run.BlockCount * run.BlockLengthBytes), index.Streams[stream.Ordinal].ByteCount);
        }

        Assert.All(expected, run => Assert.Equal(run, index.At(run.FirstLogicalObjectIdentifier).Run));
    }

    [Theory]
    [InlineData(false, 128, 100, 28)]
    [InlineData(true, 96, 100, 0)]
    public void Origins_OfBytesThatWereTakenBack_EndWhereTheStreamDoes(bool hasBlockTrailers, long limit, long first, long second)
    {
        // Two blocks of 64 bytes are left of three; a trailer takes 16 bytes of each.
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { HasBlockTrailers = hasBlockTrailers });
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(a, 64, 3);
        log.AppendOrigin(new WriteLogOrigin(a, 0, 100, 2, 5, [1], 3));
        log.AppendOrigin(new WriteLogOrigin(a, 100, 92, 2, 6, [2]));
        log.AppendOrigin(new WriteLogOrigin(a, 50, 0, 2, 7, [3]));
        log.RetractTo(2);
        log.AppendBlocks(a, 64, 1);
        log.AppendOrigin(new WriteLogOrigin(a, limit, 64, 2, 8, [4]));
        log.RetractTo(2);
        log.AppendOrigin(new WriteLogOrigin(a, limit, 9, 2, 9, [5]));
        log.Close();
        WriteLogOrigin[] origins = WriteLogIndex.Build(log.Snapshot()).Origins.ToArray();
        (long, long)[] expected = second > 0 ? [(0, first), (100, second), (limit, 9)] : [(0, limit), (limit, 9)];
        Assert.Equal(expected, origins.Select(origin => (origin.FirstStreamByte, origin.ByteCount)));
        Assert.Equal((5L, 3, 1), (origins[0].LogicalBlockAddress, origins[0].ByteOffset, origins[0].SourceDesignator.Length));
    }

    [Fact]
    public void Extents_OfSystemBlocksThatWereCut_HoldNoPartOfTheLogAnyMore()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        log.AppendSystemBlocks(SystemBlockType.SessionLabel, 512, 1, 0, 0);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 512, 3, 10, 20);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 512, 3, 30, 40);
        log.RetractTo(6);
        log.AppendFilemarks(null, 2);
        log.Close();
        TapeExtent[] expected =
        [
            TapeExtent.OfSystemBlocks(SystemBlockType.SessionLabel, 512, 1, 0, 0, 0),
            TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 512, 3, 10, 20, 1),
            TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 512, 2, 0, 0, 4),
            TapeExtent.OfFilemarks(-1, 0, 2, 6),
        ];
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(expected, index.Extents(0, long.MaxValue));
        Assert.Equal(expected, new long[] { 0, 3, 5, 7 }.Select(index.At));
        WriteLogTapeReader reader = WriteLogTapeReader.Open(log.Snapshot());
        foreach (TapeExtent extent in expected)
        {
            Assert.True(reader.Read(out TapeExtent read));
            Assert.Equal(extent, read);
        }

        Assert.False(reader.Read(out _));
    }

    [Fact]
    public void Totals_WhileARunIsOpen_CountIt()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendFilemarks(a, 2);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 512, 3, 0, 0);
        log.AppendBlocks(a, 64, 3);
        log.AppendBlocks(a, 64, 4);
        Assert.Equal(new WriteLogTotals(1, 7, 448, 2, 3), log.Totals);
        log.Close();
        Assert.Equal(new WriteLogTotals(1, 7, 448, 2, 3), log.Totals);
        WriteLogStream stream = WriteLogIndex.Build(log.Snapshot()).Streams[0];
        Assert.Equal((0, null, 0L), (stream.Checksums.Count, stream.Checksum, stream.ChecksumBlockCount));
    }
}
