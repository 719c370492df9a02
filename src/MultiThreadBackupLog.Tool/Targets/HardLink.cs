using System;
using System.IO;
using System.Runtime.InteropServices;
using MultiThreadBackupLog.Tool.FileSystem;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>A second name for a file; where the platform or the file system has none, a copy.</summary>
internal static class HardLink
{
    private const int NotSupported = 95;     // EOPNOTSUPP
    private const int NotPermitted = 1;      // EPERM: how a file system without hard links answers

    public static void Create(string existing, string added)
    {
        if (OperatingSystem.IsLinux())
        {
            if (LibC.Link(existing, added) == 0)
            {
                return;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error is not (NotSupported or NotPermitted))
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }

        File.Copy(existing, added, overwrite: false);
    }
}
