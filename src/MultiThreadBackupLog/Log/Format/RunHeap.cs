using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The cursors of several streams, the one whose run comes first on the tape on top.</summary>
internal sealed class RunHeap
{
    private (long FirstObject, RunCursor Cursor)[] _entries = new (long FirstObject, RunCursor Cursor)[8];

    public int Count { get; private set; }

    public RunCursor Top => _entries[0].Cursor;

    public long TopFirstObject => _entries[0].FirstObject;

    public RunCursor this[int index] => _entries[index].Cursor;

    public void Clear() => Count = 0;

    public void Add(RunCursor cursor)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);

        long firstObject = cursor.FirstObject;
        int at = Count++;
        while (at > 0 && firstObject < _entries[(at - 1) >> 1].FirstObject)
        {
            _entries[at] = _entries[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }

        _entries[at] = (firstObject, cursor);
    }

    public void RemoveTop()
    {
        Count--;
        if (Count > 0)
            Sink(_entries[Count].Cursor);
    }

    /// <summary>The top has gone to a later run.</summary>
    public void TopMoved() => Sink(_entries[0].Cursor);

    private void Sink(RunCursor cursor)
    {
        (long FirstObject, RunCursor Cursor)[] entries = _entries;
        long firstObject = cursor.FirstObject;
        int at = 0;
        for (int child = 1; child < Count; child = unchecked((2 * at) + 1))
        {
            if (child + 1 < Count && entries[child + 1].FirstObject < entries[child].FirstObject)
                child++;

            if (firstObject <= entries[child].FirstObject)
                break;

            entries[at] = entries[child];
            at = child;
        }

        entries[at] = (firstObject, cursor);
    }
}
