using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Text fields of the wire: ASCII, left aligned.</summary>
internal static class WireText
{
    /// <summary>Reads text up to its padding. What is no graphic character of ASCII shows as a full stop, so nothing from a wire reaches a terminal as a control code.</summary>
    public static string Read(ReadOnlySpan<byte> source)
    {
        int length = source.Length;
        while (length > 0 && source[length - 1] is 0 or (byte)' ')
        {
            length--;
        }

        var text = new char[length];
        for (int index = 0; index < length; index++)
        {
            text[index] = source[index] is >= 0x20 and < 0x7F ? (char)source[index] : '.';
        }

        return new string(text);
    }

    /// <summary>Writes text and fills the rest of the field.</summary>
    /// <exception cref="ArgumentException">The text is longer than the field or is not ASCII.</exception>
    public static void Write(string text, Span<byte> destination, byte padding, string parameter)
    {
        if (text.Length > destination.Length)
        {
            throw new ArgumentException("The field holds " + destination.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) + " characters.", parameter);
        }

        destination.Fill(padding);
        for (int index = 0; index < text.Length; index++)
        {
            destination[index] = text[index] is >= ' ' and <= '~'
                ? (byte)text[index]
                : throw new ArgumentException("The field takes graphic characters of ASCII only.", parameter);
        }
    }
}
