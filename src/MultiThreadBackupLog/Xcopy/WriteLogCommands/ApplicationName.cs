using System;
using System.Text;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Names that an application chooses, on the wire: UTF-8, bounded as in the write log.</summary>
internal static class ApplicationName
{
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public static byte[] Encode(string text, string parameter)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Guard.NotNull(text, parameter));
        FieldBytes.AtMost(bytes, StreamDescription.MaximumTextLength, parameter);
        return bytes;
    }

    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.ToArray());

    /// <summary>Decodes bytes that a host sent; false where they are no UTF-8, whose text could be longer than an identifier may be.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = Decode(bytes);
        return bytes.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }
}
