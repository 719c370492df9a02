using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Goes along a tape, extent by extent. One thread at a time.</summary>
/// <remarks>
/// Extents leave no gap, so the next one begins where this one ends: it is the first run among the cursors of the streams, or else
/// filemarks or system blocks. A cursor is set when the walk comes into a zone that has runs of its stream, and goes on from
/// there by itself; a zone with the same streams as the one before costs nothing but the look at its list.
/// </remarks>
internal sealed class TapeWalk
{
    private const int StepsBeforeSearch = 32;

    private readonly TapeMap _map;
    private readonly FilemarkTable _filemarks;
    private readonly SystemBlockTable _systemBlocks;
    private readonly ZoneTable _zones;
    private readonly Dictionary<int, RunCursor> _cursors = new(); // By the index of their stream.
    private readonly RunHeap _ahead = new(); // Each cursor here stands at the first run of its stream that does not end before this extent.
    private int _zone;
    private long _zoneEnd;
    private int _nextFilemarks;
    private int _nextSystemBlocks;
    private bool _isRun;        // The extent is the run on top,
    private TapeExtent _extent; // or else this.

    public TapeWalk(TapeMap map, TapeTables tables)
    {
        _map = map;
        Tables = tables;
        _filemarks = tables.Filemarks;
        _systemBlocks = tables.SystemBlocks;
        _zones = tables.Zones;
        FirstObject = long.MaxValue;
    }

    /// <summary>Gets the tables that the walk goes by.</summary>
    public TapeTables Tables { get; }

    /// <summary>Gets the first object of the extent; that behind the tape when there is none, and the highest number before the first move.</summary>
    public long FirstObject { get; private set; }

    public TapeExtent Current
    {
        get
        {
            if (!_isRun)
                return _extent;

            RunCursor run = _ahead.Top;
            return TapeExtent.OfRun(_map.Stream(run.Stream).Id.Ordinal, run.FirstBlock, run.BlockCount, run.BlockLength, run.FirstObject);
        }
    }

    private long End => _isRun ? _ahead.Top.EndObject : _extent.EndLogicalObjectIdentifier;

    /// <summary>Goes to the extent that holds an object of the tape.</summary>
    public void MoveTo(long logicalObject)
    {
        for (int steps = 0; steps < StepsBeforeSearch && FirstObject <= logicalObject; steps++)
        {
            if (End > logicalObject)
                return;

            MoveNext();
        }

        Search(logicalObject);
    }

    /// <summary>Goes to the next extent, or behind the tape.</summary>
    public void MoveNext()
    {
        long end = End;
        if (_isRun)
        {
            RunCursor run = _ahead.Top;
            if (run.MoveNext())
            {
                _ahead.TopMoved();
            }
            else
            {
                run.IsAhead = false;
                _ahead.RemoveTop();
            }
        }

        Arrive(end);
    }

    private void Search(long logicalObject)
    {
        for (int index = 0; index < _ahead.Count; index++)
            _ahead[index].IsAhead = false;

        _ahead.Clear();
        _nextFilemarks = _filemarks.FindLast(logicalObject);
        if (_nextFilemarks < 0 || _filemarks[_nextFilemarks].EndLogicalObjectIdentifier <= logicalObject)
            _nextFilemarks++;

        _nextSystemBlocks = _systemBlocks.FindLast(logicalObject);
        if (_nextSystemBlocks < 0 || _systemBlocks[_nextSystemBlocks].EndLogicalObjectIdentifier <= logicalObject)
            _nextSystemBlocks++;

        EnterZone(_zones.FindLast(logicalObject), logicalObject);
        Arrive(logicalObject);
    }

    /// <summary>Finds what lies at an object: of all that does not end before it, what begins there or before.</summary>
    private void Arrive(long logicalObject)
    {
        FirstObject = _map.EndObject;
        if (logicalObject >= _map.EndObject)
            return;

        if (logicalObject >= _zoneEnd)
            EnterZone(_zone + 1, logicalObject);

        _isRun = _ahead.Count > 0 && _ahead.TopFirstObject <= logicalObject;
        if (_isRun)
        {
            FirstObject = _ahead.TopFirstObject;
            return;
        }

        if (_nextFilemarks < _filemarks.Count && _filemarks.FirstObject(_nextFilemarks) <= logicalObject)
        {
            _extent = _filemarks[_nextFilemarks++];
        }
        else
        {
            _map.Require(_nextSystemBlocks < _systemBlocks.Count, "every object of the tape lies in an extent");
            _extent = _systemBlocks[_nextSystemBlocks++];
        }

        FirstObject = _extent.FirstLogicalObjectIdentifier;
    }

    /// <summary>Sets the cursors of the streams that have runs in a zone and are not ahead already.</summary>
    private void EnterZone(int zone, long logicalObject)
    {
        ZoneTable zones = _zones;
        _zone = zone;
        _zoneEnd = zone + 1 < zones.Count ? zones.FirstObject(zone + 1) : long.MaxValue;
        if (zone < 0)
            return;

        foreach (int stream in zones.Streams(zone))
        {
            if (!_cursors.TryGetValue(stream, out RunCursor? cursor))
            {
                cursor = new RunCursor(_map.Stream(stream).Runs, stream);
                _cursors.Add(stream, cursor);
            }

            if (cursor.IsAhead || !cursor.TryMoveToObject(logicalObject))
                continue;

            cursor.IsAhead = true;
            _ahead.Add(cursor);
        }
    }
}
