using System.IO;
using MultiThreadBackupLog.Internal;
#if !NET
using System.Runtime.InteropServices;
#endif

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Names of files of the operating system.</summary>
internal sealed class DiskLogFolder : LogFolder
{
    private static bool IsWindows => Path.DirectorySeparatorChar != '/';

    public override bool Exists(string path) => File.Exists(path);

    public override LogFile Create(string path, bool replaces) => new DiskLogFile(path, replaces);

    public override void Rename(string from, string to, bool replaces)
    {
        if (!replaces)
            File.Move(from, to);
        else
            Replace(from, to);
    }

    public override void Delete(string path) => File.Delete(path);

    // On Windows a synchronised file has its name: file systems journal both, and write the journal up to here.
    public override void SynchronizeCreated(string path) => FolderSync.Synchronize(Path.GetDirectoryName(Path.GetFullPath(path)));

    public override void SynchronizeRenamed(string path)
    {
        if (!IsWindows)
        {
            SynchronizeCreated(path);
            return;
        }

        // The rename came after the file was synchronised, and the journal is written up to here when it is once more.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        file.Flush(flushToDisk: true);
    }

    private static void Replace(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        if (!IsWindows)
        {
            File.Replace(from, to, null);
        }
        else if (!NativeMethods.MoveFileEx(from, to, NativeMethods.ReplaceExisting | NativeMethods.WriteThrough))
        {
            // Not File.Replace: without a backup that may fail when the one name is gone already and the other not yet given.
            int error = Marshal.GetLastWin32Error();
            throw new IOException("'" + from + "' cannot take the place of '" + to + "' (error " + error + ").", unchecked((int)0x80070000) | error);
        }
#endif
    }

#if !NET
    private static class NativeMethods
    {
        public const int ReplaceExisting = 1;
        public const int WriteThrough = 8;

        [DllImport("kernel32", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool MoveFileEx(string from, string to, int flags);
    }
#endif
}
