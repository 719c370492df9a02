using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>The records of a pax extended header: "length key=value\n", where the length alone says where a value ends.</summary>
internal static class PaxRecords
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads records into a table; a later record of a key replaces an earlier one.</summary>
    /// <returns>False when a record has no length, key or end; what came before it is in the table.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Dictionary<string, string> records)
    {
        // The rest after the last record may be filled with zeros.
        while (!bytes.IsEmpty && bytes[0] != 0)
        {
            int space = bytes.IndexOf((byte)' ');
            if (space is < 1 or > 10
                || !int.TryParse(Encoding.Latin1.GetString(bytes[..space]), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != (byte)'\n')
            {
                return false;
            }

            ReadOnlySpan<byte> record = bytes[(space + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                return false;
            }

            records[Text(record[..equals])] = Text(record[(equals + 1)..]);
            bytes = bytes[length..];
        }

        return true;
    }

    /// <summary>Decodes a text of the archive; bytes that are no UTF-8 are kept apart as a name that cannot be.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // NUL cannot be part of a name, so the entry is refused by name and never written under a wrong one.
            return Encoding.UTF8.GetString(bytes) + "\0";
        }
    }
}
