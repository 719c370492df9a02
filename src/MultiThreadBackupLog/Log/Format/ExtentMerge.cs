namespace MultiThreadBackupLog.Log.Format;

/// <summary>Makes maximal extents of the pieces that records place one behind the other.</summary>
internal sealed class ExtentMerge
{
    private TapeExtent _first;
    private long _count;
    private long _timeTicks;

    /// <summary>Takes what is left of a record. True when the extent before it is complete now.</summary>
    /// <param name="record">A run, filemarks or system blocks.</param>
    /// <param name="count">How many objects of it, at least 1.</param>
    /// <param name="timeTicks">The time stamp before it.</param>
    /// <param name="finished">The extent before it.</param>
    /// <param name="finishedTimeTicks">The time stamp before the first piece of that.</param>
    public bool Add(in WriteLogRecord record, long count, long timeTicks, out TapeExtent finished, out long finishedTimeTicks)
    {
        if (Continues(record))
        {
            _count += count;
            finished = default;
            finishedTimeTicks = 0;
            return false;
        }

        bool hasFinished = Finish(out finished, out finishedTimeTicks);
        TapeExtent extent = record.Extent;

        // System blocks that were cut hold no whole part of the log any more.
        _first = extent.Type == TapeExtentType.SystemBlocks && count < extent.ObjectCount
            ? TapeExtent.OfSystemBlocks(extent.SystemBlockType, extent.BlockLengthBytes, count, 0, 0, extent.FirstLogicalObjectIdentifier)
            : extent;
        _count = count;
        _timeTicks = timeTicks;
        return hasFinished;
    }

    /// <summary>Gives the last extent, once.</summary>
    public bool Finish(out TapeExtent finished, out long finishedTimeTicks)
    {
        finished = WithCount(_first, _count);
        finishedTimeTicks = _timeTicks;
        bool hasAny = _count > 0;
        _count = 0;
        return hasAny;
    }

    /// <summary>Gives the last object of what came so far as an extent of one; null when there is none.</summary>
    public TapeExtent? LastObject() => _count == 0 ? null : OneOf(_first, _count - 1);

    /// <summary>Gives one object of an extent.</summary>
    public static TapeExtent OneOf(in TapeExtent extent, long index)
    {
        int owner = extent.Stream?.Ordinal ?? -1;
        long at = extent.FirstLogicalObjectIdentifier + index;
        return extent.Type switch
        {
            TapeExtentType.Run => TapeExtent.OfRun(owner, extent.FirstBlock + index, 1, extent.BlockLengthBytes, at),
            TapeExtentType.Filemarks => TapeExtent.OfFilemarks(owner, extent.FirstBlock, 1, at),
            _ => TapeExtent.OfSystemBlocks(extent.SystemBlockType, extent.BlockLengthBytes, 1, 0, 0, at),
        };
    }

    private static TapeExtent WithCount(in TapeExtent first, long count)
    {
        int owner = first.Stream?.Ordinal ?? -1;
        return first.Type switch
        {
            TapeExtentType.Run => TapeExtent.OfRun(owner, first.FirstBlock, count, first.BlockLengthBytes, first.FirstLogicalObjectIdentifier),
            TapeExtentType.Filemarks => TapeExtent.OfFilemarks(owner, first.FirstBlock, count, first.FirstLogicalObjectIdentifier),
            _ => first,
        };
    }

    private bool Continues(in WriteLogRecord record) => _count > 0 && record.Type switch
    {
        WriteLogRecordType.Run => _first.Type == TapeExtentType.Run && record.RunBlockLength == _first.BlockLengthBytes && record.Stream == _first.Stream,
        WriteLogRecordType.Filemarks => _first.Type == TapeExtentType.Filemarks && record.Stream == _first.Stream,
        _ => false,
    };
}
