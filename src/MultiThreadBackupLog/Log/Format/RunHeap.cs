using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The cursors of several streams, the one whose run comes first on the tape on top.</summary>
internal sealed class RunHeap
{
    private RunCursor[] _cursors = new RunCursor[8];

    public int Count { get; private set; }

    public RunCursor Top => _cursors[0];

    public RunCursor this[int index] => _cursors[index];

    public void Clear() => Count = 0;

    public void Add(RunCursor cursor)
    {
        if (Count == _cursors.Length)
            Array.Resize(ref _cursors, 2 * Count);

        int at = Count++;
        while (at > 0 && cursor.FirstObject < _cursors[(at - 1) / 2].FirstObject)
        {
            _cursors[at] = _cursors[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _cursors[at] = cursor;
    }

    public void RemoveTop()
    {
        Count--;
        _cursors[0] = _cursors[Count];
        if (Count > 0)
            TopMoved();
    }

    /// <summary>The top has gone to a later run.</summary>
    public void TopMoved()
    {
        RunCursor cursor = _cursors[0];
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && _cursors[child + 1].FirstObject < _cursors[child].FirstObject)
                child++;

            if (cursor.FirstObject <= _cursors[child].FirstObject)
                break;

            _cursors[at] = _cursors[child];
            at = child;
        }

        _cursors[at] = cursor;
    }
}
