using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The blocks of a tape that belong to no stream, in order; each group is an extent of its own.</summary>
/// <remarks>Grows at its end and can be cut there; not changed any more once an index has it, and then safe to share between threads.</remarks>
internal sealed class SystemBlockTable
{
    private readonly List<TapeExtent> _extents = new();

    public int Count => _extents.Count;

    public TapeExtent this[int index] => _extents[index];

    public void Add(TapeExtent extent) => _extents.Add(extent);

    /// <summary>Takes the last group away, or its part from an object on; nothing when all lies before it. Says how many blocks went.</summary>
    public bool TryCutLast(long toObject, out long went)
    {
        went = 0;
        if (_extents.Count == 0 || _extents[_extents.Count - 1].EndLogicalObjectIdentifier <= toObject)
            return false;

        TapeExtent last = _extents[_extents.Count - 1];
        long left = Math.Max(0, toObject - last.FirstLogicalObjectIdentifier);
        _extents.RemoveAt(_extents.Count - 1);
        if (left > 0)
        {
            // What is left of a group holds no whole part of the log.
            _extents.Add(TapeExtent.OfSystemBlocks(last.SystemBlockType, last.BlockLengthBytes, left, 0, 0, last.FirstLogicalObjectIdentifier));
        }

        went = last.ObjectCount - left;
        return true;
    }

    /// <summary>Finds the last group that begins at or before an object; -1 when there is none.</summary>
    public int FindLast(long logicalObject)
    {
        int low = -1;
        int high = _extents.Count - 1;
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            if (_extents[middle].FirstLogicalObjectIdentifier <= logicalObject)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Nothing is added or cut any more.</summary>
    public void Seal() => _extents.TrimExcess();
}
