using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The runs of one stream against a list of them: added, cut, opened again, and asked for in every way there is.</summary>
public class RunSequenceTests
{
    [Fact]
    public void Runs_that_are_added_and_cut_are_those_of_a_list() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            RunSequence runs = Random(random, out List<KnownRun> model);
            runs.Seal();
            AssertSame(model, runs, random);
            return true;
        },
        cases: 100);

    [Fact]
    public void A_usual_length_is_only_said_of_what_has_it() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            RunSequence runs = Random(random, out List<KnownRun> model);
            runs.Seal();
            for (int trial = 0; trial < 50; trial++)
            {
                long from = random.NextInt64(runs.EndObject + 5);
                long to = from + 1 + random.NextInt64(random.Next(2) == 0 ? 20 : runs.EndObject + 5);
                bool isUsual = model.Where(run => run.FirstObject < to && run.EndObject > from).All(run => run.Length == model[0].Length);
                bool isKnown = runs.HasUsualLength(from, to);
                Assert.True(isUsual || !isKnown);
                Assert.True(isKnown || model.Any(run => run.Length != model[0].Length));
            }

            return true;
        },
        cases: 100);

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(513)]
    public void CutTo_AcrossTheEndOfAChunk_LeavesWhatLiesBefore(int count)
    {
        for (int cut = count; cut > count - 4; cut--)
        {
            var runs = new RunSequence();
            var model = new List<KnownRun>();
            for (int index = 0; index < count; index++)
                Add(runs, model, (5L * index) + 1, 2 + (index % 3), 100 + (index % 7 / 6));

            // Once into a run, once before it, and back over a whole chunk.
            foreach (long to in new[] { (5L * (cut - 1)) + 2, (5L * (cut - 2)) + 1, (5L * Math.Max(0, cut - 258)) + 2 })
            {
                Cut(runs, model, to);
                AssertTotals(model, runs);
            }

            Add(runs, model, 10_000, 1, 7);
            runs.Seal();
            AssertSame(model, runs, new Random(cut));
        }
    }

    /// <summary>Adds runs and cuts them at random; at least one is left.</summary>
    internal static RunSequence Random(Random random, out List<KnownRun> model)
    {
        var runs = new RunSequence();
        model = [];
        int differentLengths = random.Next(4) switch { 0 => 1, 1 => 2, 2 => 5, _ => 300 };
        int rareness = random.Next(3) == 0 ? 1 : random.Next(1, 600);
        int wide = random.Next(1, 40);
        int rounds = random.Next(1, 5);
        for (int round = 0; round < rounds; round++)
        {
            int added = random.Next(3) == 0 ? 256 * random.Next(1, 4) : random.Next(1, 900);
            for (int index = 0; index < added; index++)
            {
                long gap = random.Next(3) == 0 ? 0 : random.Next(30) == 0 ? random.NextInt64(1L << wide) : random.Next(1, 9);
                int length = 65_536 - (random.Next(rareness) == 0 ? random.Next(differentLengths) : 0);
                Add(runs, model, runs.EndObject + gap, random.Next(50) == 0 ? random.NextInt64(1, (1L << (wide / 2)) + 1) : random.Next(1, 6), length);
            }

            AssertTotals(model, runs);
            if (random.Next(2) == 0)
            {
                KnownRun last = model[Math.Max(0, model.Count - random.Next(1, random.Next(2) == 0 ? 5 : 700))];
                Cut(runs, model, last.FirstObject + (random.Next(2) == 0 ? 0 : random.NextInt64(last.Count + 1)));
                AssertTotals(model, runs);
            }
        }

        Add(runs, model, runs.EndObject + random.Next(3), 1, 65_536);
        return runs;
    }

    internal static void AssertSame(List<KnownRun> model, RunSequence runs, Random random)
    {
        AssertTotals(model, runs);
        var cursor = new RunCursor(runs);
        cursor.MoveTo(0, 0);
        long block = 0;
        for (int at = 0; at < model.Count; at++)
        {
            KnownRun run = model[at];
            Assert.Equal((block, block + run.Count), (cursor.FirstBlock, cursor.EndBlock));
            Assert.Equal((run.FirstObject, run.Count, run.Length), (cursor.FirstObject, cursor.BlockCount, cursor.BlockLength));
            foreach (long asked in new[] { block, block + run.Count - 1, block + random.NextInt64(run.Count) })
                AssertPlace(at, block, run, runs.FindBlock(asked));

            AssertPlace(at, block, run, runs.Get(at / RunSequence.ChunkRuns, at % RunSequence.ChunkRuns));
            long behind = at + 1 < model.Count ? model[at + 1].FirstObject : run.EndObject + 100;
            foreach (long asked in new[] { run.FirstObject, behind - 1, run.FirstObject + random.NextInt64(behind - run.FirstObject) })
            {
                Assert.Equal(run.FirstObject, runs.FindObject(asked, out int chunk, out int index));
                Assert.Equal(at, (chunk * RunSequence.ChunkRuns) + index);
                AssertCursor(model, runs, asked, asked < run.EndObject ? at : at + 1);
            }

            block += run.Count;
            Assert.Equal(at + 1 < model.Count, cursor.MoveNext());
        }

        Assert.Equal(-1, runs.FindObject(model[0].FirstObject - 1, out _, out _));
        AssertCursor(model, runs, model[0].FirstObject - 1, 0);
    }

    private static void AssertCursor(List<KnownRun> model, RunSequence runs, long asked, int at)
    {
        var cursor = new RunCursor(runs);
        Assert.Equal(at < model.Count, cursor.TryMoveToObject(asked));
        for (int next = at; next < Math.Min(model.Count, at + 3); next++)
        {
            Assert.Equal((model[next].FirstObject, model[next].Count), (cursor.FirstObject, cursor.BlockCount));
            Assert.Equal(next + 1 < model.Count, cursor.MoveNext());
        }
    }

    private static void AssertPlace(int at, long block, KnownRun run, in RunPlace place)
    {
        Assert.Equal((at / RunSequence.ChunkRuns, at % RunSequence.ChunkRuns, block), (place.Chunk, place.Index, place.FirstBlock));
        Assert.Equal((run.FirstObject, run.Count, run.Length, run.EndObject), (place.FirstObject, place.BlockCount, place.BlockLength, place.EndObject));
    }

    private static void AssertTotals(List<KnownRun> model, RunSequence runs)
    {
        Assert.Equal(model.Count, runs.Count);
        Assert.Equal(model.Sum(run => run.Count), runs.BlockCount);
        Assert.Equal(model.Sum(run => run.Count * run.Length), runs.ByteCount);
        if (model.Count > 0)
            Assert.Equal(model[^1].EndObject, runs.EndObject);
    }

    private static void Add(RunSequence runs, List<KnownRun> model, long firstObject, long count, int length)
    {
        bool isNew = model.Count == 0 || model[^1].EndObject != firstObject || model[^1].Length != length;
        Assert.Equal(isNew, runs.Add(firstObject, count, length));
        if (isNew)
            model.Add(new KnownRun(firstObject, count, length));
        else
            model[^1] = model[^1] with { Count = model[^1].Count + count };
    }

    private static void Cut(RunSequence runs, List<KnownRun> model, long toObject)
    {
        runs.CutTo(toObject);
        model.RemoveAll(run => run.FirstObject >= toObject);
        if (model.Count > 0 && model[^1].EndObject > toObject)
            model[^1] = model[^1] with { Count = toObject - model[^1].FirstObject };
    }

    internal sealed record KnownRun(long FirstObject, long Count, int Length)
    {
        public long EndObject => FirstObject + Count;
    }
}
