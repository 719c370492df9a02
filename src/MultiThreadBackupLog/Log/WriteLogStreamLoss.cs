using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>Blocks of a stream of which only pages that are lost spoke.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogStreamLoss : IEquatable<WriteLogStreamLoss>
{
    internal WriteLogStreamLoss(StreamId stream, long? firstBlock, long? endBlock)
    {
        Stream = stream;
        FirstBlock = firstBlock;
        EndBlock = endBlock;
    }

    /// <summary>Gets whose blocks.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets the first block of the stream that is not accounted for; null when nothing proves it.</summary>
    public long? FirstBlock { get; }

    /// <summary>Gets the block at which the log speaks of the stream again; null when nothing proves it, or it never does.</summary>
    public long? EndBlock { get; }

    /// <summary>Says whether two losses are the same.</summary>
    /// <param name="left">One loss.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogStreamLoss left, WriteLogStreamLoss right) => left.Equals(right);

    /// <summary>Says whether two losses differ.</summary>
    /// <param name="left">One loss.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogStreamLoss left, WriteLogStreamLoss right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogStreamLoss other) => Stream == other.Stream && FirstBlock == other.FirstBlock && EndBlock == other.EndBlock;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogStreamLoss other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Stream.GetHashCode() * 397) ^ FirstBlock.GetHashCode());

    /// <summary>Gives the loss in words.</summary>
    /// <returns>For example <c>#2 blocks [16, 40)</c>, with a question mark for what is not known.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} blocks [{1}, {2})",
        Stream,
        FirstBlock?.ToString(CultureInfo.InvariantCulture) ?? "?",
        EndBlock?.ToString(CultureInfo.InvariantCulture) ?? "?");
}
