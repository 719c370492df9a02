using System;
using System.Globalization;

namespace MultiThreadBackupLog;

/// <summary>Names one stream of one write log: the ordinal that the log gave it when it was opened.</summary>
/// <remarks>
/// <para>Names, designators and list identifiers recur on a cartridge; the ordinal does not, so it alone is the key of a stream.</para>
/// <para>The default value is the first stream of a log. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    /// <summary>Names the stream with the given ordinal.</summary>
    /// <param name="ordinal">The ordinal, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ordinal"/> is negative.</exception>
    public StreamId(int ordinal)
    {
        if (ordinal < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "A stream ordinal is not negative.");
        }

        Ordinal = ordinal;
    }

    /// <summary>Gets the ordinal, from 0, in the order in which the log's streams were opened.</summary>
    public int Ordinal { get; }

    /// <summary>Says whether two values name the same stream.</summary>
    /// <param name="left">One stream.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(StreamId left, StreamId right) => left.Ordinal == right.Ordinal;

    /// <summary>Says whether two values name different streams.</summary>
    /// <param name="left">One stream.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(StreamId left, StreamId right) => left.Ordinal != right.Ordinal;

    /// <inheritdoc/>
    public bool Equals(StreamId other) => Ordinal == other.Ordinal;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ordinal;

    /// <summary>Orders streams by their ordinals.</summary>
    /// <param name="other">The stream to compare with.</param>
    /// <returns>Less than, equal to or greater than zero.</returns>
    public int CompareTo(StreamId other) => Ordinal.CompareTo(other.Ordinal);

    /// <summary>Gives <c>#</c> and the ordinal.</summary>
    /// <returns>For example <c>#3</c>.</returns>
    public override string ToString() => "#" + Ordinal.ToString(CultureInfo.InvariantCulture);
}
