using System;

namespace MultiThreadBackupLog.Log;

/// <summary>A long time between two time stamps that lie next to something placed on the tape.</summary>
/// <remarks>
/// <para>The log knows only that what it placed in between came at some time in between: <see cref="ByteCount"/> tells a tape that
/// stood from one that was slow. A log that stamps every run is the most exact.</para>
/// <para>The default value is no stall. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly struct WriteLogStall : IEquatable<WriteLogStall>
{
    internal WriteLogStall(long beginTicks, long endTicks, long logicalObjectIdentifier, long byteCount)
    {
        Begin = new DateTimeOffset(beginTicks, TimeSpan.Zero);
        End = new DateTimeOffset(endTicks, TimeSpan.Zero);
        LogicalObjectIdentifier = logicalObjectIdentifier;
        ByteCount = byteCount;
    }

    /// <summary>Gets the time by which everything before it had been accepted.</summary>
    public DateTimeOffset Begin { get; }

    /// <summary>Gets the next time stamp behind something that was placed.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Gets how long it was at most.</summary>
    public TimeSpan Duration => End - Begin;

    /// <summary>Gets the first object that was placed in it or at its end.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <summary>Gets how many bytes the tape took in it, those at its end included.</summary>
    public long ByteCount { get; }

    /// <summary>Says whether two values are the same.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogStall left, WriteLogStall right) => left.Equals(right);

    /// <summary>Says whether two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogStall left, WriteLogStall right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogStall other) =>
        Begin == other.Begin && End == other.End && LogicalObjectIdentifier == other.LogicalObjectIdentifier && ByteCount == other.ByteCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogStall other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Begin.GetHashCode() * 397) ^ LogicalObjectIdentifier.GetHashCode());
}
