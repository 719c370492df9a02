using System.IO;

namespace MultiThreadBackupLog.Internal;

/// <summary>Tells the errors of a file that mean that there is no room for more.</summary>
internal static class FullDisk
{
    private const int NoSpaceUnix = 28;                             // ENOSPC
    private const int QuotaUnix = 122;                              // EDQUOT on Linux
    private const int TooLargeUnix = 27;                            // EFBIG
    private const int HandleDiskFull = unchecked((int)0x80070027);  // ERROR_HANDLE_DISK_FULL
    private const int DiskFull = unchecked((int)0x80070070);        // ERROR_DISK_FULL

    public static bool IsCauseOf(IOException e) =>
        e.HResult is NoSpaceUnix or QuotaUnix or TooLargeUnix or HandleDiskFull or DiskFull;
}
