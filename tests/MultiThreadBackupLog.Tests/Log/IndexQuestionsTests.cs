using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Small tapes, of which every question is asked: each object, each range of objects and each range of blocks, of an index that was built and of one that is carried.</summary>
public class IndexQuestionsTests
{
    private const long Origin = 100;

    [Fact]
    public void Every_question_of_a_small_tape_is_answered_as_by_a_list_of_its_objects() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            using WriteLog log = Write(random, out List<Placed> objects, out StreamId[] streams);
            AssertAnswers(WriteLogIndex.Build(log.Snapshot()), objects, streams);
            AssertAnswers(WriteLogIndex.Open(new WriteLogSnapshot(Sealed.Of(log.Snapshot()))), objects, streams);
            return true;
        },
        cases: 200);

    private static WriteLog Write(Random random, out List<Placed> objects, out StreamId[] streams)
    {
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = Origin, TimeProvider = new ManualTime() });
        streams = Enumerable.Range(0, random.Next(1, 4)).Select(number => log.DefineStream(new StreamDescription("s" + number))).ToArray();
        objects = [];
        bool isOfOneLength = random.Next(2) == 0;
        for (int step = random.Next(1, 16); step > 0; step--)
        {
            StreamId stream = streams[random.Next(streams.Length)];
            int count = random.Next(1, 4);
            switch (random.Next(6))
            {
                case 0:
                    StreamId? owner = random.Next(2) == 0 ? stream : null;
                    log.AppendFilemarks(owner, count);
                    objects.AddRange(Enumerable.Repeat(new Placed(TapeExtentType.Filemarks, owner?.Ordinal ?? -1, 0), count));
                    break;
                case 1 when objects.Count > 1 && random.Next(2) == 0:
                    int left = random.Next(objects.Count);
                    log.RetractTo(Origin + left);
                    objects.RemoveRange(left, objects.Count - left);
                    break;
                case 2 when random.Next(2) == 0:
                    int systemLength = 100 + random.Next(2);
                    log.AppendSystemBlocks(SystemBlockType.SessionLabel, systemLength, count, 0, 0);
                    objects.AddRange(Enumerable.Repeat(new Placed(TapeExtentType.SystemBlocks, -1, systemLength), count));
                    break;
                default:
                    int length = 100 + (isOfOneLength ? 0 : random.Next(2));
                    log.AppendBlocks(stream, length, count);
                    objects.AddRange(Enumerable.Repeat(new Placed(TapeExtentType.Run, stream.Ordinal, length), count));
                    break;
            }
        }

        log.Close();
        return log;
    }

    private static void AssertAnswers(WriteLogIndex index, List<Placed> objects, StreamId[] streams)
    {
        long end = Origin + objects.Count;
        Assert.Equal((Origin, end), (index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.At(Origin - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.At(end));
        TapeExtent[] all = index.Extents(0, long.MaxValue).ToArray();
        AssertCover(all, objects);
        for (long from = Origin - 1; from <= end + 1; from++)
        {
            if (from >= Origin && from < end)
                Assert.Equal(all.Single(extent => extent.FirstLogicalObjectIdentifier <= from && extent.EndLogicalObjectIdentifier > from), index.At(from));

            int last = objects.Take((int)Math.Max(0, Math.Min(from - Origin, objects.Count))).ToList().FindLastIndex(one => one.Type == TapeExtentType.Filemarks);
            Assert.Equal(last < 0 ? -1 : Origin + last, index.FindLastFilemark(from));
            for (long to = from - 1; to <= end + 1; to++)
            {
                TapeExtent[] within = all.Where(extent => from < to && extent.FirstLogicalObjectIdentifier < to && extent.EndLogicalObjectIdentifier > from).ToArray();
                Assert.Equal(within, index.Extents(from, to));
                Assert.Equal(within.Where(extent => extent.Type == TapeExtentType.Filemarks), index.FilemarkExtents(from, to));
                Assert.Equal(objects.Where((one, at) => one.Type == TapeExtentType.Filemarks && Origin + at >= from && Origin + at < to).Count(), index.CountFilemarks(from, to));
            }
        }

        AssertStretches(index, objects);
        foreach (StreamId stream in streams)
            AssertStream(index, objects, stream);
    }

    // A stretch may say less than is so, but only where lengths differ or a stream has nothing any more.
    private static void AssertStretches(WriteLogIndex index, List<Placed> objects)
    {
        bool isOfOneLength = objects.Where(one => one.Type == TapeExtentType.Run).Select(one => one.Length).Distinct().Count() < 2
            && index.Streams.All(stream => stream.BlockCount > 0);
        for (int at = 0; at < objects.Count; at++)
        {
            TapeStretch stretch = index.StretchAt(Origin + at);
            Assert.True(stretch.Holds(Origin + at) && !stretch.Holds(stretch.FirstObject - 1) && !stretch.Holds(stretch.EndObject));
            Assert.True(stretch.FirstObject >= Origin && stretch.EndObject <= Origin + objects.Count);
            Placed[] within = objects.Skip((int)(stretch.FirstObject - Origin)).Take((int)(stretch.EndObject - stretch.FirstObject)).ToArray();
            Assert.All(within, one => Assert.Equal(objects[at].Type, one.Type));
            if (stretch.BlockLengthBytes != 0)
                Assert.All(within, one => Assert.Equal(stretch.BlockLengthBytes, one.Length));
            else
                Assert.True(objects[at].Type == TapeExtentType.Filemarks || !isOfOneLength);
        }
    }

    // Extents lie side by side, say of each object what it is, and are as long as they can be.
    private static void AssertCover(TapeExtent[] all, List<Placed> objects)
    {
        long next = Origin;
        foreach (TapeExtent extent in all)
        {
            Assert.Equal(next, extent.FirstLogicalObjectIdentifier);
            Placed first = objects[(int)(next - Origin)];
            for (; next < extent.EndLogicalObjectIdentifier; next++)
                Assert.Equal(first, objects[(int)(next - Origin)]);

            Assert.Equal(first.Type, extent.Type);
            if (first.Type == TapeExtentType.Run)
            {
                Assert.Equal((first.Stream, first.Length), (extent.Run.Stream.Ordinal, extent.Run.BlockLengthBytes));
                Assert.True(next == Origin + objects.Count || objects[(int)(next - Origin)] != first);
            }
        }

        Assert.Equal(Origin + objects.Count, next);
    }

    private static void AssertStream(WriteLogIndex index, List<Placed> objects, StreamId stream)
    {
        long[] places = Enumerable.Range(0, objects.Count).Where(at => objects[at].Type == TapeExtentType.Run && objects[at].Stream == stream.Ordinal).Select(at => Origin + at).ToArray();
        Assert.False(index.TryFindBlock(stream, places.Length, out _));
        WriteRun[] runs = index.Runs(stream, BlockRange.All).ToArray();
        Assert.Equal(places.Length, runs.Sum(run => run.BlockCount));
        for (int block = 0; block < places.Length; block++)
        {
            Assert.True(index.TryFindBlock(stream, block, out WriteRun run));
            Assert.Equal(places[block], run.FirstLogicalObjectIdentifier + (block - run.FirstBlock));
            Assert.Contains(run, runs);
        }

        for (int from = 0; from <= places.Length + 1; from++)
        {
            for (int count = 0; count <= places.Length + 2 - from; count++)
            {
                IEnumerable<long> found = index.Runs(stream, new BlockRange(from, count))
                    .SelectMany(run => Enumerable.Range(0, (int)run.BlockCount).Select(at => run.FirstLogicalObjectIdentifier + at));
                Assert.Equal(places.Skip(from).Take(count), found);
            }
        }
    }

    private sealed record Placed(TapeExtentType Type, int Stream, int Length);
}
