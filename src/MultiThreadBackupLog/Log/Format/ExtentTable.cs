using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>All extents of a tape in order, 20 bytes each: where one begins, the one before it ends.</summary>
/// <remarks>Grows at its end and can be cut there; not changed any more once an index has it, and then safe to share between threads.</remarks>
internal sealed class ExtentTable
{
    // What extents have in common is kept once: a run's stream and length, a filemark's owner. Each group of system blocks has its own.
    private readonly List<TapeExtent> _kinds = new();
    private readonly Dictionary<(int Ordinal, int Length), int> _kindOf = new();
    private long[] _firstObjects = new long[16];
    private long[] _firstBlocks = new long[16];
    private int[] _kindIndexes = new int[16];

    public ExtentTable(long originObject) => EndObject = originObject;

    public int Count { get; private set; }

    /// <summary>Gets the object after the last extent.</summary>
    public long EndObject { get; private set; }

    public long FirstObject(int index) => _firstObjects[index];

    public long FirstBlock(int index) => _firstBlocks[index];

    public long ObjectCount(int index) => (index + 1 < Count ? _firstObjects[index + 1] : EndObject) - _firstObjects[index];

    public TapeExtentType TypeOf(int index) => _kinds[_kindIndexes[index]].Type;

    public int BlockLength(int index) => _kinds[_kindIndexes[index]].BlockLengthBytes;

    public StreamId? StreamOf(int index) => _kinds[_kindIndexes[index]].Stream;

    public TapeExtent this[int index]
    {
        get
        {
            TapeExtent kind = _kinds[_kindIndexes[index]];
            int owner = kind.Stream?.Ordinal ?? -1;
            return kind.Type switch
            {
                TapeExtentType.Run => TapeExtent.OfRun(owner, _firstBlocks[index], ObjectCount(index), kind.BlockLengthBytes, _firstObjects[index]),
                TapeExtentType.Filemarks => TapeExtent.OfFilemarks(owner, _firstBlocks[index], ObjectCount(index), _firstObjects[index]),
                _ => TapeExtent.OfSystemBlocks(
                    kind.SystemBlockType, kind.BlockLengthBytes, ObjectCount(index), kind.LogOffsetBytes, kind.LogLengthBytes, _firstObjects[index]),
            };
        }
    }

    /// <summary>Adds a run at the end, as the other way does; the stream remembers what is looked up.</summary>
    public bool AddRun(IndexedStream stream, in WriteLogRecord record)
    {
        if (stream.LastKind < 0 || stream.LastLength != record.RunBlockLength)
        {
            stream.LastLength = record.RunBlockLength;
            stream.LastKind = KindOf(record.Extent);
        }

        return Add(record.LogicalObjectIdentifier, record.RunBlockCount, record.RunFirstBlock, stream.LastKind);
    }

    /// <summary>Adds an extent at the end; neighbours of one kind become one. Says whether there is a new one.</summary>
    public bool Add(TapeExtent extent) =>
        Add(extent.FirstLogicalObjectIdentifier, extent.ObjectCount, extent.FirstBlock, KindOf(extent));

    private bool Add(long firstObject, long objectCount, long firstBlock, int kind)
    {
        Guard.Invariant(firstObject == EndObject, "extents follow one another without a gap");
        EndObject = firstObject + objectCount;
        if (Count > 0 && _kindIndexes[Count - 1] == kind)
            return false;

        if (Count == _firstObjects.Length)
        {
            int capacity = 2 * Count;
            Array.Resize(ref _firstObjects, capacity);
            Array.Resize(ref _firstBlocks, capacity);
            Array.Resize(ref _kindIndexes, capacity);
        }

        _firstObjects[Count] = firstObject;
        _firstBlocks[Count] = firstBlock;
        _kindIndexes[Count] = kind;
        Count++;
        return true;
    }

    /// <summary>Takes the last extent away, or the part of it from an object on. Gives what went, as an extent.</summary>
    public TapeExtent CutLast(long fromObject)
    {
        TapeExtent last = this[Count - 1];
        long first = Math.Max(fromObject, last.FirstLogicalObjectIdentifier);
        long went = EndObject - first;
        EndObject = first;
        int owner = last.Stream?.Ordinal ?? -1;
        if (first == last.FirstLogicalObjectIdentifier)
            Count--;
        else if (last.Type == TapeExtentType.SystemBlocks)
            _kinds[_kindIndexes[Count - 1]] = TapeExtent.OfSystemBlocks(last.SystemBlockType, last.BlockLengthBytes, 0, 0, 0, 0);

        return last.Type switch
        {
            TapeExtentType.Run => TapeExtent.OfRun(owner, last.FirstBlock + (last.ObjectCount - went), went, last.BlockLengthBytes, first),
            TapeExtentType.Filemarks => TapeExtent.OfFilemarks(owner, last.FirstBlock, went, first),
            _ => TapeExtent.OfSystemBlocks(last.SystemBlockType, last.BlockLengthBytes, went, 0, 0, first),
        };
    }

    /// <summary>Finds the extent that holds an object between the first and <see cref="EndObject"/>.</summary>
    public int Find(long logicalObject)
    {
        int low = 0;
        int high = Count - 1;
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            if (_firstObjects[middle] <= logicalObject)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private int KindOf(TapeExtent extent)
    {
        if (extent.Type != TapeExtentType.SystemBlocks)
        {
            // A filemark has no length, which no run has.
            (int Ordinal, int Length) key = (extent.Stream?.Ordinal ?? -1, extent.BlockLengthBytes);
            if (_kindOf.TryGetValue(key, out int known))
                return known;

            _kindOf.Add(key, _kinds.Count);
        }

        _kinds.Add(extent);
        return _kinds.Count - 1;
    }
}
