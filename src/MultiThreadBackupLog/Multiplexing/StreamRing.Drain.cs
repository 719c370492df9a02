using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>The drain thread's steps.</content>
internal sealed partial class StreamRing
{
    /// <summary>Gets what only the drain thread touches.</summary>
    public ref RingCursors.DrainLocals Drain => ref _cursors.Drain;

    /// <summary>Gets how many entries were published when the ring was last looked at, and not yet released.</summary>
    public int SeenEntries => (int)(_cursors.Drain.SeenPublished - _cursors.ReadReleased());

    /// <summary>Gets whether a filemark or the end was published and not yet released.</summary>
    public bool IsUrgent => _cursors.ReadUrgent() > _cursors.ReadReleased();

    /// <summary>Gets how many blocks a waiting producer may be granted. Valid while its waiting bit is set.</summary>
    public int WantedBlocks => _cursors.ReadWanted();

    /// <summary>Gets whether the mailbox is empty: else a grant raced with a cancelled wait, and the producer only needs waking.</summary>
    public bool IsMailboxEmpty => _cursors.ReadGranted() == _cursors.ReadMailTaken();

    /// <summary>Gets how many entries are published and not released, as of now.</summary>
    public long PendingEntries => _cursors.ReadPublished() - _cursors.ReadReleased();

    /// <summary>Gets whether at most half of what the stream may hold is still to be written. Any side.</summary>
    public bool IsHalfDrained => PendingEntries <= _state.CapBlocks / 2;

    /// <summary>Looks how far the producer has come. True when there is anything.</summary>
    public bool Look()
    {
        long published = _cursors.ReadPublished();
        _cursors.Drain.SeenPublished = published;
        return published > _cursors.ReadReleased();
    }

    /// <summary>Gives the n-th entry that is seen and not released.</summary>
    public ref readonly RingEntry Peek(int index)
    {
        long position = _cursors.ReadReleased() + index;
        Guard.Invariant(position < _cursors.Drain.SeenPublished, "only a published entry is read");
        return ref Entry(position);
    }

    /// <summary>Counts accepted blocks. Before the entries are released.</summary>
    public void Accept(int blocks) => _cursors.WriteAcceptedBlocks(_cursors.ReadAcceptedBlocks() + blocks);

    public void AcceptFilemarks(int filemarks) => _cursors.WriteAcceptedFilemarks(_cursors.ReadAcceptedFilemarks() + filemarks);

    /// <summary>Is done with the oldest entries: the producer may reuse their places, and its reserve when that was among them. Full fence.</summary>
    /// <param name="entries">How many.</param>
    /// <param name="freed">Receives the shared blocks among them; at least <paramref name="entries"/> long.</param>
    /// <returns>How many shared blocks there were.</returns>
    public int Release(int entries, Span<int> freed)
    {
        long released = _cursors.ReadReleased();
        int shared = 0;
        for (int i = 0; i < entries; i++)
        {
            ref RingEntry entry = ref Entry(released + i);
            if (entry.Type != RingEntryType.Block)
            {
                continue;
            }

            if (_state.Slab.IsShared(entry.Block))
            {
                freed[shared++] = entry.Block;
            }
            else
            {
                Guard.Invariant(entry.Block == ReserveBlock, "a reserve block stays with its stream");
                _cursors.WriteReleasedReserve(_cursors.ReadReleasedReserve() + 1);
            }
        }

        if (shared > 0)
        {
            _cursors.WriteReleasedShared(_cursors.ReadReleasedShared() + shared);
        }

        CheckReleased(released + entries);
        _cursors.PublishReleased(released + entries);
        return shared;
    }

    /// <summary>Puts blocks into the mailbox of a producer whose waiting bit the caller just cleared, and wakes it.</summary>
    public void Grant(ReadOnlySpan<int> blocks)
    {
        long granted = _cursors.ReadGranted();
        Guard.Invariant(granted - _cursors.ReadMailTaken() + blocks.Length <= _mailbox.Length, "a mailbox takes one grant");
        for (int i = 0; i < blocks.Length; i++)
        {
            _mailbox[unchecked((int)(granted + i)) & _mailMask] = blocks[i];
        }

        _cursors.PublishGranted(granted + blocks.Length);
        ProducerParking.Wake();
    }

    /// <summary>Wakes the producer after its own entries were released, when it waits for that: at its cap or without room, and half of it is free again.</summary>
    public void WakeAfterRelease()
    {
        if (_state.Waiting.IsSet(Slot) && _cursors.ReadWanted() == 0 && IsHalfDrained)
        {
            WakeWaiting();
        }
    }

    /// <summary>Ends the producer's wait without a grant: there is something for it elsewhere.</summary>
    public void WakeWaiting()
    {
        if (_state.Waiting.TryClear(Slot))
        {
            ProducerParking.Wake();
        }
    }

    /// <summary>Takes back what the producer still held, after its last entry: cached and granted blocks and the open one. The slot is free afterwards.</summary>
    /// <param name="freed">Receives the shared blocks; long enough for two batches and one.</param>
    /// <returns>How many there were.</returns>
    public int TakeBack(Span<int> freed)
    {
        ref RingCursors.ProducerLocals left = ref _cursors.Producer;
        int count = 0;
        if (left.OpenBlock != 0 && _state.Slab.IsShared(left.OpenBlock - 1))
        {
            freed[count++] = left.OpenBlock - 1;
        }

        for (int i = 0; i < left.CachedCount; i++)
        {
            freed[count++] = _cache[i];
        }

        long granted = _cursors.ReadGranted();
        for (long mail = _cursors.ReadMailTaken(); mail < granted; mail++)
        {
            freed[count++] = _mailbox[unchecked((int)mail) & _mailMask];
        }

        return count;
    }
}
