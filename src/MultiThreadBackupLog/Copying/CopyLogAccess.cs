using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What an initiator wants of a write log, for the host to allow or refuse.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CopyLogAccess
{
    internal CopyLogAccess(CopyInitiator initiator, WriteLogOperation operation, int tapeIndex, Guid logIdentifier, IReadOnlyList<StreamDescription> streams)
    {
        Initiator = initiator;
        Operation = operation;
        TapeIndex = tapeIndex;
        LogIdentifier = logIdentifier;
        Streams = streams;
    }

    /// <summary>Gets who asks.</summary>
    public CopyInitiator Initiator { get; }

    /// <summary>Gets what is asked for. A restore that the copy manager plans itself reads the log, and so is <see cref="WriteLogOperation.Retrieve"/>.</summary>
    public WriteLogOperation Operation { get; }

    /// <summary>Gets which tape it is, from 0 in the order of registration.</summary>
    public int TapeIndex { get; }

    /// <summary>Gets the log's identifier; empty where there is none yet.</summary>
    public Guid LogIdentifier { get; }

    /// <summary>Gets the streams that the log has so far; their <see cref="StreamDescription.HostIdentifier"/> says whose they are.</summary>
    public IReadOnlyList<StreamDescription> Streams { get; }
}
