using System;
using System.IO;
using System.Text;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.FileSystem;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>How files are opened for a backup: others may go on writing, renaming and deleting them.</summary>
/// <remarks>
/// On Linux not by the base class library, which takes a lock on every file it opens: a file that its program has locked could not be
/// backed up, and a program could not lock a file that is just being backed up.
/// </remarks>
internal static class SourceFile
{
    private const int MaximumLinkLength = 4096; // PATH_MAX

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens a file for reading; a FIFO without waiting for its writer, see <see cref="WaitUntilReadable"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }

        int descriptor = LibC.Open(path, LibC.ReadOnlyClosedOnExecute | LibC.DoNotBlock);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw LibC.Failure(path);
    }

    /// <summary>Waits until a pipe or a character device has bytes or its end, so that a read of it does not wait where nobody can cancel it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void WaitUntilReadable(SafeFileHandle file, CancellationToken cancellationToken)
    {
        const int LookAgainMilliseconds = 100;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            var request = new LibC.PollRequest { Descriptor = (int)file.DangerousGetHandle(), Events = LibC.Readable };
            while (LibC.Poll(ref request, 1, LookAgainMilliseconds) <= 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Reads what a symbolic link points to.</summary>
    /// <exception cref="IOException">It cannot be read, it is no link any more, or its bytes are no text.</exception>
    public static string LinkTarget(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path).LinkTarget ?? throw new IOException("it was changed while the directory was read");
        }

        var target = new byte[MaximumLinkLength];
        nint length = LibC.ReadLink(path, target, target.Length);
        if (length <= 0)
        {
            throw LibC.Failure(path);
        }

        try
        {
            return Strict.GetString(target, 0, (int)length);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException("what the link points to is not valid UTF-8");
        }
    }
}
