using MultiThreadBackupLog.Internal;
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>An image's file that counts, and that fails when it is told to.</summary>
internal sealed class WatchedFile(string path, FileMode mode) : PositionedFile(path, mode, FileAccess.ReadWrite)
{
    public const int NoSpace = 28;   // ENOSPC, as the system gives it in HResult.

    public long ReadBytes { get; private set; }

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public int Flushes { get; private set; }

    /// <summary>Gets or sets how many bytes the disk still takes; a write over it puts down what fits and fails.</summary>
    public long Room { get; set; } = long.MaxValue;

    public int WriteErrorCode { get; set; } = NoSpace;

    public bool FailsSettingLength { get; set; }

    public int FlushFailures { get; set; }

    public override int Read(long offset, Span<byte> destination)
    {
        int read = base.Read(offset, destination);
        Reads++;
        ReadBytes += read;
        return read;
    }

    public override void Write(long offset, ReadOnlySpan<byte> source)
    {
        Writes++;
        int fits = (int)Math.Min(Room, source.Length);
        base.Write(offset, source.Slice(0, fits));
        Use(source.Length);
    }

    public override void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Sum(p => (long)p.Length) <= Room)
        {
            Writes++;
            base.Write(offset, pieces);
            Use(pieces.Sum(p => (long)p.Length));
            return;
        }

        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            Write(offset, piece.Span);
            offset += piece.Length;
        }
    }

    public override void SetLength(long length)
    {
        if (FailsSettingLength)
        {
            throw new IOException("Input/output error", 5);
        }

        base.SetLength(length);
    }

    public override void Flush()
    {
        Flushes++;
        if (FlushFailures > 0)
        {
            FlushFailures--;
            throw new IOException("Input/output error", 5);
        }
    }

    public void ForgetCounts() => (ReadBytes, Reads, Writes, Flushes) = (0, 0, 0, 0);

    private void Use(long length)
    {
        if (length > Room)
        {
            Room = 0;
            throw new IOException("No space left on device : '" + Path + "'", WriteErrorCode);
        }

        Room -= Room == long.MaxValue ? 0 : length;
    }
}
