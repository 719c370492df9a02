using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>A part of a log that cannot be read, and which part of the tape it spoke of.</summary>
/// <remarks>Immutable; safe to share between threads. The default value is no loss.</remarks>
public readonly struct WriteLogLoss : IEquatable<WriteLogLoss>
{
    internal WriteLogLoss(long offsetBytes, long lengthBytes, long firstObject, long? endObject)
    {
        OffsetBytes = offsetBytes;
        LengthBytes = lengthBytes;
        FirstLogicalObjectIdentifier = firstObject;
        EndLogicalObjectIdentifier = endObject;
    }

    /// <summary>Gets where in the log the first page that is lost begins, in bytes.</summary>
    public long OffsetBytes { get; }

    /// <summary>Gets how many bytes of the log were passed over.</summary>
    public long LengthBytes { get; }

    /// <summary>Gets the first object of which only the lost pages can have spoken.</summary>
    public long FirstLogicalObjectIdentifier { get; }

    /// <summary>Gets the object at which the first page behind the loss begins; null when nothing behind it could be read or was looked for.</summary>
    /// <remarks>When it is less than <see cref="FirstLogicalObjectIdentifier"/>, the lost pages took objects back, from this one on at the latest.</remarks>
    public long? EndLogicalObjectIdentifier { get; }

    /// <summary>Gets whether the lost pages are known to hold a retraction. Otherwise they may.</summary>
    public bool HasRetraction => EndLogicalObjectIdentifier < FirstLogicalObjectIdentifier;

    /// <summary>Says whether two losses are the same.</summary>
    /// <param name="left">One loss.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogLoss left, WriteLogLoss right) => left.Equals(right);

    /// <summary>Says whether two losses differ.</summary>
    /// <param name="left">One loss.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogLoss left, WriteLogLoss right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WriteLogLoss other) =>
        OffsetBytes == other.OffsetBytes && LengthBytes == other.LengthBytes
        && FirstLogicalObjectIdentifier == other.FirstLogicalObjectIdentifier && EndLogicalObjectIdentifier == other.EndLogicalObjectIdentifier;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogLoss other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((OffsetBytes.GetHashCode() * 397) ^ FirstLogicalObjectIdentifier.GetHashCode());

    /// <summary>Gives the loss in words.</summary>
    /// <returns>For example <c>512 bytes at 4096: objects [40, 97)</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        HasRetraction ? "{0} bytes at {1}: objects from below {3} on, up to {2} taken back" : EndLogicalObjectIdentifier is null ? "{0} bytes at {1}: objects from {2} on" : "{0} bytes at {1}: objects [{2}, {3})",
        LengthBytes,
        OffsetBytes,
        FirstLogicalObjectIdentifier,
        EndLogicalObjectIdentifier);
}
