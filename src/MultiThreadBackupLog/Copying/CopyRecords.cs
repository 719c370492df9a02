using System.Collections.Generic;

namespace MultiThreadBackupLog.Copying;

/// <summary>The copies that are known by a list identifier, each to its I_T nexus. Under the copy manager's lock.</summary>
internal sealed class CopyRecords(int maximumEnded)
{
    private readonly Dictionary<(CopyInitiator Initiator, uint ListIdentifier), CopyRecord> _records = [];
    private readonly LinkedList<CopyRecord> _ended = new();

    public int Count => _records.Count;

    /// <summary>Finds a copy by its identifier, whatever its form: the forms share their numbers (SPC-4 clause 6.4.3.2).</summary>
    public CopyRecord? Find(CopyInitiator initiator, uint listIdentifier) =>
        _records.TryGetValue((initiator, listIdentifier), out CopyRecord? record) ? record : null;

    /// <summary>Finds a copy by its identifier in one form.</summary>
    public CopyRecord? Find(CopyInitiator initiator, uint listIdentifier, ListIdentifierFormat format) =>
        Find(initiator, listIdentifier) is { } record && record.Format == format ? record : null;

    /// <summary>Enters a copy; an ended one of the same identifier is forgotten with all that it held.</summary>
    public void Add(CopyRecord record)
    {
        if (!record.HasIdentifier)
        {
            return;
        }

        if (Find(record.Initiator, record.ListIdentifier) is { } earlier)
        {
            Forget(earlier);
        }

        _records[(record.Initiator, record.ListIdentifier)] = record;
    }

    /// <summary>Learns that a copy ended: it is kept until its identifier is used again, or until too many are.</summary>
    public void NoteEnd(CopyRecord record)
    {
        if (Find(record.Initiator, record.ListIdentifier) != record)
        {
            return;
        }

        _ended.AddLast(record);
        if (_ended.Count > maximumEnded)
        {
            Forget(_ended.First!.Value);
        }
    }

    /// <summary>Forgets a copy whose status was taken and that holds nothing more.</summary>
    public void ForgetIfEmpty(CopyRecord record)
    {
        if (record.IsStatusTaken && !record.HasHeldData && !record.HasDetails)
        {
            Forget(record);
        }
    }

    /// <summary>Forgets the copies of an initiator, or of all, those that still end included: nobody is left to ask for them.</summary>
    public void Clear(CopyInitiator? initiator)
    {
        foreach (CopyRecord record in new List<CopyRecord>(_records.Values))
        {
            if (initiator is null || record.Initiator == initiator)
            {
                Forget(record);
            }
        }
    }

    private void Forget(CopyRecord record)
    {
        if (Find(record.Initiator, record.ListIdentifier) == record)
        {
            _records.Remove((record.Initiator, record.ListIdentifier));
        }

        _ended.Remove(record);
    }
}
