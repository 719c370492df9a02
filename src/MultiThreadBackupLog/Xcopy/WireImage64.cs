using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Up to 64 bytes of a wire structure by value, as two images: the LID4 header and the CSCD descriptors with an
/// extension.</summary>
/// <remarks>Of what such a structure holds, every field of 64 bits or less lies in one half.</remarks>
internal readonly record struct WireImage64
{
    private readonly WireImage _low;
    private readonly WireImage _high;

    public WireImage64(in WireImage low, in WireImage high)
    {
        _low = low;
        _high = high;
    }

    /// <summary>Gets the first 32 bytes.</summary>
    public WireImage Low => _low;

    public static WireImage64 Read(ReadOnlySpan<byte> source) => new(
        WireImage.Read(source),
        WireImage.Read(source.Length > WireImage.Capacity ? source.Slice(WireImage.Capacity) : default));

    public void CopyTo(Span<byte> destination)
    {
        _low.CopyTo(destination);
        if (destination.Length > WireImage.Capacity)
        {
            _high.CopyTo(destination.Slice(WireImage.Capacity));
        }
    }

    public ulong Get(WireField field) => field.ByteOffset < WireImage.Capacity
        ? _low.Get(field.StartBit, field.BitCount)
        : _high.Get(field.StartBit - (WireImage.Capacity * 8), field.BitCount);

    public bool GetFlag(WireField field) => Get(field) != 0;

    public WireImage64 With(WireField field, ulong value) => field.ByteOffset < WireImage.Capacity
        ? new(_low.Set(field.StartBit, field.BitCount, value), _high)
        : new(_low, _high.Set(field.StartBit - (WireImage.Capacity * 8), field.BitCount, value));

    public WireImage64 With(WireField field, bool value) => With(field, value ? 1UL : 0);

    /// <summary>The bytes of part of the structure, a new array.</summary>
    public byte[] GetBytes(int byteOffset, int byteCount)
    {
        Span<byte> bytes = stackalloc byte[2 * WireImage.Capacity];
        CopyTo(bytes);
        return bytes.Slice(byteOffset, byteCount).ToArray();
    }

    /// <summary>The structure with some of its bytes replaced.</summary>
    public WireImage64 WithBytes(int byteOffset, ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[2 * WireImage.Capacity];
        CopyTo(bytes);
        value.CopyTo(bytes.Slice(byteOffset));
        return Read(bytes);
    }
}
