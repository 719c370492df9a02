using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>The producer's steps. One thread at a time.</content>
internal sealed partial class StreamRing
{
    public bool HasOpenBlock => _cursors.Producer.OpenBlock != 0;

    public Memory<byte> OpenMemory => _state.Slab.Memory(OpenIndex, _state.MaximumPayloadLength);

    /// <summary>Gets how many shared blocks the stream holds: cached, open and published.</summary>
    public long HeldBlocks => _cursors.Producer.SharedTaken - _cursors.ReadReleasedShared();

    /// <summary>Gets the producer's failure, written before the last entry.</summary>
    public Exception? ProducerFailure { get; private set; }

    private int OpenIndex => _cursors.Producer.OpenBlock - 1;

    /// <summary>Opens a block for filling: a cached one, else from the mailbox, else from the free ring, else the reserve. False when there is none.</summary>
    public bool TryTakeBlock()
    {
        ref RingCursors.ProducerLocals own = ref _cursors.Producer;
        if (own.CachedCount == 0 && !TryRefill())
        {
            return TryTakeReserve();
        }

        if (!HasRoom(2))
        {
            return false;
        }

        own.OpenBlock = _cache[--own.CachedCount] + 1;
        return true;
    }

    /// <summary>Puts the open block into the ring's next entry; nobody sees it before <see cref="PublishEntry"/>.</summary>
    public void WriteBlockEntry(int lengthBytes, uint payloadChecksum)
    {
        ref RingEntry entry = ref Entry(_cursors.ReadPublished());
        entry.Type = RingEntryType.Block;
        entry.Block = OpenIndex;
        entry.Count = lengthBytes;
        entry.PayloadChecksum = payloadChecksum;
        _cursors.Producer.OpenBlock = 0;
        _cursors.WritePublishedBlocks(_cursors.ReadPublishedBlocks() + 1);
    }

    /// <summary>Puts filemarks into the ring's next entry. False when the ring has no room for it beside the open block and the end.</summary>
    public bool TryWriteFilemarkEntry(int count, bool isImmediate)
    {
        if (!HasFilemarkRoom())
        {
            return false;
        }

        WriteMarkEntry(isImmediate ? RingEntryType.Filemarks : RingEntryType.SynchronousFilemarks, count);
        return true;
    }

    /// <summary>Puts the stream's end into the ring's next entry: there is always room. The open block, if any, is given up.</summary>
    public void WriteEndEntry(Exception? failure)
    {
        ProducerFailure = failure;
        WriteMarkEntry(failure is null ? RingEntryType.Completed : RingEntryType.Failed, 0);
    }

    /// <summary>Hands over the entry just written. Full fence.</summary>
    public void PublishEntry() => _cursors.Publish(_cursors.ReadPublished() + 1);

    /// <summary>Says that the ring has entries. True when the drain thread must be woken, if it sleeps.</summary>
    public bool RaiseReady() => _state.Ready.TrySet(Slot);

    /// <summary>Makes the entry just written seen: the three steps of a hand-over.</summary>
    public void HandOver()
    {
        PublishEntry();
        if (RaiseReady())
        {
            _state.DrainParking.Wake();
        }
    }

    /// <summary>Says that the producer is about to sleep. Look once more for what is missing before sleeping.</summary>
    /// <param name="isForBlock">Whether a block is wanted, else room in the ring.</param>
    /// <param name="isTask">How the producer will sleep.</param>
    public void AnnounceWait(bool isForBlock, bool isTask)
    {
        AnnounceSleep(isForBlock, isTask);
        RaiseWaiting();
    }

    /// <summary>The first half of <see cref="AnnounceWait"/>: the wish and the sleep, both before the bit that makes them looked at.</summary>
    public void AnnounceSleep(bool isForBlock, bool isTask)
    {
        _cursors.WriteWanted(isForBlock && HasRoom(2) ? SharedRoom() : 0);
        ProducerParking.Prepare(isTask);
    }

    /// <summary>The second half of <see cref="AnnounceWait"/>. Full fence: what is missing is looked for next.</summary>
    public void RaiseWaiting() => _state.Waiting.TrySet(Slot);

    /// <summary>The second look of an announced wait for a block: whether <see cref="TryTakeBlock"/> may succeed. Takes nothing, since a grant may be on its way.</summary>
    public bool MayTakeBlock() =>
        HasRoom(2)
        && (_cursors.Producer.CachedCount > 0
            || _cursors.ReadGranted() != _cursors.ReadMailTaken()
            || _cursors.Producer.ReserveTaken == _cursors.ReadReleasedReserve()
            || (!_state.Slab.IsGranting && _state.Slab.FreeCount > 0 && SharedRoom() > 0));

    /// <summary>The second look of an announced wait for room.</summary>
    public bool HasFilemarkRoom() => HasRoom(HasOpenBlock ? 3 : 2);

    /// <summary>Ends an announced wait. False when a waker has the token or is about to take it: sleep for its signal, which is on its way.</summary>
    /// <remarks>Who clears the waiting bit wakes afterwards; so a bit that is gone means a grant, and the signal comes behind it.</remarks>
    public bool TryEndWait() => _state.Waiting.TryClear(Slot) && ProducerParking.TryTakeBack();

    /// <summary>Clears the waiting bit after a sleep. A grant that raced with a cancellation stays in the mailbox.</summary>
    public void ClearWaiting() => _state.Waiting.TryClear(Slot);

    /// <summary>Makes the drain thread look: it serves who waits before it sleeps, and stops holding a run open.</summary>
    public void WakeDrain() => _state.DrainParking.Wake();

    /// <summary>Gives the published blocks that the stopped device did not take, in order. Only after a fault that returns blocks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeUnaccepted()
    {
        var blocks = new List<ReadOnlyMemory<byte>>();
        long published = _cursors.ReadPublished();
        for (long index = _cursors.ReadReleased(); index < published; index++)
        {
            RingEntry entry = Entry(index);
            if (entry.Type == RingEntryType.Block)
            {
                blocks.Add(_state.Slab.Memory(entry.Block, entry.Count));
            }
        }

        return blocks;
    }

    private void WriteMarkEntry(RingEntryType type, int count)
    {
        long published = _cursors.ReadPublished();
        ref RingEntry entry = ref Entry(published);
        entry.Type = type;
        entry.Block = -1;
        entry.Count = count;
        entry.PayloadChecksum = 0;
        _cursors.WriteUrgent(published + 1);
    }

    private bool TryRefill()
    {
        ref RingCursors.ProducerLocals own = ref _cursors.Producer;
        long mailTaken = _cursors.ReadMailTaken();
        int count = (int)(_cursors.ReadGranted() - mailTaken);
        if (count > 0)
        {
            for (int i = 0; i < count; i++)
            {
                _cache[i] = _mailbox[unchecked((int)(mailTaken + i)) & _mailMask];
            }

            _cursors.PublishMailTaken(mailTaken + count);
        }
        else if (!_state.Slab.IsGranting)
        {
            int wanted = Math.Min(SharedRoom(), _state.BatchBlocks);
            count = wanted == 0 ? 0 : _state.Slab.Take(_cache.AsSpan(0, wanted));
        }

        own.CachedCount = count;
        own.SharedTaken += count;
        return count > 0;
    }

    private bool TryTakeReserve()
    {
        ref RingCursors.ProducerLocals own = ref _cursors.Producer;
        if (own.ReserveTaken != _cursors.ReadReleasedReserve() || !HasRoom(2))
        {
            return false;
        }

        own.ReserveTaken++;
        own.OpenBlock = ReserveBlock + 1;
        return true;
    }

    /// <summary>Gives how many more shared blocks the stream may hold, at most a batch.</summary>
    private int SharedRoom()
    {
        long held = HeldBlocks;

        // A grant that raced with a cancelled wait may come on top of what was taken meanwhile: one batch at most.
        Guard.Invariant(held >= 0 && held <= _state.CapBlocks + _state.BatchLimit, "a stream holds its cap and no more");
        return (int)Math.Max(0, Math.Min(_state.BatchLimit, _state.CapBlocks - held));
    }

    private bool HasRoom(int entries)
    {
        ref RingCursors.ProducerLocals own = ref _cursors.Producer;
        long published = _cursors.ReadPublished();
        if (published - own.SeenReleased + entries <= _entries.Length)
        {
            return true;
        }

        own.SeenReleased = _cursors.ReadReleased();
        return published - own.SeenReleased + entries <= _entries.Length;
    }
}
