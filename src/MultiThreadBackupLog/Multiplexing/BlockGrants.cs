using System;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Where freed blocks go: into the free ring, or, while streams wait, to them in rotation. The drain thread alone.</summary>
/// <remarks>
/// <para>Freed blocks gather here until a whole batch is together, since waking a thread for one block costs more than the
/// block; before the drain thread sleeps, or holds a run open, all of it is given out (<see cref="Flush"/>).</para>
/// <para>Fairness: a grant moves the rotation behind its stream, and producers keep off the free ring meanwhile. So no stream is
/// granted a second time while another waits for its first: a waiter is served within one rotation.</para>
/// </remarks>
internal sealed class BlockGrants(MultiplexerState state)
{
    private readonly MultiplexerState _state = state;
    private readonly int[] _pool = new int[state.Slab.SharedCount];
    private readonly int _fullPool = Math.Max(1, state.Slab.SharedCount / 2);
    private readonly long _grantInterval = state.TimeProvider.TimestampFrequency / 50_000; // 20 µs: about what a wake-up costs both sides.
    private long _lastGrant;
    private int _poolCount;
    private int _nextSlot;

    /// <summary>Gets how many blocks nobody has, those in the free ring included.</summary>
    public int FreeCount => _poolCount + _state.Slab.FreeCount;

    /// <summary>Takes in blocks that no ring refers to any more.</summary>
    public void Add(ReadOnlySpan<int> freed)
    {
        freed.CopyTo(_pool.AsSpan(_poolCount));
        _poolCount += freed.Length;
    }

    /// <summary>While there is other work: gives what came back to the next who waits, once it is worth the waking; or to the free ring when nobody waits.</summary>
    /// <remarks>A grant takes all that came back since the last one, so that a wake-up is paid at most once in its time or once in half a slab.</remarks>
    public void Distribute()
    {
        if (_poolCount == 0)
        {
            return;
        }

        StreamRing? waiter = FindWaiter();
        if (waiter is null)
        {
            EndGranting();
            return;
        }

        _state.Slab.IsGranting = true;
        int batch = _state.BatchBlocks;
        if (_poolCount >= batch)
        {
            long now = _state.TimeProvider.GetTimestamp();
            if (_poolCount >= _fullPool || now - _lastGrant >= _grantInterval)
            {
                _lastGrant = now;
                Grant(waiter, _poolCount);
            }
        }
    }

    /// <summary>Before a sleep: gives out everything, in equal shares, since nothing else will happen soon. Wakes also those whose own blocks all came back.</summary>
    public void Flush()
    {
        if (_poolCount == 0 && !_state.Waiting.IsAnySet())
        {
            return;
        }

        TakeFreeRing();
        int share = Math.Max(1, _poolCount / Math.Max(1, CountWaiters()));
        while (FindWaiter() is { } waiter)
        {
            _state.Slab.IsGranting = true;
            if (_poolCount == 0)
            {
                WakeDrained();
                return;
            }

            Grant(waiter, share);
        }

        EndGranting();
        WakeDrained();
    }

    private void Grant(StreamRing waiter, int batchBlocks)
    {
        _nextSlot = waiter.Slot + 1;
        _state.Between?.Invoke();
        if (!_state.Waiting.TryClear(waiter.Slot))
        {
            return; // Cancelled meanwhile.
        }

        // Read after the bit was taken: it is the wish of the wait whose bit that was, since its producer waits for the wake-up below.
        _state.Between?.Invoke();
        int wanted = waiter.WantedBlocks;
        if (wanted == 0 || !waiter.IsMailboxEmpty)
        {
            waiter.ProducerParking.Wake(); // An earlier grant is still there, or the wish changed: let it look again.
            return;
        }

        int count = Math.Min(Math.Min(wanted, batchBlocks), _poolCount);
        _poolCount -= count;
        waiter.Grant(_pool.AsSpan(_poolCount, count));
    }

    /// <summary>Opens the free ring again and puts everything into it.</summary>
    /// <remarks>
    /// Whoever begins to wait meanwhile and looked into the ring too early is not forgotten: a waiter has an entry of its own that
    /// is not released yet, else its reserve block would be back and it would not wait; so this thread comes by once more.
    /// </remarks>
    private void EndGranting()
    {
        _state.Slab.IsGranting = false;
        _state.Between?.Invoke();
        if (_poolCount > 0)
        {
            _state.Slab.Free(_pool.AsSpan(0, _poolCount));
            _poolCount = 0;
        }

        _state.Between?.Invoke();
    }

    private void TakeFreeRing() => _poolCount += _state.Slab.Take(_pool.AsSpan(_poolCount));

    /// <summary>Finds the next stream in rotation that waits for blocks.</summary>
    private StreamRing? FindWaiter()
    {
        int first = _nextSlot % _state.Waiting.SlotCount;
        return FindWaiter(first, _state.Waiting.SlotCount) ?? FindWaiter(0, first);
    }

    private StreamRing? FindWaiter(int fromSlot, int toSlot)
    {
        for (int slot = fromSlot; slot < toSlot;)
        {
            int word = slot / ReadySet.SlotsPerWord;
            ulong bits = _state.Waiting.Peek(word) & (ulong.MaxValue << (slot % ReadySet.SlotsPerWord));
            if (bits == 0)
            {
                slot = (word + 1) * ReadySet.SlotsPerWord;
                continue;
            }

            slot = (word * ReadySet.SlotsPerWord) + BitIndex.Lowest(bits);
            if (slot < toSlot && Volatile.Read(ref _state.Rings[slot]) is { } ring && ring.WantedBlocks > 0)
            {
                return ring;
            }

            slot++;
        }

        return null;
    }

    private int CountWaiters()
    {
        int count = 0;
        for (int slot = 0; slot < _state.Waiting.SlotCount; slot++)
        {
            count += IsWaiting(slot, out StreamRing? ring) && ring!.WantedBlocks > 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Wakes those who wait although all that they handed over is done with: their reserve block is back.</summary>
    private void WakeDrained()
    {
        for (int slot = 0; slot < _state.Waiting.SlotCount; slot++)
        {
            if (IsWaiting(slot, out StreamRing? ring) && ring!.PendingEntries == 0)
            {
                ring.WakeWaiting();
            }
        }
    }

    private bool IsWaiting(int slot, out StreamRing? ring)
    {
        if (slot % ReadySet.SlotsPerWord == 0 && _state.Waiting.Peek(slot / ReadySet.SlotsPerWord) == 0)
        {
            ring = null;
            return false;
        }

        ring = _state.Waiting.IsSet(slot) ? Volatile.Read(ref _state.Rings[slot]) : null;
        return ring is not null;
    }
}
