using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace MultiThreadBackupLog.Internal;

/// <summary>Makes the names in a folder durable, where a system keeps them apart from the files: fsync of a file alone does not promise its name.</summary>
internal static class FolderSync
{
    private const int InvalidArgument = 22; // EINVAL of every POSIX system: this kind of folder cannot be synchronised, and need not be.

    /// <summary>Returns once the names in a folder would survive a loss of power. Does nothing on Windows, whose file systems journal them with the file.</summary>
    /// <exception cref="IOException">The system says that it could not.</exception>
    public static void Synchronize(string? folder)
    {
        if (folder is null || Path.DirectorySeparatorChar != '/')
            return;

        int handle;
        try
        {
            handle = NativeMethods.Open(Encoding.UTF8.GetBytes(folder + "\0"), 0);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return; // A system without a C library of that name has other ways, and we know none of them.
        }

        if (handle < 0)
            return; // A folder may be written to and not be read: its names are then the system's affair.

        try
        {
            if (NativeMethods.FSync(handle) != 0 && Marshal.GetLastWin32Error() is not InvalidArgument and var error)
                throw new IOException("The names in the folder '" + folder + "' cannot be made durable (error " + error + ").");
        }
        finally
        {
            _ = NativeMethods.Close(handle);
        }
    }

    private static class NativeMethods
    {
#pragma warning disable SYSLIB1054 // The generated form does not exist in netstandard2.0; these arguments need no marshalling.
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int FSync(int handle);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int handle);
#pragma warning restore SYSLIB1054
    }
}
