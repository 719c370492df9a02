using System;
using System.Globalization;

namespace MultiThreadBackupLog.Tape;

/// <summary>The block lengths that a device takes, as READ BLOCK LIMITS gives them (SSC-3 clause 7.7).</summary>
/// <remarks>The default value accepts no block. Immutable; safe to share between threads.</remarks>
public readonly struct TapeBlockLimits : IEquatable<TapeBlockLimits>
{
    /// <summary>Describes limits.</summary>
    /// <param name="minimumBlockLength">The shortest block in bytes, at least 1.</param>
    /// <param name="maximumBlockLength">The longest block in bytes.</param>
    /// <param name="granularityExponent">Block lengths are multiples of two to this power, 0 to 30, counted from the minimum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public TapeBlockLimits(int minimumBlockLength, int maximumBlockLength, int granularityExponent = 0)
    {
        if (minimumBlockLength < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(minimumBlockLength), minimumBlockLength, "A block has at least one byte.");
        }

        if (maximumBlockLength < minimumBlockLength)
        {
            throw new ArgumentOutOfRangeException(nameof(maximumBlockLength), maximumBlockLength, "The longest block is not shorter than the shortest.");
        }

        if (granularityExponent is < 0 or > 30)
        {
            throw new ArgumentOutOfRangeException(nameof(granularityExponent), granularityExponent, "A granularity exponent is 0 to 30.");
        }

        MinimumBlockLength = minimumBlockLength;
        MaximumBlockLength = maximumBlockLength;
        GranularityExponent = granularityExponent;
    }

    /// <summary>Gets the shortest block in bytes.</summary>
    public int MinimumBlockLength { get; }

    /// <summary>Gets the longest block in bytes.</summary>
    public int MaximumBlockLength { get; }

    /// <summary>Gets the power of two of which block lengths are multiples, counted from the minimum (GRANULARITY).</summary>
    public int GranularityExponent { get; }

    /// <summary>Says whether two limits are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(TapeBlockLimits left, TapeBlockLimits right) => left.Equals(right);

    /// <summary>Says whether two limits differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(TapeBlockLimits left, TapeBlockLimits right) => !left.Equals(right);

    /// <summary>Says whether a device with these limits takes a block of a length.</summary>
    /// <param name="blockLength">The length in bytes.</param>
    /// <returns>True when it does.</returns>
    public bool Accepts(int blockLength) =>
        MinimumBlockLength > 0
        && blockLength >= MinimumBlockLength
        && blockLength <= MaximumBlockLength
        && (blockLength - MinimumBlockLength) % (1 << GranularityExponent) == 0;

    /// <inheritdoc/>
    public bool Equals(TapeBlockLimits other) =>
        MinimumBlockLength == other.MinimumBlockLength
        && MaximumBlockLength == other.MaximumBlockLength
        && GranularityExponent == other.GranularityExponent;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TapeBlockLimits other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((((MinimumBlockLength * 397) ^ MaximumBlockLength) * 397) ^ GranularityExponent);

    /// <summary>Gives the limits in words.</summary>
    /// <returns>For example <c>1 to 8388608 bytes</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        GranularityExponent == 0 ? "{0} to {1} bytes" : "{0} to {1} bytes in steps of {2}",
        MinimumBlockLength,
        MaximumBlockLength,
        1L << GranularityExponent);
}
