using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Finding the chunk in streams that are nothing like even, so that the guess by the share is wrong on either side and by far, and what the directory alone can say.</summary>
public class RunSequenceSearchTests
{
    private const int Chunks = 20;

    /// <summary>Long runs and wide gaps in some of the chunks: a block or an object elsewhere is guessed to lie before or behind them.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 10)]
    [InlineData(5, 6)]
    [InlineData(10, 11)]
    [InlineData(10, 20)]
    [InlineData(19, 20)]
    [InlineData(0, 20)]
    public void Find_InAStreamOfUnevenRuns_IsTheRunThatHoldsIt(int fromWideChunk, int toWideChunk)
    {
        foreach ((int wideCount, int wideGap) in new[] { (1_000_000, 1), (1, 1_000_000), (1_000, 1_000_000) })
        {
            var runs = new RunSequence();
            var model = new List<(long Block, long Object, long Count)>();
            for (int run = 0; run < Chunks * RunSequence.ChunkRuns; run++)
            {
                bool isWide = run / RunSequence.ChunkRuns >= fromWideChunk && run / RunSequence.ChunkRuns < toWideChunk;
                model.Add((runs.BlockCount, runs.EndObject + (isWide ? wideGap : 1), isWide ? wideCount : 1));
                runs.Add(model[run].Object, model[run].Count, 100);
            }

            runs.Seal();
            for (int run = 0; run < model.Count; run += run % RunSequence.ChunkRuns is 0 or 254 or 255 ? 1 : 254)
            {
                (long block, long first, long count) = model[run];
                long next = run + 1 < model.Count ? model[run + 1].Object : runs.EndObject;
                foreach (long asked in new[] { block, block + count - 1 })
                    Assert.Equal((run / RunSequence.ChunkRuns, run % RunSequence.ChunkRuns, block, first), At(runs.FindBlock(asked)));

                foreach (long asked in new[] { first, first + count - 1, next - 1 })
                {
                    Assert.Equal(first, runs.FindObject(asked, out int chunk, out int index));
                    Assert.Equal(run, (chunk * RunSequence.ChunkRuns) + index);
                }
            }
        }
    }

    [Fact]
    public void HasUsualLength_OfAPartOfTheTape_IsWhatTheChunksThereSay()
    {
        // Of three chunks the second one has another length somewhere. Objects are far above blocks.
        var runs = new RunSequence();
        for (int run = 0; run < 3 * RunSequence.ChunkRuns; run++)
            runs.Add(Object(run), 2, run == 300 ? 99 : 100);

        runs.Seal();
        Assert.True(runs.HasUsualLength(0, Object(0)));
        Assert.True(runs.HasUsualLength(0, Object(0) + 1));
        Assert.True(runs.HasUsualLength(Object(3), Object(10)));
        Assert.True(runs.HasUsualLength(0, Object(256)));
        Assert.True(runs.HasUsualLength(Object(512), Object(700)));
        Assert.True(runs.HasUsualLength(Object(600), long.MaxValue));

        Assert.False(runs.HasUsualLength(Object(300), Object(301)));
        Assert.False(runs.HasUsualLength(0, long.MaxValue));
        Assert.False(runs.HasUsualLength(0, Object(301)));
        Assert.False(runs.HasUsualLength(Object(300), Object(600)));
        Assert.False(runs.HasUsualLength(Object(256), Object(256) + 1));
        Assert.False(runs.HasUsualLength(Object(511), Object(513)));

        static long Object(int run) => 100_000 + (10 * run);
    }

    [Fact]
    public void TryMoveToObject_BehindARunAtObject0_IsTheNextRun()
    {
        var runs = new RunSequence();
        runs.Add(0, 3, 100);
        runs.Add(10, 3, 100);
        runs.Seal();
        foreach ((long asked, long found) in new[] { (0L, 0L), (2, 0), (3, 10), (9, 10), (12, 10) })
        {
            var cursor = new RunCursor(runs);
            Assert.True(cursor.TryMoveToObject(asked));
            Assert.Equal(found, cursor.FirstObject);
        }

        Assert.False(new RunCursor(runs).TryMoveToObject(13));
    }

    private static (int Chunk, int Index, long Block, long Object) At(in RunPlace place) => (place.Chunk, place.Index, place.FirstBlock, place.FirstObject);
}
