using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Planning;

/// <summary>Merges the runs of several streams, each ascending on the tape, into one ascending sequence: a binary heap of enumerators.</summary>
/// <remarks>netstandard2.0 has no PriorityQueue.</remarks>
internal sealed class RunMerge
{
    private readonly List<IEnumerator<WriteRun>> _heap = [];

    public void Add(IEnumerator<WriteRun> runs)
    {
        if (!runs.MoveNext())
        {
            runs.Dispose();
            return;
        }

        _heap.Add(runs);
        int child = _heap.Count - 1;
        while (child > 0 && IsBefore(child, (child - 1) / 2))
        {
            Swap(child, (child - 1) / 2);
            child = (child - 1) / 2;
        }
    }

    public bool TryTakeFirst(out WriteRun run)
    {
        if (_heap.Count == 0)
        {
            run = default;
            return false;
        }

        IEnumerator<WriteRun> first = _heap[0];
        run = first.Current;
        if (!first.MoveNext())
        {
            first.Dispose();
            _heap[0] = _heap[_heap.Count - 1];
            _heap.RemoveAt(_heap.Count - 1);
        }

        SiftDown();
        return true;
    }

    private void SiftDown()
    {
        int parent = 0;
        while (true)
        {
            int least = parent;
            for (int child = (2 * parent) + 1; child <= (2 * parent) + 2 && child < _heap.Count; child++)
            {
                least = IsBefore(child, least) ? child : least;
            }

            if (least == parent)
            {
                return;
            }

            Swap(parent, least);
            parent = least;
        }
    }

    private bool IsBefore(int left, int right) =>
        _heap[left].Current.FirstLogicalObjectIdentifier < _heap[right].Current.FirstLogicalObjectIdentifier;

    private void Swap(int left, int right) => (_heap[left], _heap[right]) = (_heap[right], _heap[left]);
}
