using System;

namespace MultiThreadBackupLog.Log;

/// <summary>What a stream has left after a retraction.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogRetractedStream : IEquatable<WriteLogRetractedStream>
{
    internal WriteLogRetractedStream(StreamId stream, long blockCount, long byteCount, long filemarkCount)
    {
        Stream = stream;
        BlockCount = blockCount;
        ByteCount = byteCount;
        FilemarkCount = filemarkCount;
    }

    /// <summary>Gets the stream that lost something.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets how many blocks it has left; its next block has this number.</summary>
    public long BlockCount { get; }

    /// <summary>Gets how many bytes the blocks that are left have on tape.</summary>
    public long ByteCount { get; }

    /// <summary>Gets how many filemarks it has left.</summary>
    public long FilemarkCount { get; }

    /// <summary>Says whether two values are the same.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogRetractedStream left, WriteLogRetractedStream right) => left.Equals(right);

    /// <summary>Says whether two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogRetractedStream left, WriteLogRetractedStream right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogRetractedStream other) =>
        Stream == other.Stream && BlockCount == other.BlockCount && ByteCount == other.ByteCount && FilemarkCount == other.FilemarkCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogRetractedStream other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Stream.GetHashCode() * 397) ^ BlockCount.GetHashCode());
}
