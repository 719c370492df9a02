using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>Remarks between the blocks: an entry of the ring, and the remark itself in the same place of an array beside it.</content>
/// <remarks>
/// The producer writes the place before it counts the entry as published, and the drain thread takes the remark out when it comes to the entry. Once the
/// stream has a fault nobody comes there any more: then either side takes out whatever it finds. Whoever took a remark out is the one who settles it.
/// </remarks>
internal sealed partial class StreamRing
{
    private RingRemark?[]? _remarks;

    /// <summary>Puts a remark into the ring's next entry. False when the ring has no room for it. The producer.</summary>
    public bool TryWriteRemarkEntry(RingRemark remark)
    {
        if (!HasFilemarkRoom())
        {
            return false;
        }

        long published = _cursors.ReadPublished();
        RingRemark?[]? remarks = _remarks;
        if (remarks is null)
        {
            remarks = new RingRemark?[_entries.Length]; // Most streams have none.
            Volatile.Write(ref _remarks, remarks);
        }

        Volatile.Write(ref remarks[unchecked((int)published) & _entryMask], remark);
        ref RingEntry entry = ref Entry(published);
        entry.Type = RingEntryType.Remark;
        entry.Block = -1;
        entry.Count = 0;
        entry.PayloadChecksum = 0;
        if (remark.IsUrgent)
        {
            _cursors.WriteUrgent(published + 1);
        }

        return true;
    }

    /// <summary>Does what the remark asks whose entry is next. The drain thread, while the stream has no fault.</summary>
    public void ExecuteRemark() =>
        Interlocked.Exchange(ref _remarks![unchecked((int)_cursors.ReadReleased()) & _entryMask], null)?.Execute();

    /// <summary>Tells every remark that its place will not be reached. Either side, once the stream has a fault.</summary>
    public void RefuseRemarks()
    {
        RingRemark?[] remarks = Volatile.Read(ref _remarks) ?? [];
        for (int place = 0; place < remarks.Length; place++)
        {
            Interlocked.Exchange(ref remarks[place], null)?.Refuse();
        }
    }
}
