using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The index at the sizes where its chunks, zones and numbers end, against a plain list of extents.</summary>
public class IndexSizeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Build_StreamWithSoManyRuns_AnswersAsThePlainList(int runs)
    {
        var random = new Random(runs);
        using ExtentList tape = NewTape(7);
        tape.Define(2);
        for (int run = 0; run < runs; run++)
        {
            tape.Blocks(0, 65_536, 1 + random.Next(7));
            tape.Blocks(1, 65_536, 1 + random.Next(7));
        }

        Compare(tape, random);
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData((1L << 32) - 1)]
    [InlineData((1L << 32) + 1)]
    [InlineData(1L << 40)]
    [InlineData(1L << 55)]
    public void Build_VeryLongRunsAmongShortOnes_AnswersAsThePlainList(long longRun)
    {
        var random = new Random(1);
        using ExtentList tape = NewTape(longRun);
        tape.Define(3);
        for (int run = 0; run < 2_000; run++)
            tape.Blocks((run + random.Next(2)) % 3, 1, run % 300 == 299 ? longRun : 1 + random.Next(5));

        Compare(tape, random);
    }

    [Fact]
    public void Build_OneRunOfAllBlocksThatCanBeCounted_AnswersAsThePlainList()
    {
        using ExtentList tape = NewTape(0);
        tape.Define(1);
        tape.Blocks(0, 1, long.MaxValue);

        Compare(tape, new Random(1));
    }

    [Fact]
    public void Retracting_any_number_of_runs_leaves_what_the_plain_list_has() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            using ExtentList tape = NewTape(random.Next(3) == 0 ? 0 : random.NextInt64(1L << 41));
            int streams = random.Next(3) switch { 0 => random.Next(1, 4), 1 => random.Next(4, 20), _ => random.Next(500, 3_000) };
            int phases = random.Next(1, 5);
            tape.Define(streams);
            for (int phase = 0; phase < phases; phase++)
            {
                Fill(tape, random, streams);
                if (tape.Extents.Count > 0 && random.Next(3) > 0)
                    tape.Retract(RetractionTarget(tape, random));
            }

            Compare(tape, random);
            return true;
        },
        cases: 40);

    [Fact]
    public void Build_EightStreamsAndMeanRunFour_TakesAtMostTwiceTheEntropy()
    {
        const int Runs = 200_000;
        const double EntropyBits = 6.05; // log2 of 7 other streams, and the run lengths.
        var random = new Random(1);
        using ExtentList tape = NewTape(0);
        tape.Define(8);
        int stream = 0;
        for (int run = 0; run < Runs; run++)
        {
            stream = (stream + 1 + random.Next(7)) % 8;
            int count = 1;
            while (random.Next(4) != 0)
                count++;

            tape.Blocks(stream, 65_536, count);
        }

        Assert.InRange(tape.Build().RunMemoryBytes * 8.0 / Runs, EntropyBits, 2 * EntropyBits);
    }

    [Fact]
    public void Build_ThousandsOfStreamsOfOneRun_TakesLittleForEach()
    {
        const int Streams = 5_000;
        using ExtentList tape = NewTape(0);
        tape.Define(Streams);
        for (int stream = 0; stream < Streams; stream++)
            tape.Blocks(stream, 65_536, 1 + stream);

        WriteLogIndex index = tape.Build();

        Assert.InRange(index.RunMemoryBytes / (double)Streams, 1, 120);
        Assert.Equal(tape.Extents, index.Extents(0, long.MaxValue));
    }

    [Fact]
    public void Extents_SeveralEnumerationsAtOnce_DoNotDisturbEachOther()
    {
        var random = new Random(1);
        using ExtentList tape = NewTape(0);
        tape.Define(5);
        Fill(tape, random, 5);
        WriteLogIndex index = tape.Build();
        using IEnumerator<TapeExtent> slow = index.Extents(0, long.MaxValue).GetEnumerator();

        foreach (TapeExtent expected in tape.Extents)
        {
            Assert.True(slow.MoveNext());
            Assert.Equal(expected, slow.Current);
            Assert.Equal(expected, index.Extents(expected.FirstLogicalObjectIdentifier, long.MaxValue).First());
        }

        Assert.False(slow.MoveNext());
    }

    private static ExtentList NewTape(long origin) =>
        new(WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = origin % (1L << 50), TimeResolution = TimeSpan.Zero }));

    private static void Fill(ExtentList tape, Random random, int streams)
    {
        int extents = random.Next(3) == 0 ? random.Next(4) : random.Next(4_000);
        int lengths = random.Next(3) switch { 0 => 1, 1 => 2, _ => 1_000 };
        int active = Math.Min(streams, 1 + random.Next(streams));
        int first = random.Next(streams - active + 1);
        for (int extent = 0; extent < extents; extent++)
        {
            int stream = first + random.Next(active);
            int length = 65_536 - random.Next(lengths);
            switch (random.Next(200))
            {
                case 0:
                    tape.Filemarks(random.Next(2) == 0 ? -1 : stream, 1 + random.Next(3));
                    break;
                case 1:
                    tape.System(1 + random.Next(3));
                    break;
                case 2 when random.Next(20) == 0:
                    tape.Blocks(stream, 1, random.NextInt64(1, 1L << 42));
                    break;
                default:
                    tape.Blocks(stream, length, 1 + random.Next(6));
                    break;
            }
        }
    }

    private static long RetractionTarget(ExtentList tape, Random random)
    {
        // At the border of an extent, inside one, or at the origin.
        TapeExtent extent = tape.Extents[random.Next(8) == 0 ? 0 : random.Next(tape.Extents.Count)];
        return extent.FirstLogicalObjectIdentifier + (random.Next(2) == 0 ? 0 : random.NextInt64(extent.ObjectCount));
    }

    private static void Compare(ExtentList tape, Random random)
    {
        WriteLogIndex index = tape.Build();
        TapeExtent[] extents = [.. tape.Extents];
        Assert.Equal(tape.Next, index.EndLogicalObjectIdentifier);
        Assert.Equal(extents, index.Extents(0, long.MaxValue));
        foreach (int stream in tape.Streams.Where(_ => tape.Streams.Count() < 20 || random.Next(100) == 0))
            CompareStream(tape, index, stream, random);

        for (int trial = 0; trial < 300 && extents.Length > 0; trial++)
        {
            TapeExtent extent = extents[random.Next(extents.Length)];
            Assert.Equal(extent, index.At(extent.FirstLogicalObjectIdentifier));
            Assert.Equal(extent, index.At(extent.EndLogicalObjectIdentifier - 1));
        }

        // Forward in small steps, as a planner asks, and from anywhere to anywhere.
        int at = 0;
        for (int trial = 0; trial < 200 && at < extents.Length; trial++)
        {
            int to = Math.Min(extents.Length, at + random.Next(1, 12));
            CompareExtents(extents, index, at, to);
            at = trial % 10 == 0 ? random.Next(extents.Length) : to + random.Next(random.Next(10) == 0 ? 2_000 : 3);
        }
    }

    private static void CompareExtents(TapeExtent[] extents, WriteLogIndex index, int from, int to)
    {
        long firstObject = extents[from].EndLogicalObjectIdentifier - 1;
        long endObject = extents[to - 1].FirstLogicalObjectIdentifier + 1;
        if (firstObject < endObject)
            Assert.Equal(extents.Skip(from).Take(to - from), index.Extents(firstObject, endObject));
    }

    private static void CompareStream(ExtentList tape, WriteLogIndex index, int ordinal, Random random)
    {
        var id = new StreamId(ordinal);
        WriteRun[] runs = tape.Runs(ordinal).ToArray();
        Assert.True(index.TryGetStream(id, out WriteLogStream? stream));
        Assert.Equal(runs.Length, stream!.RunCount);
        Assert.Equal(tape.BlockCount(ordinal), stream.BlockCount);
        Assert.Equal(runs.Sum(r => (decimal)r.BlockCount * r.BlockLengthBytes), stream.ByteCount);
        Assert.Equal(runs, index.Runs(id, BlockRange.All));
        Assert.False(index.TryFindBlock(id, stream.BlockCount, out _));
        foreach (WriteRun run in runs)
        {
            Assert.True(index.TryFindBlock(id, run.FirstBlock, out WriteRun found));
            Assert.Equal(run, found);
            Assert.True(index.TryFindBlock(id, run.EndBlock - 1, out found));
            Assert.Equal(run, found);
        }

        for (int trial = 0; trial < 20 && runs.Length > 0; trial++)
        {
            int first = random.Next(runs.Length);
            int last = random.Next(first, Math.Min(runs.Length, first + 400));
            long from = random.NextInt64(runs[first].FirstBlock, runs[first].EndBlock);
            BlockRange range = BlockRange.FromBounds(from, Math.Max(from, random.NextInt64(runs[last].FirstBlock, runs[last].EndBlock)) + 1);
            Assert.Equal(runs.Skip(first).Take(last - first + 1).Select(r => r.Cut(range)).Where(r => r.BlockCount > 0), index.Runs(id, range));
        }
    }
}
