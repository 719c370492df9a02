using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Which streams have runs in which part of the tape: the way from an object to the few streams that may have it.</summary>
/// <remarks>
/// A zone is a thousand neighbouring runs, whosever they are. Zones with the same streams share one list of them, so that the
/// usual tape, a few streams all the way, pays an eighth of a bit a run. A list may name a stream of which a retraction took the runs away.
/// Not changed any more once it is sealed, and then safe to share between threads.
/// </remarks>
internal sealed class ZoneTable
{
    private const int ZoneRuns = 1024;

    private readonly List<int> _open = new(); // The streams of the zone that is being filled.
    private Zone[] _zones = [];
    private int[] _lists = [];
    private int _listLength;
    private int _openRuns = ZoneRuns; // Full: the next run opens a zone.

    private int _stamp = -1; // A number that no other zone has or had: one more for each.

    public int Count { get; private set; }

    public long MemoryBytes => (16L * _zones.Length) + (4L * _lists.Length);

    public long FirstObject(int zone) => _zones[zone].FirstObject;

    /// <summary>Gets the indexes of the streams that have runs in a zone, ascending.</summary>
    public ReadOnlySpan<int> Streams(int zone) => _lists.AsSpan(_zones[zone].ListAt, _zones[zone].ListLength);

    /// <summary>Counts a new run.</summary>
    public void Add(long firstObject, IndexedStream stream)
    {
        if (_openRuns == ZoneRuns)
            OpenZone(firstObject);

        _openRuns++;
        if (stream.ZoneStamp != _stamp)
        {
            stream.ZoneStamp = _stamp;
            _open.Add(stream.Index);
        }
    }

    /// <summary>Adds a zone with its streams, ascending.</summary>
    public void AddWhole(long firstObject, List<int> streams)
    {
        OpenZone(firstObject);
        _open.AddRange(streams);
    }

    /// <summary>Takes away what begins at an object or behind it.</summary>
    public void CutTo(long toObject)
    {
        CloseZone();
        while (Count > 0 && _zones[Count - 1].FirstObject >= toObject)
            Count--;
    }

    /// <summary>Finds the last zone that begins at or before an object; -1 when there is none.</summary>
    public int FindLast(long logicalObject)
    {
        int low = -1;
        int high = Count - 1;
        while (low < high)
        {
            int middle = low + ((high - low + 1) >> 1);
            if (_zones[middle].FirstObject <= logicalObject)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Nothing is added or cut any more.</summary>
    public void Seal()
    {
        CloseZone();
        Array.Resize(ref _zones, Count);
        Array.Resize(ref _lists, _listLength);
    }

    private void OpenZone(long firstObject)
    {
        CloseZone();
        if (Count == _zones.Length)
            Array.Resize(ref _zones, Math.Max(1, Count + ((Count + 1) / 2)));

        _zones[Count++] = new Zone { FirstObject = firstObject };
        _openRuns = 0;
        _stamp++;
    }

    /// <summary>Writes down the streams of the zone that was filled; the next run opens another.</summary>
    private void CloseZone()
    {
        _openRuns = ZoneRuns;
        if (_open.Count == 0)
            return;

        _open.Sort();
        ref Zone zone = ref _zones[Count - 1];
        if (Count > 1 && IsOpen(Streams(Count - 2)))
        {
            zone.ListAt = _zones[Count - 2].ListAt;
        }
        else
        {
            if (_listLength + _open.Count > _lists.Length)
                Array.Resize(ref _lists, Math.Max(_listLength + _open.Count, _listLength + (_listLength / 2)));

            _open.CopyTo(_lists, _listLength);
            zone.ListAt = _listLength;
            _listLength += _open.Count;
        }

        zone.ListLength = _open.Count;
        _open.Clear();
    }

    private bool IsOpen(ReadOnlySpan<int> streams)
    {
        if (streams.Length != _open.Count)
            return false;

        for (int index = 0; index < streams.Length; index++)
        {
            if (streams[index] != _open[index])
                return false;
        }

        return true;
    }

    private struct Zone
    {
        public long FirstObject;
        public int ListAt;
        public int ListLength;
    }
}
