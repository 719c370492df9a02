using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Copying;

/// <summary>A name by which parameter lists may call a device: a designator of VPD page 83h, or an address as a CSCD descriptor carries it.</summary>
/// <remarks>Two names are the same when every byte that tells devices apart is: PAD, FIXED, block length and device type are no part of a
/// name. Immutable; safe to share between threads.</remarks>
public readonly struct CopyDeviceName : IEquatable<CopyDeviceName>
{
    private const int CodeSetOffset = 4;
    private const int DesignatorTypeOffset = 5;
    private const int DesignatorLengthOffset = 7;
    private const int DesignatorOffset = 8;
    private const int NameEnd = 28;
    private const int ExtensionOffset = 32;

    private readonly byte[]? _key;

    private CopyDeviceName(byte[] key, ReadOnlyMemory<byte> designator)
    {
        _key = key;
        Designator = designator;
    }

    /// <summary>Gets the bytes that the log keeps as the source designator of what was copied from the device.</summary>
    public ReadOnlyMemory<byte> Designator { get; }

    /// <summary>Names a device by a designator of its logical unit (CSCD descriptor type E4h).</summary>
    /// <param name="codeSet">CODE SET: 1 binary, 2 ASCII, 3 UTF-8.</param>
    /// <param name="designatorType">DESIGNATOR TYPE, for example 3 for NAA.</param>
    /// <param name="designator">The designator, 1 to 20 bytes.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentException">The designator is empty or longer than 20 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code does not fit its field.</exception>
    public static CopyDeviceName FromDesignator(byte codeSet, byte designatorType, ReadOnlySpan<byte> designator)
    {
        if (designator.IsEmpty)
        {
            throw new ArgumentException("A designator has at least one byte.", nameof(designator));
        }

        var descriptor = new byte[IdentificationCscdDescriptor.EncodedLength];
        new IdentificationCscdDescriptor(default, codeSet, designatorType, designator).Write(descriptor);
        return FromCscdDescriptor(descriptor);
    }

    /// <summary>Names a device as a CSCD descriptor of any type does.</summary>
    /// <param name="descriptor">The descriptor, 32 or 64 bytes.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentException">The descriptor has another length.</exception>
    public static CopyDeviceName FromCscdDescriptor(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.Length is not (32 or 64))
        {
            throw new ArgumentException("A CSCD descriptor has 32 or 64 bytes.", nameof(descriptor));
        }

        byte type = descriptor[0];
        if (type == IdentificationCscdDescriptor.TypeCode)
        {
            // Only what names the logical unit: reserved bits and what stands behind the designator do not make another device of it.
            int length = Math.Min(descriptor[DesignatorLengthOffset], (byte)(NameEnd - DesignatorOffset));
            ReadOnlySpan<byte> designator = descriptor.Slice(DesignatorOffset, length);
            byte[] identified = [type, (byte)(descriptor[CodeSetOffset] & 0x0F), (byte)(descriptor[DesignatorTypeOffset] & 0x3F), .. designator];
            return new CopyDeviceName(identified, designator.ToArray());
        }

        byte[] key = [type, .. descriptor.Slice(CodeSetOffset, NameEnd - CodeSetOffset), .. descriptor.Length > ExtensionOffset ? descriptor.Slice(ExtensionOffset) : default];
        return new CopyDeviceName(key, key);
    }

    /// <summary>Compares two names.</summary>
    /// <param name="left">A name.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(CopyDeviceName left, CopyDeviceName right) => left.Equals(right);

    /// <summary>Compares two names.</summary>
    /// <param name="left">A name.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(CopyDeviceName left, CopyDeviceName right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CopyDeviceName other) => (_key ?? []).AsSpan().SequenceEqual(other._key ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CopyDeviceName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Crc32C.Compute(_key ?? []));

    /// <summary>Gives the name in hexadecimal.</summary>
    /// <returns>The type code and the bytes that name the device.</returns>
    public override string ToString() => HexText.Format(_key ?? []);
}
