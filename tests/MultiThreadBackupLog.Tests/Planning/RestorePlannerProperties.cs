using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Planning;

/// <summary>Plans walked on a naive tape: a list of objects and an index into it, with the device's rule that a SPACE over blocks stops at a filemark.</summary>
public class RestorePlannerProperties
{
    [Fact]
    public void A_plan_visits_exactly_the_wanted_blocks_and_its_steps_chain_up() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero, OriginLogicalObjectIdentifier = random.Next(3) * 7 });
            List<TapeObject> tape = RandomTape(log, random);
            WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
            RestoreSelection selection = RandomSelection(index, random);
            if (selection.IsEmpty)
            {
                return true;
            }

            TapeDriveModel model = RandomModel(random);
            TapePosition? start = random.Next(3) == 0 ? null : new TapePosition(0, random.Next(tape.Count + 3));
            RestorePlan plan = RestorePlanner.Plan(index, selection, model, start);
            var wanted = new HashSet<(int, long)>(plan.Streams.SelectMany(s => plan.RangesOf(s).SelectMany(r => Numbers(r).Select(n => (s.Ordinal, n)))));
            RestoreStep[] steps = plan.Steps.ToArray();
            List<(int, long)> visited = Walk(steps, tape, index.BeginLogicalObjectIdentifier, start, wanted);
            Assert.Equal(wanted.Count, visited.Count);
            Assert.True(wanted.SetEquals(visited));
            Assert.Equal(steps, plan.Steps);
            IEnumerable<RestoreStep> shared = plan.Steps;
            Assert.Equal(steps.Zip(steps), shared.Zip(shared)); // Two at once, by turns.
            Assert.Equal(wanted.Count, plan.Summary.ReadBlocks);
            if (model == TapeDriveModel.NoSeekCost)
            {
                Assert.DoesNotContain(steps, step => step.Type == RestoreStepType.Discard);
            }

            return true;
        });

    private static List<(int Stream, long Block)> Walk(
        RestoreStep[] steps, List<TapeObject> tape, long origin, TapePosition? start, HashSet<(int, long)> wanted)
    {
        var visited = new List<(int, long)>();
        long here = start?.LogicalObjectIdentifier ?? -1;
        TapeObject At(long at) => tape[(int)(at - origin)];
        foreach (RestoreStep step in steps)
        {
            Assert.True(step.Type == RestoreStepType.Locate || step.Begin.LogicalObjectIdentifier == here, "A step begins where the one before ended.");
            Assert.True(step.Type == RestoreStepType.Locate || step.Count > 0);
            switch (step.Type)
            {
                case RestoreStepType.Locate:
                    here = step.End.LogicalObjectIdentifier;
                    break;
                case RestoreStepType.SpaceFilemarks:
                    for (long left = step.Count; left > 0; here++)
                    {
                        left -= At(here).IsFilemark ? 1 : 0;
                    }

                    break;
                case RestoreStepType.SpaceBlocks:
                    for (long left = step.Count; left > 0; left--, here++)
                    {
                        Assert.False(At(here).IsFilemark, "A space over blocks stops at a filemark.");
                    }

                    break;
                default:
                    for (long index = 0; index < step.Count; index++, here++)
                    {
                        TapeObject found = At(here);
                        Assert.False(found.IsFilemark);
                        Assert.Equal(found.Length, step.BlockLengthBytes);
                        if (step.Type == RestoreStepType.Read)
                        {
                            Assert.Equal((found.Stream, found.Block), (step.Stream.Ordinal, step.FirstBlock + index));
                            visited.Add((found.Stream, found.Block));
                        }
                        else
                        {
                            Assert.DoesNotContain((found.Stream, found.Block), wanted);
                        }
                    }

                    break;
            }

            Assert.Equal(step.End.LogicalObjectIdentifier, here);
        }

        return visited;
    }

    private static List<TapeObject> RandomTape(WriteLog log, Random random)
    {
        int streams = random.Next(1, 6);
        var tape = new List<TapeObject>();
        var blocks = new long[streams];
        for (int stream = 0; stream < streams; stream++)
        {
            log.DefineStream(new StreamDescription("s" + stream));
        }

        for (int extents = random.Next(1, 40); extents > 0; extents--)
        {
            int count = random.Next(1, 6);
            int length = random.Next(1, 4) * 100;
            int stream = random.Next(streams);
            switch (random.Next(8))
            {
                case 0:
                    log.AppendFilemarks(random.Next(2) == 0 ? null : new StreamId(stream), count);
                    tape.AddRange(Enumerable.Repeat(new TapeObject(true, -1, 0, 0), count));
                    break;
                case 1:
                    log.AppendSystemBlocks(SystemBlockType.LogIncrement, length, count, 0, 1);
                    tape.AddRange(Enumerable.Repeat(new TapeObject(false, -1, 0, length), count));
                    break;
                default:
                    log.AppendBlocks(new StreamId(stream), length, count);
                    for (int index = 0; index < count; index++)
                    {
                        tape.Add(new TapeObject(false, stream, blocks[stream]++, length));
                    }

                    break;
            }
        }

        log.Close();
        return tape;
    }

    private static RestoreSelection RandomSelection(WriteLogIndex index, Random random)
    {
        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in index.Streams.Where(s => s.BlockCount > 0 && random.Next(3) != 0))
        {
            for (int ranges = random.Next(1, 4); ranges > 0; ranges--)
            {
                long first = random.NextInt64(stream.BlockCount);
                selection.Add(stream.Id, random.Next(4) == 0 ? BlockRange.All : new BlockRange(first, random.NextInt64(1, stream.BlockCount - first + 1)));
            }
        }

        return selection;
    }

    private static TapeDriveModel RandomModel(Random random) => random.Next(3) switch
    {
        0 => TapeDriveModel.NoSeekCost,
        1 => TapeDriveModel.Lto8,
        _ => new TapeDriveModel("random", random.Next(100, 2000), random.NextDouble(), random.Next(100, 5000), random.NextDouble(), random.Next(100, 5000), 10, 0),
    };

    private static IEnumerable<long> Numbers(BlockRange range)
    {
        for (long number = range.FirstBlock; number < range.EndBlock; number++)
        {
            yield return number;
        }
    }

    private readonly record struct TapeObject(bool IsFilemark, int Stream, long Block, int Length);
}
