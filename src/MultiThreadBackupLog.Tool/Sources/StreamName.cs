using System;
using System.Buffers;
using System.Linq;
using System.Text;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>Which names a stream may have to become a file's name at restore. A name in a log comes from outside and is held to the same rule.</summary>
internal static class StreamName
{
    // A component of a path has at most 255 bytes, and ".tar.partial" must fit behind the name.
    private const int MaximumBytes = 240;

    private static readonly SearchValues<char> WindowsReserved = SearchValues.Create("<>:\"|?*");

    /// <summary>Says what is wrong with a name, or null when nothing is.</summary>
    public static string? FaultOf(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name is "." or "..")
        {
            return "it is a directory of every directory";
        }

        if (name.AsSpan().ContainsAny('/', '\\'))
        {
            return "it has a path separator in it";
        }

        if (name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar))
        {
            return "it has a control character or invalid UTF-8 in it";
        }

        if (OperatingSystem.IsWindows() && (name.AsSpan().ContainsAny(WindowsReserved) || name.EndsWith(' ') || name.EndsWith('.')))
        {
            return "no file can be called so on this system";
        }

        return Encoding.UTF8.GetByteCount(name) > MaximumBytes ? "it is longer than " + MaximumBytes + " bytes" : null;
    }

    public static bool IsUsable(string name) => FaultOf(name) is null;
}
