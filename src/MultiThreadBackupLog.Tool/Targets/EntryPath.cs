using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>A name of an archive as a path below the destination, or the reason why it is none. Names are outside input.</summary>
internal static class EntryPath
{
    // PATH_MAX of Linux; long paths of Windows. It also bounds the work that a hostile name can make.
    private static readonly int MaximumLength = OperatingSystem.IsWindows() ? 32_767 : 4_096;

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name as the archive has it.</param>
    /// <param name="parts">The components below the destination; none for the destination itself.</param>
    /// <param name="fault">On failure what is wrong with the name.</param>
    /// <returns>False when the name could lead out of the destination, or names nothing.</returns>
    public static bool TrySplit(string name, out string[] parts, out string fault)
    {
        parts = [];
        fault = FaultOf(name);
        if (fault.Length > 0)
        {
            return false;
        }

        // Names that only point to where they stand ("./a//b") are harmless and usual.
        parts = name.Split('/').Where(part => part.Length > 0 && part != ".").ToArray();
        return true;
    }

    /// <summary>Joins components to the relative path that tables are kept by.</summary>
    public static string Join(IEnumerable<string> parts) => string.Join('/', parts);

    private static string FaultOf(string name)
    {
        if (name.Length == 0)
        {
            return "the name is empty";
        }

        if (name.Length > MaximumLength)
        {
            return "the name is longer than any path can be";
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return "the name is damaged or not valid UTF-8";
        }

        if (name[0] == '/')
        {
            return "the name is an absolute path";
        }

        foreach (string part in name.Split('/'))
        {
            if (part == "..")
            {
                return "the name leads out of the destination";
            }

            if (OperatingSystem.IsWindows() && (part.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || part.EndsWith(' ') || (part.EndsWith('.') && part != ".")))
            {
                return "the name is not possible on this system";
            }
        }

        return string.Empty;
    }
}
