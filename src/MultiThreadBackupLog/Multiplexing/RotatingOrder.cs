using System;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Arrival order and round robin: a queue of the rings found ready, each visited up to what it had then, or for a quantum.</summary>
/// <remarks>Whoever has more after its visit goes to the end of the queue, so between two visits of a ring each other ready ring has one.</remarks>
internal sealed class RotatingOrder(int slotCount, long quantumBytes) : DrainOrder
{
    private readonly StreamRing?[] _queue = new StreamRing?[BitIndex.RoundUpToPowerOfTwo(slotCount)];
    private long _head;
    private long _tail;
    private long _visitBytes;

    public override int RingCount => (int)(_tail - _head);

    public override long BytesLeft => quantumBytes - _visitBytes;

    public override bool IsVisitBegun => _visitBytes > 0;

    public override void Add(StreamRing ring)
    {
        ring.Drain.IsQueued = true;
        _queue[_tail++ & (_queue.Length - 1)] = ring;
    }

    public override StreamRing? Pick(out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        return _head == _tail ? null : _queue[_head & (_queue.Length - 1)];
    }

    public override void Served(StreamRing ring, int entries, long bytes)
    {
        _visitBytes += bytes;
        if (ring.SeenEntries == 0 || _visitBytes >= quantumBytes)
        {
            EndVisit(ring);
        }
    }

    public override void EndVisit(StreamRing ring)
    {
        Remove(ring);
        if (ring.Look())
        {
            Add(ring); // What came meanwhile may have had its ready bit taken while the ring was queued.
        }
    }

    public override void Remove(StreamRing ring)
    {
        _queue[_head++ & (_queue.Length - 1)] = null;
        ring.Drain.IsQueued = false;
        _visitBytes = 0;
    }
}
