using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The runs of one stream as words with right checksums: good words answer like the runs that they were made of, and forged ones contradict nobody.</summary>
public class CarriedRunsTests
{
    internal const int Before = 5; // Words of somebody else.
    private const int PagesLength = 100; // No log stands in them, so that nothing can be built anew.

    [Fact]
    public void Carried_runs_answer_like_those_they_were_made_of() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            RunSequence built = RunSequenceTests.Random(random, out List<RunSequenceTests.KnownRun> model);
            built.Seal();
            RunSequence carried = Carry(built, Words(built));
            Assert.Equal((built.ChunkCount, built.WordCount), (carried.ChunkCount, carried.WordCount));
            Assert.Equal((24L * built.ChunkCount) + (8L * built.WordCount), carried.MemoryBytes);
            RunSequenceTests.AssertSame(model, carried, random);
            return true;
        },
        cases: 80);

    [Fact]
    public void Forged_runs_are_a_fault_or_do_not_contradict_themselves() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            RunSequence built = RunSequenceTests.Random(random, out _);
            built.Seal();
            ulong[] good = Words(built);
            for (int trial = 0; trial < 20; trial++)
            {
                ulong[] words = [.. good];
                for (int change = random.Next(1, 3); change > 0; change--)
                {
                    int directory = 3 * built.ChunkCount;
                    int at = Before + (random.Next(2) == 0 ? random.Next(directory) : random.Next(directory + built.WordCount));
                    words[at] = random.Next(4) switch
                    {
                        0 => words[at] ^ (1UL << random.Next(64)),
                        1 => unchecked(words[at] + (ulong)random.Next(-3, 4)),
                        2 => (ulong)random.NextInt64() >> random.Next(63),
                        _ => random.Next(2) == 0 ? 0 : ulong.MaxValue,
                    };
                }

                try
                {
                    AssertConsistent(Carry(built, words));
                }
                catch (WriteLogException exception)
                {
                    Assert.NotEqual(good, words);
                    Assert.True(exception.Fault.IsFault);
                }
            }

            return true;
        },
        cases: 80);

    [Fact]
    public void Every_number_of_a_directory_is_looked_at()
    {
        var built = new RunSequence();
        for (int run = 0; run < 600; run++)
            built.Add(10 + (5L * run), 1 + (run % 4), 100 + (run % 300 / 299));

        built.Seal();
        ulong[] good = Words(built);
        AssertConsistent(Carry(built, good));
        Assert.Equal((24 * 3) + (8 * built.WordCount), Carry(built, good).MemoryBytes);
        for (int chunk = 0; chunk < built.ChunkCount; chunk++)
        {
            int at = Before + (3 * chunk);
            foreach (ulong difference in new[] { 1UL << 13, 1UL << 40, 1UL << 63, ulong.MaxValue << 13 })
            {
                AssertFault(built, good, at, unchecked(good[at] + difference)); // First block.
                AssertFault(built, good, at + 1, unchecked(good[at + 1] + difference)); // First object.
            }

            foreach (ulong difference in new[] { 1UL, ulong.MaxValue, 1UL << 20, 1UL << 30 })
                AssertFault(built, good, at + 2, unchecked(good[at + 2] + (difference << 13))); // Where the chunk begins.

            AssertFault(built, good, at + 2, good[at + 2] | (63UL << 7)); // Width of blocks.
            AssertFault(built, good, at + 2, good[at + 2] | (63UL << 1)); // Width of objects.
            AssertFault(built, good, at + 2, good[at + 2] ^ 1); // Whether lengths are kept.
        }
    }

    /// <summary>The search goes by the directory before any chunk has been looked at: it must come to an end whatever that says.</summary>
    [Fact]
    public void Find_DirectoryThatBeginsElsewhere_IsAFault()
    {
        var built = new RunSequence();
        for (int run = 0; run < 100; run++)
            built.Add(10 + (5L * run), 2, 100);

        built.Seal();
        ulong[] words = Words(built);
        words[Before] = 150;
        Assert.Throws<WriteLogException>(() => Carry(built, words).FindBlock(0));

        // The stream begins behind its end.
        words = Words(built);
        long begin = built.EndObject + 100;
        words[Before + 1] = (ulong)begin;
        foreach (long asked in new[] { begin, begin + 1, begin + 1_000, long.MaxValue - 1 })
            Assert.Throws<WriteLogException>(() => Carry(built, words).FindObject(asked, out _, out _));
    }

    private static void AssertFault(RunSequence built, ulong[] good, int at, ulong word)
    {
        ulong[] words = [.. good];
        words[at] = word;
        Assert.NotEqual(good[at], word);
        Assert.Throws<WriteLogException>(() => AssertConsistent(Carry(built, words)));
    }

    // Whatever the words say: the runs follow one another, are the stream's blocks together, and each is found by its blocks and by its objects.
    // Only what was gone through has been looked at, so the questions come behind the walk.
    internal static void AssertConsistent(RunSequence runs)
    {
        var cursor = new RunCursor(runs);
        var walked = new List<(long Block, long Count, long Object, int Length)>();
        cursor.MoveTo(0, 0);
        do
        {
            walked.Add((cursor.FirstBlock, cursor.BlockCount, cursor.FirstObject, cursor.BlockLength));
        }
        while (cursor.MoveNext());

        Assert.Equal(runs.Count, walked.Count);
        long block = 0;
        long endObject = 0;
        for (int at = 0; at < walked.Count; at++)
        {
            (long firstBlock, long count, long firstObject, int length) = walked[at];
            Assert.Equal(block, firstBlock);
            Assert.True(count > 0 && firstObject >= endObject && length > 0, "Run " + at);
            block += count;
            endObject = firstObject + count;
            RunPlace place = runs.Get(at / RunSequence.ChunkRuns, at % RunSequence.ChunkRuns);
            Assert.Equal(walked[at], (place.FirstBlock, place.BlockCount, place.FirstObject, place.BlockLength));
            Assert.Equal(firstBlock, runs.FindBlock(block - 1).FirstBlock);
            Assert.Equal(firstObject, runs.FindObject(endObject - 1, out _, out _));
        }

        Assert.Equal(runs.BlockCount, block);
        Assert.True(endObject <= runs.EndObject);
    }

    internal static ulong[] Words(RunSequence runs)
    {
        int from = Before + (3 * runs.ChunkCount);
        var words = new ulong[from + runs.WordCount + 1];
        for (int chunk = 0; chunk < runs.ChunkCount; chunk++)
            runs.ChunkAt(chunk).Write(words, Before + (3 * chunk), from);

        Array.Copy(runs.Words, 0, words, from, runs.WordCount);
        return words;
    }

    private static RunSequence Carry(RunSequence runs, ulong[] words) => new(Index(words), Before, runs.WordCount, runs.Count, runs.BlockCount, runs.ByteCount, runs.EndObject, runs.UsualLength);

    /// <summary>Gives words as a carried index of a log that cannot be read.</summary>
    internal static CarriedIndex Index(ulong[] words)
    {
        var section = new IndexSection(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), PagesLength, 77, words.Length);
        var bytes = new byte[PagesLength + section.LengthBytes];
        for (int segment = 0; segment < section.Segments; segment++)
        {
            Span<byte> destination = bytes.AsSpan((int)section.OffsetOf(segment));
            int count = section.WordsIn(segment);
            for (int word = 0; word < count; word++)
                BinaryPrimitives.WriteUInt64LittleEndian(destination.Slice(8 * word), words[(segment * IndexSection.SegmentWords) + word]);

            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(8 * count), section.ChecksumOf(segment, destination.Slice(0, 8 * count)));
        }

        return new CarriedIndex(new WriteLogSnapshot(bytes), section);
    }
}
