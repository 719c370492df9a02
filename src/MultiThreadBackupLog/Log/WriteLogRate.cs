using System;

namespace MultiThreadBackupLog.Log;

/// <summary>How many bytes the tape took in one interval of time.</summary>
/// <remarks>The default value is no bytes in the first interval. Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogRate : IEquatable<WriteLogRate>
{
    internal WriteLogRate(long intervalIndex, long byteCount)
    {
        IntervalIndex = intervalIndex;
        ByteCount = byteCount;
    }

    /// <summary>Gets which interval it is, from 0: it begins as many times <see cref="WriteLogDiagnostics.RateInterval"/> after the log's creation.</summary>
    public long IntervalIndex { get; }

    /// <summary>Gets how many bytes on tape were accepted in it.</summary>
    public long ByteCount { get; }

    /// <summary>Says whether two values are the same.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogRate left, WriteLogRate right) => left.Equals(right);

    /// <summary>Says whether two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogRate left, WriteLogRate right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogRate other) => IntervalIndex == other.IntervalIndex && ByteCount == other.ByteCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogRate other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((IntervalIndex.GetHashCode() * 397) ^ ByteCount.GetHashCode());
}
