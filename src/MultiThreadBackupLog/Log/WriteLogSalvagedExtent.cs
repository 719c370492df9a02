using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>What whole pages of a damaged log prove to lie on the tape: where for certain, which blocks of the stream only where that is proven too.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogSalvagedExtent : IEquatable<WriteLogSalvagedExtent>
{
    private readonly int _ownerOrdinal; // -1: the session.

    internal WriteLogSalvagedExtent(TapeExtentType type, int ownerOrdinal, long firstObject, long objectCount, long? firstBlock, int blockLength, bool isInDoubt)
    {
        Type = type;
        _ownerOrdinal = ownerOrdinal;
        FirstLogicalObjectIdentifier = firstObject;
        ObjectCount = objectCount;
        FirstBlock = firstBlock;
        BlockLengthBytes = blockLength;
        IsInDoubt = isInDoubt;
    }

    /// <summary>Gets what lies here.</summary>
    public TapeExtentType Type { get; }

    /// <summary>Gets the number of the first object.</summary>
    public long FirstLogicalObjectIdentifier { get; }

    /// <summary>Gets how many objects.</summary>
    public long ObjectCount { get; }

    /// <summary>Gets the number of the object after the last.</summary>
    public long EndLogicalObjectIdentifier => FirstLogicalObjectIdentifier + ObjectCount;

    /// <summary>Gets whose blocks or filemarks they are; null for what belongs to the session. The definition of the stream may be lost.</summary>
    public StreamId? Stream => _ownerOrdinal < 0 ? null : new StreamId(_ownerOrdinal);

    /// <summary>
    /// Gets, for a run, the number of its first block within the stream, for filemarks of a stream how many of its blocks come before them; null when nothing proves it,
    /// and for what belongs to the session. Block trailers on the tape, where the log has them, say it then.
    /// </summary>
    public long? FirstBlock { get; }

    /// <summary>Gets the length of each block on tape in bytes; 0 for filemarks.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Gets whether pages that are lost behind this may have taken it back, and put something else there: it lies at or above the last on-medium mark before them.</summary>
    public bool IsInDoubt { get; }

    /// <summary>Says whether two extents are the same.</summary>
    /// <param name="left">One extent.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogSalvagedExtent left, WriteLogSalvagedExtent right) => left.Equals(right);

    /// <summary>Says whether two extents differ.</summary>
    /// <param name="left">One extent.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogSalvagedExtent left, WriteLogSalvagedExtent right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogSalvagedExtent other) =>
        Type == other.Type && _ownerOrdinal == other._ownerOrdinal && FirstLogicalObjectIdentifier == other.FirstLogicalObjectIdentifier
        && ObjectCount == other.ObjectCount && FirstBlock == other.FirstBlock && BlockLengthBytes == other.BlockLengthBytes && IsInDoubt == other.IsInDoubt;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogSalvagedExtent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((FirstLogicalObjectIdentifier.GetHashCode() * 397) ^ ObjectCount.GetHashCode());

    /// <summary>Gives what lies in the extent and where.</summary>
    /// <returns>For example <c>16 blocks of #2 from block ? on at objects [40, 56), in doubt</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} {1} of {2}{3} at objects [{4}, {5}){6}",
        ObjectCount,
        Type == TapeExtentType.Filemarks ? "filemarks" : "blocks",
        _ownerOrdinal < 0 ? "the session" : new StreamId(_ownerOrdinal).ToString(),
        Type == TapeExtentType.Run ? " from block " + (FirstBlock?.ToString(CultureInfo.InvariantCulture) ?? "?") + " on" : string.Empty,
        FirstLogicalObjectIdentifier,
        EndLogicalObjectIdentifier,
        IsInDoubt ? ", in doubt" : string.Empty);
}
