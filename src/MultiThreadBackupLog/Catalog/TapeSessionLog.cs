using System;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Catalog;

/// <summary>A session's log as it was put together from the tape alone. Dispose of it together with its log.</summary>
public sealed class TapeSessionLog : IDisposable
{
    internal TapeSessionLog(TapeSession session, WriteLogRecovery recovery, long missingBytes, string? unreadable)
    {
        Session = session;
        Recovery = recovery;
        MissingBytes = missingBytes;
        Unreadable = unreadable;
    }

    /// <summary>Gets the session.</summary>
    public TapeSession Session { get; }

    /// <summary>Gets the log as far as it could be proven; its <see cref="WriteLogRecovery.Log"/> is null when nothing could.</summary>
    public WriteLogRecovery Recovery { get; }

    /// <summary>Gets how many bytes of the log the tape speaks of and does not give back.</summary>
    public long MissingBytes { get; }

    /// <summary>Gets what could not be read on the way, for a person; null when everything could.</summary>
    public string? Unreadable { get; }

    /// <summary>Gets whether the log is whole and closed: nothing that the session wrote is missing in it.</summary>
    public bool IsWhole => Recovery.IsClosed && Recovery.IsWhole;

    /// <summary>Gives the loss window: the objects of the session about which the log from the tape says nothing.</summary>
    /// <param name="index">The index of this log.</param>
    /// <returns>The first such object and how many there are; of a whole log none. Blocks of the log's own copies count among them.</returns>
    public (long FirstLogicalObjectIdentifier, long LogicalObjectCount) LossWindow(WriteLogIndex index)
    {
        Internal.Guard.NotNull(index);
        long known = index.EndLogicalObjectIdentifier;
        return IsWhole ? (known, 0) : (known, Math.Max(0, Session.EndLogicalObjectIdentifier - known));
    }

    /// <inheritdoc/>
    public void Dispose() => Recovery.Dispose();
}
