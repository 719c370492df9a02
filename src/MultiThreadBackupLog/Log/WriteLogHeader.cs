using System;

namespace MultiThreadBackupLog.Log;

/// <summary>What a write log says about itself: its identity, the cartridge, the session, and how it is kept.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogHeader
{
    internal WriteLogHeader()
    {
    }

    internal WriteLogHeader(WriteLogOptions options, DateTimeOffset creationTime)
    {
        LogIdentifier = options.LogIdentifier;
        ApplicationLogIdentifier = options.ApplicationLogIdentifier;
        VolumeIdentifier = options.VolumeIdentifier;
        VolumeSetIdentifier = options.VolumeSetIdentifier;
        VolumeNumber = options.VolumeNumber;
        PredecessorVolume = options.PredecessorVolume;
        Partition = options.Partition;
        OriginLogicalObjectIdentifier = options.OriginLogicalObjectIdentifier;
        PredecessorCopyLogicalObjectIdentifier = options.PredecessorCopyLogicalObjectIdentifier;
        PredecessorLogIdentifier = options.PredecessorLogIdentifier;
        SessionNumber = options.SessionNumber;
        HasBlockTrailers = options.HasBlockTrailers;
        HasSessionLabel = options.HasSessionLabel;
        Granularity = options.Granularity;
        TimeResolution = options.TimeResolution;
        CreationTime = creationTime;
    }

    /// <summary>Gets the identity of the log; it salts every checksum.</summary>
    public Guid LogIdentifier { get; internal set; }

    /// <summary>Gets an identifier of the application's own; may be empty.</summary>
    public string ApplicationLogIdentifier { get; internal set; } = string.Empty;

    /// <summary>Gets the identity of the cartridge; <see cref="Guid.Empty"/> when there is none.</summary>
    public Guid VolumeIdentifier { get; internal set; }

    /// <summary>Gets the identity of the volume set; <see cref="Guid.Empty"/> when there is none.</summary>
    public Guid VolumeSetIdentifier { get; internal set; }

    /// <summary>Gets the number of the volume within its set.</summary>
    public int VolumeNumber { get; internal set; }

    /// <summary>Gets the volume of the set before this one; <see cref="Guid.Empty"/> when there is none.</summary>
    public Guid PredecessorVolume { get; internal set; }

    /// <summary>Gets the partition that the session wrote to.</summary>
    public int Partition { get; internal set; }

    /// <summary>Gets the logical object number at which the session began.</summary>
    public long OriginLogicalObjectIdentifier { get; internal set; }

    /// <summary>Gets the first object of the closing copy of the session before on the same tape; -1 when there is none.</summary>
    public long PredecessorCopyLogicalObjectIdentifier { get; internal set; }

    /// <summary>Gets the log of the session before on the same tape; <see cref="Guid.Empty"/> when there is none.</summary>
    public Guid PredecessorLogIdentifier { get; internal set; }

    /// <summary>Gets which session of the tape this is, from 1.</summary>
    public int SessionNumber { get; internal set; }

    /// <summary>Gets whether each block of a stream ends in a trailer of 16 bytes, which its length on tape includes.</summary>
    public bool HasBlockTrailers { get; internal set; }

    /// <summary>Gets whether the object at the origin is a session label.</summary>
    public bool HasSessionLabel { get; internal set; }

    /// <summary>Gets whether the log has an entry per run or per block.</summary>
    public WriteLogGranularity Granularity { get; internal set; }

    /// <summary>Gets the unit of the time stamps; <see cref="TimeSpan.Zero"/> when there are none.</summary>
    public TimeSpan TimeResolution { get; internal set; }

    /// <summary>Gets when the log was created, in universal time.</summary>
    public DateTimeOffset CreationTime { get; internal set; }
}
