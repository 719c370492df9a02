using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Planning;

/// <summary>A gap is crossed by what is kept for hundreds of runs at a time; beside it stands the slow way, extent by extent.</summary>
public class GapCrossingProperties
{
    [Fact]
    public void A_gap_is_crossed_as_going_through_its_extents_says() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using WriteLog log = MakeLog(random);
            WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
            TapeDriveModel model = MakeModel(random);
            var crossing = new GapCrossing(index, model);
            for (int gap = 0; gap < 50; gap++)
            {
                long from = random.NextInt64(index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier);
                long most = random.Next(4) == 0 ? index.EndLogicalObjectIdentifier - from : Math.Min(40, index.EndLogicalObjectIdentifier - from);
                var begin = new TapePosition(0, from);
                TapePosition end = begin.Advance(random.NextInt64(1, most + 1));
                Assert.Equal(CrossSlowly(index, model, begin, end), crossing.Cross(begin, end));
            }

            return true;
        });

    [Fact]
    public void A_stretch_holds_what_its_extents_hold_and_is_known_wherever_blocks_have_one_length() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using WriteLog log = MakeLog(random);
            WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());

            // What was taken back may have been the first of its stream, whose length stays the one that the directory takes for usual.
            bool isEven = index.Retractions.Count == 0 && index.Streams.SelectMany(stream => index.Runs(stream.Id, BlockRange.All)).Select(run => run.BlockLengthBytes).Distinct().Count() < 2;
            for (long at = index.BeginLogicalObjectIdentifier; at < index.EndLogicalObjectIdentifier;)
            {
                TapeStretch stretch = index.StretchAt(at);
                Assert.True(stretch.Holds(at));
                Assert.Equal(stretch, index.StretchAt(stretch.EndObject - 1));
                Assert.Equal(stretch, index.StretchAt(stretch.FirstObject));
                TapeExtent[] extents = index.Extents(stretch.FirstObject, stretch.EndObject).ToArray();
                if (stretch.BlockLengthBytes > 0)
                {
                    Assert.All(extents, extent => Assert.Equal(
                        (stretch.BlockLengthBytes, false), (extent.BlockLengthBytes, extent.Type == TapeExtentType.Filemarks)));
                }
                else
                {
                    Assert.True(!isEven || extents.All(extent => extent.Type == TapeExtentType.Filemarks));
                }

                at = stretch.EndObject;
            }

            return true;
        });

    private static List<RestoreStep> CrossSlowly(WriteLogIndex index, TapeDriveModel model, TapePosition from, TapePosition to)
    {
        var spaces = new List<RestoreStep>();
        TapePosition behind = from;
        foreach (TapeExtent marks in index.Extents(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier).Where(extent => extent.Type == TapeExtentType.Filemarks))
        {
            behind = new TapePosition(0, Math.Min(marks.EndLogicalObjectIdentifier, to.LogicalObjectIdentifier));
        }

        if (behind != from)
        {
            spaces.Add(RestoreStep.SpaceFilemarks(from, behind, index.CountFilemarks(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier)));
        }

        if (behind != to)
        {
            spaces.Add(RestoreStep.SpaceBlocks(behind, to.LogicalObjectIdentifier - behind.LogicalObjectIdentifier));
        }

        if (model.BreakEvenBytes <= 0)
        {
            return spaces;
        }

        double spaceSeconds = spaces.Sum(step => model.EstimateSpaceSeconds(MeanBytes.Of(index, step.End.LogicalObjectIdentifier - step.Begin.LogicalObjectIdentifier)));
        double locateSeconds = model.EstimateLocateSeconds(MeanBytes.Of(index, to.LogicalObjectIdentifier - from.LogicalObjectIdentifier));
        List<RestoreStep> moves = spaceSeconds <= locateSeconds ? spaces : [RestoreStep.Locate(from, to)];
        var reads = new List<RestoreStep>();
        long bytes = 0;
        long markCount = 0;
        TapePosition here = from;
        foreach (TapeExtent extent in index.Extents(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier))
        {
            long objects = Math.Min(extent.EndLogicalObjectIdentifier, to.LogicalObjectIdentifier) - here.LogicalObjectIdentifier;
            bool isMarks = extent.Type == TapeExtentType.Filemarks;
            markCount += isMarks ? 1 : 0;
            bytes += objects * extent.BlockLengthBytes;
            if (!isMarks && reads.Count > 0 && reads[^1].Type == RestoreStepType.Discard && reads[^1].BlockLengthBytes == extent.BlockLengthBytes)
            {
                reads[^1] = RestoreStep.Discard(reads[^1].Begin, reads[^1].Count + objects, extent.BlockLengthBytes);
            }
            else
            {
                reads.Add(isMarks ? RestoreStep.SpaceFilemarks(here, here.Advance(objects), objects) : RestoreStep.Discard(here, objects, extent.BlockLengthBytes));
            }

            here = here.Advance(objects);
        }

        return model.EstimateReadSeconds(bytes) + (markCount * model.EstimateSpaceSeconds(0)) < Math.Min(spaceSeconds, locateSeconds) ? reads : moves;
    }

    // So many runs that there are several zones and chunks, most of one length; and tapes on which everything is mixed.
    private static WriteLog MakeLog(Random random)
    {
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero, OriginLogicalObjectIdentifier = random.Next(3) * 7 });
        int streams = random.Next(1, 5);
        for (int stream = 0; stream < streams; stream++)
        {
            log.DefineStream(new StreamDescription("s" + stream));
        }

        int runs = random.Next(2) == 0 ? random.Next(1, 60) : random.Next(1_000, 4_000);
        int rareness = random.Next(3) switch { 0 => 8, 1 => 500, _ => int.MaxValue };
        int usual = random.Next(1, 4) * 100;
        bool differs = random.Next(4) == 0;
        for (int run = 0; run < runs; run++)
        {
            var stream = new StreamId(random.Next(streams));
            switch (random.Next(rareness))
            {
                case 0:
                    log.AppendFilemarks(random.Next(2) == 0 ? null : stream, random.Next(1, 4));
                    break;
                case 1:
                    log.AppendSystemBlocks(SystemBlockType.LogIncrement, random.Next(2) == 0 ? usual : 77, random.Next(1, 4), 0, 1);
                    break;
                case 2:
                    log.AppendBlocks(stream, random.Next(1, 4) * 100, random.Next(1, 4));
                    break;
                case 3 when log.NextLogicalObjectIdentifier > log.OnMediumLogicalObjectIdentifier:
                    log.RetractTo(random.NextInt64(Math.Max(log.OnMediumLogicalObjectIdentifier, log.NextLogicalObjectIdentifier - 300), log.NextLogicalObjectIdentifier));
                    break;
                default:
                    log.AppendBlocks(stream, differs ? usual + stream.Ordinal : usual, random.Next(1, 4));
                    break;
            }
        }

        log.AppendBlocks(new StreamId(0), 1 + random.Next(usual), 1); // Files end in short blocks.
        log.Close();
        return log;
    }

    private static TapeDriveModel MakeModel(Random random) => random.Next(4) switch
    {
        0 => TapeDriveModel.NoSeekCost,
        1 => TapeDriveModel.Lto8,
        _ => new TapeDriveModel("random", random.Next(100, 2000), random.NextDouble(), random.Next(100, 5000), random.NextDouble(), random.Next(100, 5000), 10, 0),
    };
}
