using System;
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Internal;

/// <summary>Identifiers as 16 bytes in the order in which they are written as text (RFC 9562 clause 4), most significant first.</summary>
internal static class GuidBytes
{
    public const int Length = 16;

    public static void Write(Span<byte> destination, Guid value)
    {
        // Guid's own array has the first three fields in little-endian order, and netstandard2.0 knows no other.
        Span<byte> bytes = value.ToByteArray();
        BinaryPrimitives.WriteUInt32BigEndian(destination, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(4), BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(4)));
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(6), BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(6)));
        bytes.Slice(8, 8).CopyTo(destination.Slice(8));
    }

    public static Guid Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32BigEndian(source),
        BinaryPrimitives.ReadUInt16BigEndian(source.Slice(4)),
        BinaryPrimitives.ReadUInt16BigEndian(source.Slice(6)),
        source[8],
        source[9],
        source[10],
        source[11],
        source[12],
        source[13],
        source[14],
        source[15]);

    public static byte[] ToArray(Guid value)
    {
        var bytes = new byte[Length];
        Write(bytes, value);
        return bytes;
    }
}
