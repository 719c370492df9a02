using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>Things that tests put into directories and that the base class library cannot make.</summary>
internal static partial class TestCalls
{
    public static void MakeFifo(string path) => Check(MakeFifo(path, 0x1A4), path);

    public static void LinkTo(string existing, string added) => Check(Link(existing, added), added);

    /// <summary>Makes an empty directory whose name is these very bytes.</summary>
    public static void MakeDirectory(string parent, byte[] name) =>
        Check(MakeDirectory([.. Encoding.UTF8.GetBytes(parent), (byte)'/', .. name, 0], 0x1ED), parent);

    public static void RemoveDirectory(string parent, byte[] name) =>
        Check(RemoveDirectory([.. Encoding.UTF8.GetBytes(parent), (byte)'/', .. name, 0]), parent);

    public static void MakeSymbolicLink(byte[] target, string path) => Check(MakeSymbolicLink([.. target, 0], [.. Encoding.UTF8.GetBytes(path), 0]), path);

    private static void Check(int returned, string path)
    {
        if (returned != 0)
        {
            throw new IOException(path + ": " + Marshal.GetLastPInvokeErrorMessage());
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static partial int MakeDirectory(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true)]
    private static partial int RemoveDirectory(byte[] path);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true)]
    private static partial int MakeSymbolicLink(byte[] target, byte[] path);
}
