using System;
using System.Globalization;

namespace MultiThreadBackupLog.Tape;

/// <summary>A place on a tape: a partition and a logical object number, as LOCATE takes it (SSC-3 clause 4.2.7).</summary>
/// <remarks>
/// Logical objects are blocks AND filemarks, counted together from 0 at the beginning of the partition. The default value
/// is the beginning of partition 0. Immutable; safe to share between threads.
/// </remarks>
public readonly struct TapePosition : IEquatable<TapePosition>
{
    /// <summary>Names a place.</summary>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="logicalObjectIdentifier">The number of the object that lies behind the place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public TapePosition(int partition, long logicalObjectIdentifier)
    {
        if (partition < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(partition), partition, "A partition number is not negative.");
        }

        if (logicalObjectIdentifier < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(logicalObjectIdentifier), logicalObjectIdentifier, "A logical object number is not negative.");
        }

        Partition = partition;
        LogicalObjectIdentifier = logicalObjectIdentifier;
    }

    /// <summary>Gets the partition, from 0.</summary>
    public int Partition { get; }

    /// <summary>Gets the number of the next object, blocks and filemarks counted together from 0.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <summary>Says whether two places are the same.</summary>
    /// <param name="left">One place.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(TapePosition left, TapePosition right) => left.Equals(right);

    /// <summary>Says whether two places differ.</summary>
    /// <param name="left">One place.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(TapePosition left, TapePosition right) => !left.Equals(right);

    /// <summary>Gives the place some objects further on, in the same partition.</summary>
    /// <param name="logicalObjects">How many objects, blocks and filemarks together; negative is towards the beginning.</param>
    /// <returns>The place.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The place would lie before the beginning of the partition.</exception>
    public TapePosition Advance(long logicalObjects) => new(Partition, LogicalObjectIdentifier + logicalObjects);

    /// <inheritdoc/>
    public bool Equals(TapePosition other) =>
        Partition == other.Partition && LogicalObjectIdentifier == other.LogicalObjectIdentifier;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TapePosition other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Partition * 397) ^ LogicalObjectIdentifier.GetHashCode());

    /// <summary>Gives the partition and the object number.</summary>
    /// <returns>For example <c>partition 0, object 1234</c>.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "partition {0}, object {1}", Partition, LogicalObjectIdentifier);
}
