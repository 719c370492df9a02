using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>Consecutive logical objects of one kind: a run, filemarks of one owner, or blocks that belong to no stream.</summary>
/// <remarks>The default value is an empty run. Immutable; safe to share between threads.</remarks>
public readonly struct TapeExtent : IEquatable<TapeExtent>
{
    private readonly int _ownerOrdinal; // -1: the session.

    private TapeExtent(
        TapeExtentType type, long firstObject, long objectCount, int ownerOrdinal, long firstBlock, int blockLengthBytes, SystemBlockType systemBlockType, long logOffsetBytes, long logLengthBytes)
    {
        Type = type;
        FirstLogicalObjectIdentifier = firstObject;
        ObjectCount = objectCount;
        _ownerOrdinal = ownerOrdinal;
        FirstBlock = firstBlock;
        BlockLengthBytes = blockLengthBytes;
        SystemBlockType = systemBlockType;
        LogOffsetBytes = logOffsetBytes;
        LogLengthBytes = logLengthBytes;
    }

    /// <summary>Gets what lies here.</summary>
    public TapeExtentType Type { get; }

    /// <summary>Gets the number of the first object.</summary>
    public long FirstLogicalObjectIdentifier { get; }

    /// <summary>Gets how many objects the extent holds: blocks or filemarks, after its type.</summary>
    public long ObjectCount { get; }

    /// <summary>Gets the number of the object after the last.</summary>
    public long EndLogicalObjectIdentifier => FirstLogicalObjectIdentifier + ObjectCount;

    /// <summary>Gets whose blocks or filemarks they are; null for what belongs to the session.</summary>
    public StreamId? Stream => _ownerOrdinal < 0 ? null : new StreamId(_ownerOrdinal);

    /// <summary>Gets, for a run, the number of its first block within the stream; for filemarks of a stream, how many of its blocks come before them; else 0.</summary>
    public long FirstBlock { get; }

    /// <summary>Gets the length of each block on tape in bytes; 0 for filemarks.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Gets which kind of block belongs to no stream here; 0 for runs and filemarks.</summary>
    public SystemBlockType SystemBlockType { get; }

    /// <summary>Gets, for a log increment, the first byte of the log that it holds; else 0.</summary>
    public long LogOffsetBytes { get; }

    /// <summary>Gets, for a whole log increment, how many bytes of the log it holds; 0 for one that a retraction cut, and for all else.</summary>
    public long LogLengthBytes { get; }

    /// <summary>Gets the extent as a run.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Type"/> is not <see cref="TapeExtentType.Run"/>.</exception>
    public WriteRun Run => Type == TapeExtentType.Run
        ? new WriteRun(new StreamId(_ownerOrdinal), FirstBlock, ObjectCount, BlockLengthBytes, FirstLogicalObjectIdentifier)
        : throw new InvalidOperationException("The extent holds " + Type + " and no run.");

    /// <summary>Says whether two extents are the same.</summary>
    /// <param name="left">One extent.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(TapeExtent left, TapeExtent right) => left.Equals(right);

    /// <summary>Says whether two extents differ.</summary>
    /// <param name="left">One extent.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(TapeExtent left, TapeExtent right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TapeExtent other) =>
        Type == other.Type && FirstLogicalObjectIdentifier == other.FirstLogicalObjectIdentifier && ObjectCount == other.ObjectCount
        && _ownerOrdinal == other._ownerOrdinal && FirstBlock == other.FirstBlock && BlockLengthBytes == other.BlockLengthBytes
        && SystemBlockType == other.SystemBlockType && LogOffsetBytes == other.LogOffsetBytes && LogLengthBytes == other.LogLengthBytes;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TapeExtent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        unchecked((((FirstLogicalObjectIdentifier.GetHashCode() * 397) ^ ObjectCount.GetHashCode()) * 397) ^ (_ownerOrdinal * 4) ^ (int)Type);

    /// <summary>Gives what lies in the extent and where.</summary>
    /// <returns>For example <c>2 filemarks of #1 at objects [56, 58)</c>.</returns>
    public override string ToString() => Type switch
    {
        TapeExtentType.Run => Run.ToString(),
        TapeExtentType.Filemarks => string.Format(
            CultureInfo.InvariantCulture,
            "{0} filemarks of {1} at objects [{2}, {3})",
            ObjectCount,
            _ownerOrdinal < 0 ? "the session" : new StreamId(_ownerOrdinal).ToString(),
            FirstLogicalObjectIdentifier,
            EndLogicalObjectIdentifier),
        _ => string.Format(
            CultureInfo.InvariantCulture,
            "{0} blocks {1} of {2} bytes at objects [{3}, {4})",
            ObjectCount,
            SystemBlockType,
            BlockLengthBytes,
            FirstLogicalObjectIdentifier,
            EndLogicalObjectIdentifier),
    };

    internal static TapeExtent OfRun(int ordinal, long firstBlock, long blockCount, int blockLengthBytes, long firstObject) =>
        new(TapeExtentType.Run, firstObject, blockCount, ordinal, firstBlock, blockLengthBytes, default, 0, 0);

    internal static TapeExtent OfFilemarks(int ownerOrdinal, long firstBlock, long filemarkCount, long firstObject) =>
        new(TapeExtentType.Filemarks, firstObject, filemarkCount, ownerOrdinal, firstBlock, 0, default, 0, 0);

    internal static TapeExtent OfSystemBlocks(
        SystemBlockType type, int blockLengthBytes, long blockCount, long logOffsetBytes, long logLengthBytes, long firstObject) =>
        new(TapeExtentType.SystemBlocks, firstObject, blockCount, -1, 0, blockLengthBytes, type, logOffsetBytes, logLengthBytes);
}
