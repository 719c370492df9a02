using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Directory and chunks of a stream, taken apart bit by bit as section 10 of the format says: what every other reader will do.</summary>
public class RunSequenceWordsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Words_OfRunsOfEveryKind_AreWhatTheFormatSays(int seed)
    {
        RunSequence runs = RunSequenceTests.Random(new Random(seed), out List<RunSequenceTests.KnownRun> model);
        runs.Seal();
        AssertWords(model, runs);
    }

    /// <summary>Chunks of one size each: room is made again and again, at every size that it can have.</summary>
    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)] // 13 words a chunk: the seventh ends right behind the room for six.
    [InlineData(1, 2, 0)]
    [InlineData(2, 3, 0)]
    [InlineData(40, 5, 0)]
    [InlineData(1000, 1, 0)]
    [InlineData(1, 1_000_000, 0)]
    public void Words_OfEvenRuns_AreWhatTheFormatSays(int blocks, int gap, int moreEach64Runs)
    {
        var runs = new RunSequence();
        var model = new List<RunSequenceTests.KnownRun>();
        for (int run = 0; run < 40 * RunSequence.ChunkRuns; run++)
        {
            // Without a gap only another length makes another run.
            long firstObject = 7 + ((long)run * (blocks + gap)) + (run / 64 * moreEach64Runs);
            model.Add(new RunSequenceTests.KnownRun(firstObject, blocks, gap == 0 ? 100 + (run % 2) : 100));
            runs.Add(model[run].FirstObject, blocks, model[run].Length);
        }

        runs.Seal();
        AssertWords(model, runs);
    }

    [Fact]
    public void MemoryBytes_OfOpenAndOfSealedRuns_IsWhatTheyTake()
    {
        var runs = new RunSequence();
        for (int run = 0; run < 200; run++)
            runs.Add(10 * run, 1, 100);

        // Two numbers of 8 bytes and one of 4, in arrays that double.
        Assert.InRange(runs.MemoryBytes, 20 * 200, 2 * 20 * 200);
        for (int run = 200; run < 900; run++)
            runs.Add(10 * run, 1, 100);

        runs.Seal();
        Assert.Equal(4, runs.ChunkCount);
        Assert.Equal((24 * runs.ChunkCount) + (8 * (runs.WordCount + 1)), runs.MemoryBytes);
    }

    private static void AssertWords(List<RunSequenceTests.KnownRun> model, RunSequence runs)
    {
        int chunks = (model.Count + 255) / 256;
        Assert.Equal(chunks, runs.ChunkCount);
        Assert.Equal(model[0].Length, runs.UsualLength);
        var directory = new ulong[3 * chunks];
        for (int chunk = 0; chunk < chunks; chunk++)
            runs.ChunkAt(chunk).Write(directory, 3 * chunk, 0);

        long firstBlock = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            List<RunSequenceTests.KnownRun> expected = model.Skip(256 * chunk).Take(256).ToList();
            Assert.Equal(((ulong)firstBlock, (ulong)expected[0].FirstObject), (directory[3 * chunk], directory[(3 * chunk) + 1]));
            ulong place = directory[(3 * chunk) + 2];
            int end = chunk + 1 < chunks ? (int)(directory[(3 * chunk) + 5] >> 13) : runs.WordCount;
            AssertChunk(expected, runs.Words[(int)(place >> 13)..end], place, runs.UsualLength);
            firstBlock += expected.Sum(run => run.Count);
        }
    }

    private static void AssertChunk(List<RunSequenceTests.KnownRun> expected, ulong[] words, ulong place, int usualLength)
    {
        int n = expected.Count;
        int blockWidth = (int)(place >> 7) & 63;
        int objectWidth = (int)(place >> 1) & 63;
        long blocks = expected.Sum(run => run.Count);
        long objects = expected[^1].FirstObject - expected[0].FirstObject;
        Assert.Equal((Width((blocks - n) / n), Width((objects - (n - 1)) / n)), (blockWidth, objectWidth));

        int at = 0;
        bool hasLengths = expected.Any(run => run.Length != usualLength);
        Assert.Equal(hasLengths ? 1UL : 0, place & 1);
        if (hasLengths)
            AssertLengths(expected, words, ref at);

        int highWords = (int)((n + ((blocks - n) >> blockWidth) + 63) / 64);
        long[] high = Ones(words[at..(at + highWords)]);
        int lowAt = at + highWords;
        int objectLowAt = lowAt + (((n * blockWidth) + 63) / 64);
        int objectHighAt = objectLowAt + (((n * objectWidth) + 63) / 64);
        long[] objectHigh = Ones(words[objectHighAt..]);
        Assert.Equal((n, n), (high.Length, objectHigh.Length));
        Assert.NotEqual(0UL, words[^1]); // No word is there for nothing.
        long block = 0;
        for (int i = 0; i < n; i++)
        {
            long low = Bits(words, (64L * lowAt) + (i * blockWidth), blockWidth);
            long objectLow = Bits(words, (64L * objectLowAt) + (i * objectWidth), objectWidth);
            Assert.Equal(block, i + ((high[i] - i) << blockWidth) + low);
            Assert.Equal(expected[i].FirstObject - expected[0].FirstObject, i + ((objectHigh[i] - i) << objectWidth) + objectLow);
            block += expected[i].Count;
        }
    }

    private static void AssertLengths(List<RunSequenceTests.KnownRun> expected, ulong[] words, ref int at)
    {
        int different = (int)words[at];
        var lengths = new List<int>();
        for (int length = 0; length < different; length++)
            lengths.Add((int)Bits(words, (64L * (at + 1)) + (32 * length), 32));

        Assert.Equal(expected.Select(run => run.Length).Distinct().Order(), lengths.Order());
        int codesAt = at + 1 + ((different + 1) / 2);
        int bits = 0;
        while (1 << bits < different)
            bits++;

        for (int i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i].Length, lengths[(int)Bits(words, (64L * codesAt) + (bits * i), bits)]);

        at = codesAt + (((expected.Count * bits) + 63) / 64);
    }

    private static int Width(long number)
    {
        int bits = 0;
        for (long rest = number; rest > 0; rest /= 2)
            bits++;

        return Math.Min(56, Math.Max(0, bits - 1));
    }

    private static long[] Ones(ulong[] words) => Enumerable.Range(0, 64 * words.Length).Where(bit => Bits(words, bit, 1) == 1).Select(bit => (long)bit).ToArray();

    // Bits are counted from the lowest of the first word.
    private static long Bits(ulong[] words, long first, int count)
    {
        long value = 0;
        for (int bit = 0; bit < count; bit++)
            value |= (long)((words[(first + bit) / 64] >> (int)((first + bit) % 64)) & 1) << bit;

        return value;
    }
}
