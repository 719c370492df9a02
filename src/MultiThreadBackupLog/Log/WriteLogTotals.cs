using System;

namespace MultiThreadBackupLog.Log;

/// <summary>What a log holds in all, retracted objects not counted.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogTotals : IEquatable<WriteLogTotals>
{
    internal WriteLogTotals(long streamCount, long blockCount, long byteCount, long filemarkCount, long systemBlockCount)
    {
        StreamCount = streamCount;
        BlockCount = blockCount;
        ByteCount = byteCount;
        FilemarkCount = filemarkCount;
        SystemBlockCount = systemBlockCount;
    }

    /// <summary>Gets how many streams were defined.</summary>
    public long StreamCount { get; }

    /// <summary>Gets how many blocks belong to streams.</summary>
    public long BlockCount { get; }

    /// <summary>Gets how many bytes the blocks of streams have on tape, trailers included.</summary>
    public long ByteCount { get; }

    /// <summary>Gets how many filemarks there are, those of the session included.</summary>
    public long FilemarkCount { get; }

    /// <summary>Gets how many blocks belong to no stream.</summary>
    public long SystemBlockCount { get; }

    /// <summary>Gets how many logical objects there are: blocks and filemarks together.</summary>
    public long ObjectCount => BlockCount + FilemarkCount + SystemBlockCount;

    /// <summary>Says whether two totals are the same.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogTotals left, WriteLogTotals right) => left.Equals(right);

    /// <summary>Says whether two totals differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogTotals left, WriteLogTotals right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogTotals other) =>
        StreamCount == other.StreamCount && BlockCount == other.BlockCount && ByteCount == other.ByteCount
        && FilemarkCount == other.FilemarkCount && SystemBlockCount == other.SystemBlockCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogTotals other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((BlockCount.GetHashCode() * 397) ^ ByteCount.GetHashCode());
}
