using System;
using System.IO;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>Tells a full file system from other trouble: there is no point in going on with the next file.</summary>
internal static class DiskFull
{
    private const int NoSpaceLeft = 28;                                  // ENOSPC, as .NET hands it on
    private const int QuotaExceeded = 122;                               // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);      // ERROR_DISK_FULL

    public static bool Is(Exception exception) =>
        exception is IOException && exception.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull;
}
