using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Chunks of runs word by word, as docs/write-log-format.md (section 10) has them: three runs, and what is made of them when a word says something else.</summary>
public class CarriedChunkTests
{
    private const int Before = CarriedRunsTests.Before;
    private const int Chunk = Before + 3; // The chunk's words behind those of the directory, of one entry.

    // Runs of 9, 3 and 8 blocks that begin at the objects 100, 120 and 140. With 2 and 3 low bits:
    // b(i) - i is 0, 8, 10: high parts 0, 2, 2 at the bits 0, 3, 4; low parts 0, 0, 2.
    // o(i) - i is 0, 19, 38: high parts 0, 2, 4 at the bits 0, 3, 6; low parts 0, 3, 6.
    private const ulong BlockHigh = 0b11001;
    private const ulong BlockLow = 0b10_00_00;
    private const ulong ObjectLow = 0b110_011_000;
    private const ulong ObjectHigh = 0b1001001;

    [Fact]
    public void A_chunk_by_the_document_is_its_runs()
    {
        RunSequence runs = ThreeRuns(BlockHigh, BlockLow, ObjectLow, ObjectHigh);
        CarriedRunsTests.AssertConsistent(runs);
        Assert.Equal((0L, 9L, 100L, 512), Place(runs.Get(0, 0)));
        Assert.Equal((9L, 3L, 120L, 512), Place(runs.Get(0, 1)));
        Assert.Equal((12L, 8L, 140L, 512), Place(runs.Get(0, 2)));
    }

    [Theory]
    [InlineData("no run", 0, BlockLow, ObjectLow, ObjectHigh)]
    [InlineData("a run too few", 0b01001, BlockLow, ObjectLow, ObjectHigh)]
    [InlineData("a run too many", 0b1011001, BlockLow, ObjectLow, ObjectHigh)]
    [InlineData("a first run that does not begin with the first block", BlockHigh, 0b10_00_01, ObjectLow, ObjectHigh)]
    [InlineData("a run that begins before the one before it", BlockHigh, 0b00_10_00, ObjectLow, ObjectHigh)]
    [InlineData("a run without a block", BlockHigh, 0b00_01_00, ObjectLow, ObjectHigh)]
    [InlineData("a last run without a block", 0b1001001, 0b10_00_00, ObjectLow, ObjectHigh)]
    [InlineData("objects of no run", BlockHigh, BlockLow, ObjectLow, 0)]
    [InlineData("objects of a run too few", BlockHigh, BlockLow, ObjectLow, 0b0001001)]
    [InlineData("objects of a run too many", BlockHigh, BlockLow, ObjectLow, 0b101001001)]
    [InlineData("a first run that does not begin at the first object", BlockHigh, BlockLow, 0b110_011_001, ObjectHigh)]
    [InlineData("a run that lies over the one before it", BlockHigh, BlockLow, 0b110_111_000, 0b1000011)]
    [InlineData("a run that lies before the one before it", BlockHigh, BlockLow, 0b000_111_000, 0b11001)]
    [InlineData("a last run that lies beyond the end", BlockHigh, BlockLow, 0b111_011_000, ObjectHigh)]
    public void A_chunk_that_says_what_cannot_be_is_a_fault(string what, ulong blockHigh, ulong blockLow, ulong objectLow, ulong objectHigh)
    {
        Exception? thrown = Record.Exception(() => CarriedRunsTests.AssertConsistent(ThreeRuns(blockHigh, blockLow, objectLow, objectHigh)));
        Assert.True(thrown is WriteLogException, what + ": " + thrown);
    }

    [Fact]
    public void A_chunk_that_begins_before_its_directory_is_a_fault()
    {
        // It would be one of three runs: a bit in a word of somebody else, and two in the directory's own.
        var words = new ulong[Chunk + 2];
        words[3] = 0b111;
        words[4] = 1;
        words[Before + 2] = 3UL << 13;
        Assert.Throws<WriteLogException>(() => CarriedRunsTests.AssertConsistent(new RunSequence(CarriedRunsTests.Index(words), Before, 1, 3, 3, 3, 1_000, 1)));
    }

    [Fact]
    public void A_chunk_that_begins_in_its_directory_is_a_fault()
    {
        // The last word of the directory, which says where the second chunk is, would be the first of 256 bits; both chunks would be good otherwise.
        const int Second = Before + 15;
        ulong place = (Second << 13) | 1;
        ulong[] ones = [ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 3];
        ulong[] words = [.. new ulong[Before + 2], (Before + 5UL) << 13, 320, 320, place, .. ones, place, .. ones, 1, 9, 1, 1, 0];
        Assert.Throws<WriteLogException>(() => CarriedRunsTests.AssertConsistent(new RunSequence(CarriedRunsTests.Index(words), Before, 13, 257, 321, 321, 321, 1)));
    }

    [Fact]
    public void Chunks_of_the_widest_numbers_and_of_the_fewest_and_the_most_lengths_are_their_runs()
    {
        var wide = new RunSequence();
        wide.Add(5, 1L << 60, 1);
        wide.Add(1L << 62, 3, 1);
        AssertCarried(wide, chunk => chunk.BlockWidth == EliasFano.MaximumWidth && chunk.ObjectWidth == EliasFano.MaximumWidth);

        // A chunk of one length that is not the usual one, and one in which all are different.
        var lengths = new RunSequence();
        for (int run = 0; run < 768; run++)
            lengths.Add(3L * run, 1 + (run % 2), run < 256 ? 7 : run < 512 ? 8 : run);

        AssertCarried(lengths, _ => true);
        Assert.Equal((8, 8, 512, 767), (lengths.Get(1, 0).BlockLength, lengths.Get(1, 255).BlockLength, lengths.Get(2, 0).BlockLength, lengths.Get(2, 255).BlockLength));
    }

    [Fact]
    public void Chunks_that_are_cut_short_are_a_fault()
    {
        // Of each kind of part there are many words at one time or another: lengths, high and low bits of blocks, low and high bits of objects.
        var lengths = new RunSequence();
        var high = new RunSequence();
        var low = new RunSequence();
        for (int run = 0; run < 256; run++)
        {
            lengths.Add(2L * run, 1, 1 + run);
            high.Add((1L << 50) * run, run == 255 ? 500 : 1, 1);
            low.Add((1L << 45) * run, 1 + (run * (1L << 36)), 1);
        }

        foreach (RunSequence built in new[] { lengths, high, low })
        {
            AssertCarried(built, _ => true);
            ulong[] words = CarriedRunsTests.Words(built);
            for (int left = 0; left < built.WordCount; left++)
            {
                // The directory says what it said, and the words end: there is the one of zeros behind them.
                ulong[] cut = [.. words.AsSpan(0, Chunk + left), 0];
                var runs = new RunSequence(CarriedRunsTests.Index(cut), Before, left, built.Count, built.BlockCount, built.ByteCount, built.EndObject, built.UsualLength);
                Assert.Throws<WriteLogException>(() => CarriedRunsTests.AssertConsistent(runs));
            }
        }
    }

    [Fact]
    public void Carried_runs_of_no_run_are_none()
    {
        var runs = new RunSequence(CarriedRunsTests.Index(new ulong[Before + 1]), Before, 0, 0, 0, 0, 0, 0);
        Assert.Equal((0L, 0), (runs.Count, runs.ChunkCount));
        Assert.Equal(-1, runs.FindObject(5, out _, out _));
        Assert.True(runs.HasUsualLength(0, 10));
        Assert.False(new RunCursor(runs).TryMoveToObject(0));
    }

    private static void AssertCarried(RunSequence built, Func<RunChunk, bool> isMeant)
    {
        built.Seal();
        Assert.All(Enumerable.Range(0, built.ChunkCount), chunk => Assert.True(isMeant(built.ChunkAt(chunk))));
        ulong[] words = CarriedRunsTests.Words(built);
        var carried = new RunSequence(
            CarriedRunsTests.Index(words), Before, built.WordCount, built.Count, built.BlockCount, built.ByteCount, built.EndObject, built.UsualLength);
        CarriedRunsTests.AssertConsistent(carried);
        for (int run = 0; run < built.Count; run++)
            Assert.Equal(Place(built.Get(run / 256, run % 256)), Place(carried.Get(run / 256, run % 256)));
    }

    private static (long FirstBlock, long BlockCount, long FirstObject, int BlockLength) Place(in RunPlace place) =>
        (place.FirstBlock, place.BlockCount, place.FirstObject, place.BlockLength);

    private static RunSequence ThreeRuns(ulong blockHigh, ulong blockLow, ulong objectLow, ulong objectHigh)
    {
        ulong place = ((ulong)Chunk << 13) | (2 << 7) | (3 << 1);
        ulong[] words = [.. new ulong[Before], 0, 100, place, blockHigh, blockLow, objectLow, objectHigh, 0];
        return new RunSequence(CarriedRunsTests.Index(words), Before, 4, 3, 20, 20 * 512, 148, 512);
    }
}
