using System.Collections.Generic;

namespace MultiThreadBackupLog.Log;

/// <summary>What an error took away: everything from one object on.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogRetraction
{
    internal WriteLogRetraction(
        long logicalObjectIdentifier, long endLogicalObjectIdentifier, long sessionFilemarkCount, long systemBlockCount, IReadOnlyList<WriteLogRetractedStream> streams)
    {
        LogicalObjectIdentifier = logicalObjectIdentifier;
        EndLogicalObjectIdentifier = endLogicalObjectIdentifier;
        SessionFilemarkCount = sessionFilemarkCount;
        SystemBlockCount = systemBlockCount;
        Streams = streams;
    }

    /// <summary>Gets the first object that is not on the tape; the next one that the log records has this number again.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <summary>Gets the number after the last object that was taken away.</summary>
    public long EndLogicalObjectIdentifier { get; }

    /// <summary>Gets the streams that lost blocks or filemarks, by ascending ordinal, with what they have left.</summary>
    public IReadOnlyList<WriteLogRetractedStream> Streams { get; }

    // What the session itself has left.
    internal long SessionFilemarkCount { get; }

    internal long SystemBlockCount { get; }
}
