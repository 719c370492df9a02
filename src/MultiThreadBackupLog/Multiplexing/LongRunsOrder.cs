using System;
using System.Collections.Generic;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Long runs: stays on a stream until its run is long, waits for it a little when it is dry, and then takes the fullest ring.</summary>
/// <remarks>
/// <para>Work-conserving: a dry stream is waited for only while nothing presses. When a stream waits for a block, free blocks run
/// short, another ring holds a filemark or its end, or completion is asked for, the fullest ring is served at once.</para>
/// <para>The fullest ring first would starve a slow stream; so a ring that was passed over as often as there are rings in the
/// queue goes first.</para>
/// </remarks>
internal sealed class LongRunsOrder(DrainPolicy policy, MultiplexerState state, Func<bool> isPressed) : DrainOrder
{
    private readonly List<StreamRing> _others = new(state.Rings.Length);
    private readonly TimeProvider _time = state.TimeProvider;
    private StreamRing? _current;
    private long _runBytes;
    private long _entriesLeft;
    private long? _drySince;

    public override int RingCount => _others.Count + (_current is null ? 0 : 1);

    public override bool IsHoldingBack => _others.Count > 0;

    public override void Add(StreamRing ring)
    {
        ring.Drain.IsQueued = true;
        ring.Drain.PassedOver = 0;
        if (!ReferenceEquals(ring, _current))
        {
            _others.Add(ring);
        }
    }

    public override StreamRing? Pick(out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (_current is { } current)
        {
            if (current.Look())
            {
                _drySince = null;
                if (_others.Count == 0 || _runBytes < policy.RunBytes || _entriesLeft > 0)
                {
                    return current;
                }
            }
            else if (_others.Count == 0 || IsWorthWaiting(out wait))
            {
                return null;
            }
        }
        else if (_others.Count == 0)
        {
            return null;
        }

        wait = Timeout.InfiniteTimeSpan;
        Leave();
        return _current;
    }

    public override void Served(StreamRing ring, int entries, long bytes)
    {
        _runBytes += bytes;
        _entriesLeft -= entries;
    }

    public override void EndVisit(StreamRing ring) => _entriesLeft = 0;

    public override void EndRun() => _runBytes = 0;

    public override void Remove(StreamRing ring)
    {
        ring.Drain.IsQueued = false;
        _current = null;
        _drySince = null;
    }

    /// <summary>Says whether a dry ring is waited for: only inside a run that is too short, and while nothing presses.</summary>
    private bool IsWorthWaiting(out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (_runBytes == 0 || _runBytes >= policy.RunBytes || policy.MaximumWait == TimeSpan.Zero || isPressed() || _others.Exists(static ring => ring.IsUrgent))
        {
            return false;
        }

        long now = _time.GetTimestamp();
        _drySince ??= now;
        TimeSpan left = policy.MaximumWait - _time.GetElapsedTime(_drySince.Value, now);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        wait = left;
        return true;
    }

    /// <summary>Leaves the current ring, which keeps its place among the others when it has more, for the next.</summary>
    private void Leave()
    {
        int next = 0;
        for (int i = 0; i < _others.Count; i++)
        {
            _others[i].Look();
            bool isStarved = _others[next].Drain.PassedOver > _others.Count;
            if (!isStarved && (_others[i].SeenEntries > _others[next].SeenEntries || _others[i].Drain.PassedOver > _others.Count))
            {
                next = i;
            }
        }

        StreamRing chosen = _others[next];
        _others.RemoveAt(next);
        foreach (StreamRing ring in _others)
        {
            ring.Drain.PassedOver++;
        }

        if (_current is { } left)
        {
            left.Drain.IsQueued = false;
            if (left.Look())
            {
                _current = null;
                Add(left);
            }
        }

        _current = chosen;
        _runBytes = 0;
        _entriesLeft = chosen.SeenEntries;
        _drySince = null;
    }
}
