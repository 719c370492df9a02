using System;
using System.Globalization;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Sizes as people write and read them: 65536, 64K, 64KiB, 1.5 GiB. A K is 1024.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        int power = text[digits..].ToUpperInvariant() switch
        {
            "" => 0,
            "K" or "KIB" => 1,
            "M" or "MIB" => 2,
            "G" or "GIB" => 3,
            "T" or "TIB" => 4,
            _ => -1,
        };
        if (power < 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count > long.MaxValue >> (10 * power))
        {
            return false;
        }

        bytes = count << (10 * power);
        return true;
    }

    /// <summary>Gives a size in the largest unit of which there is at least one.</summary>
    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}
