using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The numbers that a page gives its streams, and each stream its block lengths.</summary>
public class PageStreamsTests
{
    [Fact]
    public void Streams_and_lengths_are_numbered_as_they_come_page_after_page() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var streams = new PageStreams();
            for (int page = 0; page < 12; page++)
            {
                Fill(streams, random, random.Next(1, 120));
                streams.Clear();
                Assert.Equal(0, streams.Count);
                Assert.False(streams.HasLengths);
            }

            return true;
        },
        cases: 20);

    [Theory]
    [InlineData(64, 1)]
    [InlineData(63, 64)]
    [InlineData(65_535, 65_536)]
    [InlineData(65_536, 65_535)]
    [InlineData(int.MaxValue, 0)]
    public void Find_OrdinalsAroundALimit_AreTwoStreamsOnEveryPage(int first, int second)
    {
        var streams = new PageStreams();
        for (int page = 0; page < 3; page++)
        {
            // In turn, so that the one which came later on this page was earlier on the page before.
            int[] ordinals = page % 2 == 0 ? [first, second] : [second, first];
            for (int repeat = 0; repeat < 2; repeat++)
            {
                Assert.Equal(0, streams.Find(ordinals[0], 512, out int length));
                Assert.Equal(0, length);
                Assert.Equal(1, streams.Find(ordinals[1], 512, out length));
                Assert.Equal(0, length);
            }

            Assert.Equal(ordinals, Enumerable.Range(0, streams.Count).Select(streams.OrdinalOf));
            streams.Clear();
        }
    }

    private static void Fill(PageStreams streams, Random random, int runs)
    {
        var ordinals = new List<int>();
        var lengths = new List<List<int>>();
        int range = new[] { 4, 64, 130, 70_000, int.MaxValue }[random.Next(5)];
        int lengthCount = random.Next(1, 4);
        for (int run = 0; run < runs; run++)
        {
            int ordinal = random.Next(10) == 0 ? random.Next(range) : random.Next(Math.Max(0, range - 6), range);
            int blockLength = 1 + random.Next(lengthCount);
            if (!ordinals.Contains(ordinal))
            {
                ordinals.Add(ordinal);
                lengths.Add([]);
            }

            int stream = ordinals.IndexOf(ordinal);
            if (!lengths[stream].Contains(blockLength))
                lengths[stream].Add(blockLength);

            Assert.Equal(stream, streams.Find(ordinal, blockLength, out int length));
            Assert.Equal(lengths[stream].IndexOf(blockLength), length);
            Assert.Equal(lengths.Any(of => of.Count > 1), streams.HasLengths);
        }

        Assert.Equal(ordinals, Enumerable.Range(0, streams.Count).Select(streams.OrdinalOf));
        Assert.Equal(lengths, Enumerable.Range(0, streams.Count).Select(streams.LengthsOf));
        Assert.Equal(lengths.Select(of => of[0]), Enumerable.Range(0, streams.Count).Select(streams.FirstLengthOf));
    }
}
