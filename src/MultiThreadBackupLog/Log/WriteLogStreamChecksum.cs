using System;

namespace MultiThreadBackupLog.Log;

/// <summary>The chained checksum of a stream's first blocks.</summary>
/// <remarks>
/// The checksum begins at 0 and takes, block by block, the CRC32C of the block's payload and the payload's length in bytes,
/// each as four bytes, most significant first. A block trailer is no part of the payload. Immutable; safe to share between threads.
/// </remarks>
public readonly struct WriteLogStreamChecksum : IEquatable<WriteLogStreamChecksum>
{
    internal WriteLogStreamChecksum(StreamId stream, long blockCount, uint checksum)
    {
        Stream = stream;
        BlockCount = blockCount;
        Checksum = checksum;
    }

    /// <summary>Gets whose checksum it is.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets how many blocks from the beginning of the stream it covers.</summary>
    public long BlockCount { get; }

    /// <summary>Gets the chained CRC32C.</summary>
    public uint Checksum { get; }

    /// <summary>Says whether two checksums are the same.</summary>
    /// <param name="left">One checksum.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogStreamChecksum left, WriteLogStreamChecksum right) => left.Equals(right);

    /// <summary>Says whether two checksums differ.</summary>
    /// <param name="left">One checksum.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogStreamChecksum left, WriteLogStreamChecksum right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogStreamChecksum other) =>
        Stream == other.Stream && BlockCount == other.BlockCount && Checksum == other.Checksum;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogStreamChecksum other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Checksum ^ BlockCount.GetHashCode());
}
