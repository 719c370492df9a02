using System;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Compares the answers of an index with those of the naive model.</summary>
internal static class IndexAssert
{
    public static void Whole(LogScenario scenario, WriteLogIndex index)
    {
        LogModel model = scenario.Model;
        Assert.Equal(scenario.WillClose, index.IsClosed);
        Assert.Equal(model.Origin, index.BeginLogicalObjectIdentifier);
        Assert.Equal(model.Next, index.EndLogicalObjectIdentifier);
        Assert.Equal(model.OnMedium, index.OnMediumLogicalObjectIdentifier);
        Assert.Equal(model.Extents(), index.Extents(0, long.MaxValue));
        Assert.Equal(model.Retractions, index.Retractions.Select(r => (r.LogicalObjectIdentifier, r.EndLogicalObjectIdentifier)));
        Assert.Equal(model.Errors.Select(e => e.ConditionCode), index.Errors.Select(e => e.ConditionCode));
        Assert.Equal(model.Successor, index.SuccessorVolume);
        Assert.Equal(model.Objects.Count, index.Totals.ObjectCount);
        Assert.Equal(model.Streams.Keys, index.Streams.Select(s => s.Id.Ordinal));
        Assert.Equal(scenario.Options.TimeResolution > TimeSpan.Zero, index.LastTime is not null);
    }

    public static void Ranges(LogModel model, WriteLogIndex index, Random random)
    {
        for (int trial = 0; trial < 10; trial++)
        {
            long from = model.Origin + random.Next(-3, model.Objects.Count + 3);
            long to = from + random.Next(0, Math.Max(1, model.Objects.Count));
            TapeExtent[] expected = model.Extents().Where(e => from < to && e.EndLogicalObjectIdentifier > from && e.FirstLogicalObjectIdentifier < to).ToArray();
            Assert.Equal(expected, index.Extents(from, to));
            Assert.Equal(expected.Where(e => e.Type == TapeExtentType.Filemarks), index.FilemarkExtents(from, to));
            long filemarks = model.Objects.Where((o, at) => o.Type == TapeExtentType.Filemarks && model.Origin + at >= from && model.Origin + at < to).Count();
            Assert.Equal(filemarks, index.CountFilemarks(from, to));
        }

        foreach (TapeExtent extent in model.Extents())
        {
            Assert.Equal(extent, index.At(extent.FirstLogicalObjectIdentifier));
            Assert.Equal(extent, index.At(extent.EndLogicalObjectIdentifier - 1));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => index.At(model.Next));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.At(model.Origin - 1));
    }

    public static void Streams(LogModel model, WriteLogIndex index, Random random)
    {
        foreach ((int ordinal, ModelStream expected) in model.Streams)
        {
            var id = new StreamId(ordinal);
            Assert.True(index.TryGetStream(id, out WriteLogStream? stream));
            Assert.Equal(model.BlockCount(ordinal), stream!.BlockCount);
            Assert.Equal(model.Of(ordinal, TapeExtentType.Run).Sum(o => (long)o.Length), stream.ByteCount);
            Assert.Equal(model.Of(ordinal, TapeExtentType.Filemarks).Count(), stream.FilemarkCount);
            Assert.Equal(expected.End, stream.EndType);
            Assert.Equal(expected.End is null ? null : expected.EndReason, stream.End?.Reason);
            Assert.Equal(expected.Checksums, stream.Checksums.Select(c => (c.BlockCount, c.Checksum)));
            Assert.Equal(expected.Checksums.Count == 0 ? null : expected.Checksums[^1].Checksum, stream.Checksum);
            Assert.Equal(expected.Description.Name, stream.Description.Name);
            Assert.Contains(stream, index.FindStreams(stream.Description.Name));
            Assert.Contains(stream, index.FindStreamsByDevice(stream.Description.SourceDesignator.Span));
            Assert.Equal(stream.BlockCount > 0 && index.LastTime is not null, stream.FirstTime is not null);
            Assert.True(stream.FirstTime is null || stream.LastTime >= stream.FirstTime);

            long from = random.NextInt64(stream.BlockCount + 2);
            var range = new BlockRange(from, random.NextInt64(stream.BlockCount + 2));
            WriteRun[] runs = model.Extents().Where(e => e.Type == TapeExtentType.Run && e.Stream == id).Select(e => e.Run).ToArray();
            Assert.Equal(runs.Length, stream.RunCount);
            Assert.Equal(runs.Select(r => r.Cut(range)).Where(r => r.BlockCount > 0), index.Runs(id, range));
            Assert.Equal(runs, index.Runs(id, BlockRange.All));
            Assert.Equal(from < stream.BlockCount, index.TryFindBlock(id, from, out WriteRun found));
            Assert.Equal(runs.SingleOrDefault(r => r.FirstBlock <= from && from < r.EndBlock), found);
        }

        Assert.False(index.TryGetStream(new StreamId(100_000), out _));
        Assert.Empty(index.Runs(new StreamId(100_000), BlockRange.All));
    }

    public static void Statistics(LogModel model, WriteLogStatistics statistics)
    {
        WriteRun[] runs = model.Extents().Where(e => e.Type == TapeExtentType.Run).Select(e => e.Run).ToArray();
        Assert.Equal(runs.Length, statistics.All.RunCount);
        Assert.Equal(runs.Sum(r => r.BlockCount), statistics.All.BlockCount);
        Assert.Equal(runs.Length, statistics.All.RunLengthHistogram.Sum());
        Assert.Equal(runs.Count(r => r.BlockCount == 1), statistics.All.RunLengthHistogram.Take(1).Sum());
        Assert.Equal(runs.Count(r => r.BlockCount is >= 4 and < 8), statistics.All.RunLengthHistogram.Skip(2).Take(1).Sum());
        Assert.Equal(model.Streams.Count, statistics.Streams.Count);
        Assert.Equal(runs.Length == 0 ? 0 : 1, statistics.Streams.Sum(s => s.Share), 9);
        Assert.Equal(statistics.All.ByteCount, statistics.Streams.Sum(s => s.ByteCount));
    }
}
