using System;
using System.Globalization;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Values of fields from the text that <see cref="ScsiField.Text"/> gives: the way back of a description.</summary>
internal static class FieldText
{
    /// <exception cref="FormatException">The text is no value of the field.</exception>
    public static void Set(WireField field, Span<byte> destination, string text)
    {
        try
        {
            if (field.Type == ScsiFieldType.Bytes)
            {
                byte[] bytes = ParseBytes(text);
                int offset = field.ByteOffset;
                if (bytes.Length * 8 != field.BitCount)
                {
                    throw new FormatException(string.Format(CultureInfo.InvariantCulture, "{0} bytes are wanted", field.BitCount / 8));
                }

                bytes.CopyTo(destination.Slice(offset));
                return;
            }

            field.Set(destination, Number(field, text));
        }
        catch (Exception cause) when (cause is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new FormatException("\"" + text + "\" is no value of " + field.Name + ".", cause);
        }
    }

    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static byte[] ParseBytes(string text)
    {
        if (text.Length % 2 != 0)
        {
            throw new FormatException("A string of bytes has two digits a byte.");
        }

        var bytes = new byte[text.Length / 2];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)((Digit(text[2 * index]) << 4) | Digit(text[(2 * index) + 1]));
        }

        return bytes;
    }

    public static void Clear(WireField field, Span<byte> destination)
    {
        if (field.Type == ScsiFieldType.Bytes)
        {
            destination.Slice(field.ByteOffset, field.BitCount / 8).Clear();
        }
        else
        {
            field.Set(destination, 0);
        }
    }

    private static ulong Number(WireField field, string text) => field.Type switch
    {
        ScsiFieldType.Flag => bool.Parse(text) ? 1UL : 0,
        ScsiFieldType.Code =>
            field.Check(ulong.Parse(text.TrimEnd('h', 'H'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), field.Name),
        _ when field.IsSigned => field.Check(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), field.Name),
        _ => field.Check(ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), field.Name),
    };

    private static int Digit(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'f' => digit - 'a' + 10,
        >= 'A' and <= 'F' => digit - 'A' + 10,
        _ => throw new FormatException("'" + digit + "' is no hexadecimal digit."),
    };
}
