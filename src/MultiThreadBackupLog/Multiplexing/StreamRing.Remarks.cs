using System.Collections.Concurrent;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>Remarks between the blocks: their entries stand in the ring, they themselves in a queue beside it, in the same order.</content>
internal sealed partial class StreamRing
{
    private readonly ConcurrentQueue<RingRemark> _remarks = new();

    /// <summary>Puts a remark into the ring's next entry. False when the ring has no room for it. The producer.</summary>
    public bool TryWriteRemarkEntry(RingRemark remark)
    {
        if (!HasFilemarkRoom())
        {
            return false;
        }

        _remarks.Enqueue(remark);
        long published = _cursors.ReadPublished();
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
    public void ExecuteRemark()
    {
        if (_remarks.TryDequeue(out RingRemark? remark))
        {
            remark.Execute();
        }
    }

    /// <summary>Tells every remark that its place will not be reached. Either side, once the stream has a fault.</summary>
    public void RefuseRemarks()
    {
        while (_remarks.TryDequeue(out RingRemark? remark))
        {
            remark.Refuse();
        }
    }
}
