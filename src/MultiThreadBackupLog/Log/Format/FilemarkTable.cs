using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The filemarks of a tape in order: one entry for neighbours of one owner.</summary>
/// <remarks>Grows at its end and can be cut there; not changed any more once an index has it, and then safe to share between threads.</remarks>
internal sealed class FilemarkTable
{
    private long[] _firstObjects = [];
    private long[] _before = []; // How many filemarks come before the entry.
    private long[] _firstBlocks = [];
    private int[] _owners = []; // Ordinals; -1: the session.

    public int Count { get; private set; }

    /// <summary>Gets how many filemarks there are.</summary>
    public long FilemarkCount { get; private set; }

    public TapeExtent this[int index] =>
        TapeExtent.OfFilemarks(_owners[index], _firstBlocks[index], CountOf(index), _firstObjects[index]);

    public long FirstObject(int index) => _firstObjects[index];

    public void Add(TapeExtent filemarks)
    {
        int owner = filemarks.Stream?.Ordinal ?? -1;
        bool isNew = Count == 0 || _owners[Count - 1] != owner || this[Count - 1].EndLogicalObjectIdentifier != filemarks.FirstLogicalObjectIdentifier;
        if (isNew)
        {
            if (Count == _owners.Length)
                Resize(Math.Max(4, Count + (Count / 2)));

            _firstObjects[Count] = filemarks.FirstLogicalObjectIdentifier;
            _before[Count] = FilemarkCount;
            _firstBlocks[Count] = filemarks.FirstBlock;
            _owners[Count] = owner;
            Count++;
        }

        FilemarkCount += filemarks.ObjectCount;
    }

    /// <summary>Takes the last entry away, or its part from an object on; nothing when all lies before it. Says whose filemarks went and how many.</summary>
    public bool TryCutLast(long toObject, out int owner, out long went)
    {
        owner = -1;
        went = 0;
        if (Count == 0)
            return false;

        int last = Count - 1;
        long end = _firstObjects[last] + CountOf(last);
        if (end <= toObject)
            return false;

        owner = _owners[last];
        went = end - Math.Max(_firstObjects[last], toObject);
        FilemarkCount -= went;
        if (toObject <= _firstObjects[last])
            Count--;

        return true;
    }

    /// <summary>Finds the last entry that begins at or before an object; -1 when there is none.</summary>
    public int FindLast(long logicalObject)
    {
        int low = -1;
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

    /// <summary>Counts the filemarks below an object.</summary>
    public long CountBelow(long logicalObject)
    {
        int at = FindLast(logicalObject);
        return at < 0 ? 0 : _before[at] + Math.Min(logicalObject - _firstObjects[at], CountOf(at));
    }

    /// <summary>Nothing is added or cut any more.</summary>
    public void Seal() => Resize(Count);

    private long CountOf(int index) => (index + 1 < Count ? _before[index + 1] : FilemarkCount) - _before[index];

    private void Resize(int capacity)
    {
        Array.Resize(ref _firstObjects, capacity);
        Array.Resize(ref _before, capacity);
        Array.Resize(ref _firstBlocks, capacity);
        Array.Resize(ref _owners, capacity);
    }
}
