using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Says whether this process holds a file open, which no stream that was forgotten would tell.</summary>
internal static class OpenFiles
{
    /// <summary>Gets whether this system lets it be seen: elsewhere nobody is asked.</summary>
    public static bool CanBeSeen { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    public static bool Contains(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(handle => Target(handle) == path);

        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Other tests close theirs meanwhile.
    private static string? Target(string handle)
    {
        try
        {
            return new FileInfo(handle).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
