using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>One object of the tape, as the naive model keeps it.</summary>
internal sealed record ModelObject(TapeExtentType Type, int Owner, long StreamBlock, int Length, SystemBlockType System, int Group, long LogOffset, long LogLength);

/// <summary>One stream, as the naive model keeps it.</summary>
internal sealed class ModelStream
{
    public required StreamDescription Description { get; init; }

    public StreamEndType? End { get; set; }

    public string EndReason { get; set; } = string.Empty;

    public List<(long Blocks, uint Checksum)> Checksums { get; } = [];
}

/// <summary>What is on a tape, object by object, and nothing clever: what a log is compared with.</summary>
internal sealed class LogModel(long origin)
{
    private int _groups;

    public long Origin { get; } = origin;

    public List<ModelObject> Objects { get; } = [];

    public SortedDictionary<int, ModelStream> Streams { get; } = [];

    public List<(long From, long To)> Retractions { get; } = [];

    public List<WriteLogError> Errors { get; } = [];

    public long OnMedium { get; set; } = origin;

    public Guid Successor { get; set; }

    public long Next => Origin + Objects.Count;

    public IEnumerable<ModelObject> Of(int stream, TapeExtentType type) => Objects.Where(o => o.Owner == stream && o.Type == type);

    public long BlockCount(int stream) => Of(stream, TapeExtentType.Run).Count();

    public void Blocks(int stream, int length, long count)
    {
        long first = BlockCount(stream);
        for (long block = 0; block < count; block++)
            Objects.Add(new ModelObject(TapeExtentType.Run, stream, first + block, length, default, 0, 0, 0));
    }

    public void Filemarks(int owner, long count)
    {
        long blocks = owner < 0 ? 0 : BlockCount(owner);
        for (long mark = 0; mark < count; mark++)
            Objects.Add(new ModelObject(TapeExtentType.Filemarks, owner, blocks, 0, default, 0, 0, 0));
    }

    public void System(SystemBlockType type, int length, long count, long logOffset, long logLength)
    {
        _groups++;
        for (long block = 0; block < count; block++)
            Objects.Add(new ModelObject(TapeExtentType.SystemBlocks, -1, 0, length, type, _groups, logOffset, logLength));
    }

    public void Retract(long target)
    {
        if (target == Next)
            return;

        Retractions.Add((target, Next));
        int keep = (int)(target - Origin);
        int[] lost = Objects.Skip(keep).Where(o => o.Owner >= 0).Select(o => o.Owner).Distinct().ToArray();

        // A group of system blocks that lost some of its blocks holds no whole part of the log any more.
        int cutGroup = Objects[keep].Type == TapeExtentType.SystemBlocks ? Objects[keep].Group : -1;
        Objects.RemoveRange(keep, Objects.Count - keep);
        for (int index = Objects.Count - 1; index >= 0 && cutGroup > 0 && Objects[index].Group == cutGroup; index--)
            Objects[index] = Objects[index] with { LogOffset = 0, LogLength = 0 };

        foreach (int stream in lost)
        {
            long left = BlockCount(stream);
            Streams[stream].End = null;
            Streams[stream].Checksums.RemoveAll(c => c.Blocks > left);
        }

        OnMedium = Math.Min(OnMedium, target);
    }

    /// <summary>The maximal extents, in tape order.</summary>
    public List<TapeExtent> Extents()
    {
        var extents = new List<TapeExtent>();
        int begin = 0;
        for (int index = 1; index <= Objects.Count; index++)
        {
            if (index < Objects.Count && IsSame(Objects[begin], Objects[index]))
                continue;

            ModelObject first = Objects[begin];
            long count = index - begin;
            long at = Origin + begin;
            extents.Add(first.Type switch
            {
                TapeExtentType.Run => TapeExtent.OfRun(first.Owner, first.StreamBlock, count, first.Length, at),
                TapeExtentType.Filemarks => TapeExtent.OfFilemarks(first.Owner, first.StreamBlock, count, at),
                _ => TapeExtent.OfSystemBlocks(first.System, first.Length, count, first.LogOffset, first.LogLength, at),
            });
            begin = index;
        }

        return extents;
    }

    private static bool IsSame(ModelObject a, ModelObject b) =>
        a.Type == b.Type && a.Owner == b.Owner && a.Length == b.Length && a.Group == b.Group;
}
