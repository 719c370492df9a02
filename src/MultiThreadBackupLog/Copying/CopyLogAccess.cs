using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Copying;

/// <summary>What an initiator wants of a write log, for the host to allow or refuse.</summary>
/// <remarks>Immutable, as long as nobody changes the descriptions; safe to share between threads.</remarks>
public sealed class CopyLogAccess
{
    internal CopyLogAccess(
        CopyInitiator initiator, CopyLogAccessType type, int tapeIndex, Guid logIdentifier, IReadOnlyList<StreamDescription> streams, StreamDescription? stream)
    {
        Initiator = initiator;
        Type = type;
        TapeIndex = tapeIndex;
        LogIdentifier = logIdentifier;
        Streams = streams;
        Stream = stream;
    }

    /// <summary>Gets who asks.</summary>
    public CopyInitiator Initiator { get; }

    /// <summary>Gets what is asked for.</summary>
    public CopyLogAccessType Type { get; }

    /// <summary>Gets which tape it is, from 0 in the order of registration.</summary>
    public int TapeIndex { get; }

    /// <summary>Gets the log's identifier; empty where there is none yet.</summary>
    public Guid LogIdentifier { get; }

    /// <summary>Gets the streams that the log has so far, in their order; their <see cref="StreamDescription.HostIdentifier"/> says whose they are.</summary>
    /// <remarks>The same list again as long as no stream was added.</remarks>
    public IReadOnlyList<StreamDescription> Streams { get; }

    /// <summary>Gets the one stream that is asked for, for <see cref="CopyLogAccessType.Restore"/> and <see cref="CopyLogAccessType.AttachStream"/>; otherwise null.</summary>
    public StreamDescription? Stream { get; }
}
