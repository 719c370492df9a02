using MultiThreadBackupLog.Internal;
using System;
using System.IO;

namespace MultiThreadBackupLog.Tests.Disk;

/// <summary>A disk's file that counts, and that fails when it is told to.</summary>
internal sealed class WatchedStorageFile(string path, FileMode mode) : PositionedFile(path, mode, FileAccess.ReadWrite)
{
    public const int NoSpace = 28;      // ENOSPC, as the system gives it in HResult.
    public const int InputOutput = 5;   // EIO

    public int Flushes { get; private set; }

    public int? ReadErrorCode { get; set; }

    public int? WriteErrorCode { get; set; }

    public int? FlushErrorCode { get; set; }

    public override int Read(long offset, Span<byte> destination)
    {
        Fail(ReadErrorCode);
        return base.Read(offset, destination);
    }

    public override void Write(long offset, ReadOnlySpan<byte> source)
    {
        Fail(WriteErrorCode);
        base.Write(offset, source);
    }

    public override void Flush()
    {
        Flushes++;
        Fail(FlushErrorCode);
    }

    private static void Fail(int? code)
    {
        if (code is { } error)
        {
            throw new IOException("an injected error", error);
        }
    }
}
