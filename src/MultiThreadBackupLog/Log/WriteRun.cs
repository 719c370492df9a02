using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>Consecutive blocks of one stream and one block length, side by side on the tape.</summary>
/// <remarks>
/// Within a run the k-th block of the stream part is the k-th object of the tape part. The default value is an empty run.
/// Immutable; safe to share between threads.
/// </remarks>
public readonly struct WriteRun : IEquatable<WriteRun>
{
    /// <summary>Describes a run.</summary>
    /// <param name="stream">Whose blocks they are.</param>
    /// <param name="firstBlock">The number of the first block within its stream, from 0.</param>
    /// <param name="blockCount">How many blocks.</param>
    /// <param name="blockLengthBytes">The length of each block on tape in bytes, a block trailer included.</param>
    /// <param name="firstLogicalObjectIdentifier">The logical object number of the first block.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or a number at the end of the run would pass 63 bits.</exception>
    public WriteRun(StreamId stream, long firstBlock, long blockCount, int blockLengthBytes, long firstLogicalObjectIdentifier)
    {
        if (firstBlock < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstBlock), firstBlock, "A block number is not negative.");
        }

        if (firstLogicalObjectIdentifier < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstLogicalObjectIdentifier), firstLogicalObjectIdentifier, "A logical object number is not negative.");
        }

        if (blockCount < 0 || blockCount > long.MaxValue - Math.Max(firstBlock, firstLogicalObjectIdentifier))
        {
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A block count is not negative, and the run ends within 63 bits.");
        }

        if (blockLengthBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blockLengthBytes), blockLengthBytes, "A block length is not negative.");
        }

        Stream = stream;
        FirstBlock = firstBlock;
        BlockCount = blockCount;
        BlockLengthBytes = blockLengthBytes;
        FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier;
    }

    private WriteRun(StreamId stream, int blockLengthBytes, long firstBlock, long blockCount, long firstLogicalObjectIdentifier)
    {
        Stream = stream;
        FirstBlock = firstBlock;
        BlockCount = blockCount;
        BlockLengthBytes = blockLengthBytes;
        FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier;
    }

    /// <summary>Gets whose blocks they are.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets the number of the first block within its stream, from 0.</summary>
    public long FirstBlock { get; }

    /// <summary>Gets how many blocks the run holds.</summary>
    public long BlockCount { get; }

    /// <summary>Gets the length of each block on tape in bytes; where the log has block trailers, the trailer is part of it.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Gets the logical object number of the first block.</summary>
    public long FirstLogicalObjectIdentifier { get; }

    /// <summary>Gets the number of the stream's block after the last.</summary>
    public long EndBlock => FirstBlock + BlockCount;

    /// <summary>Gets the number of the logical object after the last block.</summary>
    public long EndLogicalObjectIdentifier => FirstLogicalObjectIdentifier + BlockCount;

    /// <summary>Says whether two runs are the same.</summary>
    /// <param name="left">One run.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteRun left, WriteRun right) => left.Equals(right);

    /// <summary>Says whether two runs differ.</summary>
    /// <param name="left">One run.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteRun left, WriteRun right) => !left.Equals(right);

    /// <summary>Gives the part of the run that lies in a range of its stream.</summary>
    /// <param name="range">Blocks of the stream.</param>
    /// <returns>The common part, with its own place on tape; an empty run when there is none.</returns>
    public WriteRun Cut(BlockRange range)
    {
        BlockRange common = new BlockRange(FirstBlock, BlockCount).Intersect(range);
        return common.IsEmpty
            ? new WriteRun(Stream, FirstBlock, 0, BlockLengthBytes, FirstLogicalObjectIdentifier)
            : new WriteRun(Stream, common.FirstBlock, common.BlockCount, BlockLengthBytes, FirstLogicalObjectIdentifier + (common.FirstBlock - FirstBlock));
    }

    /// <inheritdoc/>
    public bool Equals(WriteRun other) =>
        Stream == other.Stream && FirstBlock == other.FirstBlock && BlockCount == other.BlockCount
        && BlockLengthBytes == other.BlockLengthBytes && FirstLogicalObjectIdentifier == other.FirstLogicalObjectIdentifier;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteRun other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        unchecked((((FirstLogicalObjectIdentifier.GetHashCode() * 397) ^ BlockCount.GetHashCode()) * 397) ^ Stream.GetHashCode());

    /// <summary>Gives the stream, its blocks, their length and the object numbers.</summary>
    /// <returns>For example <c>#2 blocks [0, 16) of 65536 bytes at objects [40, 56)</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} blocks [{1}, {2}) of {3} bytes at objects [{4}, {5})",
        Stream,
        FirstBlock,
        EndBlock,
        BlockLengthBytes,
        FirstLogicalObjectIdentifier,
        EndLogicalObjectIdentifier);

    /// <summary>Gives a run whose numbers a reader has checked.</summary>
    internal static WriteRun Known(StreamId stream, long firstBlock, long blockCount, int blockLengthBytes, long firstLogicalObjectIdentifier) =>
        new(stream, blockLengthBytes, firstBlock, blockCount, firstLogicalObjectIdentifier);
}
