using System;
using System.Globalization;

namespace MultiThreadBackupLog;

/// <summary>Consecutive blocks of one stream, counted in the stream and not on the tape.</summary>
/// <remarks>The default value is the empty range at block 0. Immutable; safe to share between threads.</remarks>
public readonly struct BlockRange : IEquatable<BlockRange>
{
    /// <summary>Describes a range.</summary>
    /// <param name="firstBlock">The first block, numbered from 0 within its stream.</param>
    /// <param name="blockCount">How many blocks; 0 is an empty range.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or the end would pass <see cref="long.MaxValue"/>.</exception>
    public BlockRange(long firstBlock, long blockCount)
    {
        if (firstBlock < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstBlock), firstBlock, "A block number is not negative.");
        }

        if (blockCount < 0 || blockCount > long.MaxValue - firstBlock)
        {
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A block count is not negative, and the range ends within 63 bits.");
        }

        FirstBlock = firstBlock;
        BlockCount = blockCount;
    }

    /// <summary>Gets every block that a stream can have, from block 0 on.</summary>
    public static BlockRange All => new(0, long.MaxValue);

    /// <summary>Gets the first block, numbered from 0 within its stream.</summary>
    public long FirstBlock { get; }

    /// <summary>Gets how many blocks the range holds.</summary>
    public long BlockCount { get; }

    /// <summary>Gets the number of the block after the last.</summary>
    public long EndBlock => FirstBlock + BlockCount;

    /// <summary>Gets whether the range holds no block.</summary>
    public bool IsEmpty => BlockCount == 0;

    /// <summary>Says whether two ranges are the same.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(BlockRange left, BlockRange right) => left.Equals(right);

    /// <summary>Says whether two ranges differ.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(BlockRange left, BlockRange right) => !left.Equals(right);

    /// <summary>Makes a range from its first block and the block after its last.</summary>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">The block after the last, not less than <paramref name="firstBlock"/>.</param>
    /// <returns>The range [<paramref name="firstBlock"/>, <paramref name="endBlock"/>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or the two are in the wrong order.</exception>
    public static BlockRange FromBounds(long firstBlock, long endBlock)
    {
        if (firstBlock < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstBlock), firstBlock, "A block number is not negative.");
        }

        if (endBlock < firstBlock)
        {
            throw new ArgumentOutOfRangeException(nameof(endBlock), endBlock, "A range does not end before its first block.");
        }

        return new(firstBlock, endBlock - firstBlock);
    }

    /// <summary>Gives the blocks that lie in both ranges.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>The common blocks; an empty range when there are none.</returns>
    public BlockRange Intersect(BlockRange other)
    {
        long first = Math.Max(FirstBlock, other.FirstBlock);
        long end = Math.Min(EndBlock, other.EndBlock);
        return end <= first ? new BlockRange(first, 0) : FromBounds(first, end);
    }

    /// <inheritdoc/>
    public bool Equals(BlockRange other) => FirstBlock == other.FirstBlock && BlockCount == other.BlockCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BlockRange other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((FirstBlock.GetHashCode() * 397) ^ BlockCount.GetHashCode());

    /// <summary>Gives the range with its end excluded.</summary>
    /// <returns>For example <c>[0, 128)</c>.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "[{0}, {1})", FirstBlock, EndBlock);
}
