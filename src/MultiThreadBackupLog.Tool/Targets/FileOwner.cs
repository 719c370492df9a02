using System;
using System.IO;
using System.Runtime.InteropServices;
using MultiThreadBackupLog.Tool.FileSystem;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>Gives files back to their owners, which only a privileged process may.</summary>
internal static class FileOwner
{
    /// <summary>Sets owner and group of a file or link.</summary>
    /// <returns>False when this process may not, or the platform has no such owners.</returns>
    /// <exception cref="IOException">It should have worked and did not.</exception>
    public static bool Restore(string path, TarItem item)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        if (LibC.ChangeOwnerOfLink(path, item.User, item.Group) == 0)
        {
            return true;
        }

        throw new IOException("its owner could not be set: " + Marshal.GetLastPInvokeErrorMessage());
    }
}
