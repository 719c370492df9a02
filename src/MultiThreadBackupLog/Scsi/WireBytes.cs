using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>The bytes of a wire structure of any length, by value: they are our own copy, and equal when their content is.</summary>
/// <remarks>What <see cref="WireImage"/> is for structures of fixed length: fields are looked up in the bytes, so that all else in them is kept.</remarks>
internal readonly struct WireBytes : IEquatable<WireBytes>
{
    private readonly byte[]? _bytes;

    /// <summary>Takes an array that nobody else keeps.</summary>
    public WireBytes(byte[] owned) => _bytes = owned;

    public int Length => _bytes?.Length ?? 0;

    public ReadOnlySpan<byte> Span => _bytes;

    public ReadOnlyMemory<byte> Memory => _bytes;

    public static WireBytes Copy(ReadOnlySpan<byte> source) => new(source.ToArray());

    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException("The destination is shorter than the encoded length.", nameof(destination));
        }

        Span.CopyTo(destination);
        return Length;
    }

    public bool Equals(WireBytes other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is WireBytes other && Equals(other);

    public override int GetHashCode()
    {
        int hash = Length;
        foreach (byte value in Span)
        {
            hash = unchecked((hash * 31) + value);
        }

        return hash;
    }
}
