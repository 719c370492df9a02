using System;
using System.Globalization;

namespace MultiThreadBackupLog.Internal;

/// <summary>Bytes and codes as hexadecimal text.</summary>
internal static class HexText
{
    private const string Digits = "0123456789abcdef";

    /// <summary>Lower case, no blanks.</summary>
    public static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length * 2];
        for (int index = 0; index < bytes.Length; index++)
        {
            text[2 * index] = Digits[bytes[index] >> 4];
            text[(2 * index) + 1] = Digits[bytes[index] & 0xF];
        }

        return new string(text);
    }

    /// <summary>A code as T10 prints it: as many digits as its bits need, and an h.</summary>
    public static string Code(ulong value, int bitCount) =>
        value.ToString("X" + ((bitCount + 3) / 4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + "h";
}
