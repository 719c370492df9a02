using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MultiThreadBackupLog.Tool.FileSystem;

/// <summary>The few calls of the C library that the base class library does not offer.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LibC
{
    public const int CurrentFolder = -100;              // AT_FDCWD
    public const int DoNotFollow = 0x100;               // AT_SYMLINK_NOFOLLOW
    public const int EmptyPath = 0x1000;                // AT_EMPTY_PATH
    public const uint BasicStatus = 0x7FF;              // STATX_BASIC_STATS
    public const int SeekEnd = 2;                       // SEEK_END

    // The same on every processor that .NET runs on under Linux.
    public const int ReadOnlyClosedOnExecute = 0x80000; // O_RDONLY | O_CLOEXEC
    public const int DoNotBlock = 0x800;                // O_NONBLOCK
    public const short Readable = 1;                    // POLLIN

    /// <summary>Describes the failure of the last call.</summary>
    public static IOException Failure(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error) + " : '" + path + "'", error);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte[] target, nint capacity);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string added);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwnerOfLink(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFileSystem(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollRequest request, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeHandle file, long offset, int origin);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Answer;
    }
}
