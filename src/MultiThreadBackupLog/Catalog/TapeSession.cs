using System;
using System.Globalization;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Catalog;

/// <summary>One session as the tape itself knows it. Immutable; safe to share between threads.</summary>
public sealed class TapeSession
{
    internal TapeSession(LogCopyHeader newestCopy, long endLogicalObjectIdentifier)
    {
        NewestCopy = newestCopy;
        EndLogicalObjectIdentifier = endLogicalObjectIdentifier;
    }

    /// <summary>Gets the session's number on this tape, from 1.</summary>
    public int SessionNumber => NewestCopy.SessionNumber;

    /// <summary>Gets the identifier of the session's log.</summary>
    public Guid LogIdentifier => NewestCopy.LogIdentifier;

    /// <summary>Gets the identity of the cartridge; empty when there is none.</summary>
    public Guid VolumeIdentifier => NewestCopy.VolumeIdentifier;

    /// <summary>Gets the partition.</summary>
    public int Partition => NewestCopy.Partition;

    /// <summary>Gets the session's first logical object.</summary>
    public long OriginLogicalObjectIdentifier => NewestCopy.OriginLogicalObjectIdentifier;

    /// <summary>Gets the first logical object behind the session: the next one's origin, or the end of data.</summary>
    public long EndLogicalObjectIdentifier { get; }

    /// <summary>Gets the first logical object of the newest copy of the log, or of the label where there is no other.</summary>
    public long CopyLogicalObjectIdentifier => NewestCopy.FirstLogicalObjectIdentifier;

    /// <summary>Gets how much of the log lies on the tape.</summary>
    public TapeSessionState State => NewestCopy.Type switch
    {
        LogCopyType.Closing => TapeSessionState.Closed,
        LogCopyType.Increment => TapeSessionState.Increments,
        _ => TapeSessionState.LabelOnly,
    };

    internal LogCopyHeader NewestCopy { get; }

    /// <summary>Gives the session in words.</summary>
    /// <returns>Its number, log, objects and state.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "session {0}, log {1}, objects [{2}, {3}), {4}",
        SessionNumber,
        LogIdentifier,
        OriginLogicalObjectIdentifier,
        EndLogicalObjectIdentifier,
        State);
}
