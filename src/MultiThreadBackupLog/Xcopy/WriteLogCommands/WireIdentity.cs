using System;
using System.Buffers.Binary;
using System.Text;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Identifiers on the wire: GUIDs in the byte order of their text (RFC 9562), names in UTF-8.</summary>
internal static class WireIdentity
{
    public const int GuidLength = 16;

    public static Guid ReadGuid(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt32BigEndian(source),
        BinaryPrimitives.ReadInt16BigEndian(source.Slice(4)),
        BinaryPrimitives.ReadInt16BigEndian(source.Slice(6)),
        source[8],
        source[9],
        source[10],
        source[11],
        source[12],
        source[13],
        source[14],
        source[15]);

    public static void WriteGuid(Guid value, Span<byte> destination)
    {
        // Guid gives its first three parts in little-endian order.
        value.ToByteArray().CopyTo(destination);
        destination.Slice(0, 4).Reverse();
        destination.Slice(4, 2).Reverse();
        destination.Slice(6, 2).Reverse();
    }

    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public static byte[] Encode(string text, string parameter)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Guard.NotNull(text, parameter));
        FieldBytes.AtMost(bytes, StreamDescription.MaximumTextLength, parameter);
        return bytes;
    }

    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.ToArray());
}
