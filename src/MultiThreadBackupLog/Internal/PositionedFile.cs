using System;
using System.Collections.Generic;
using System.IO;
#if NET
using Microsoft.Win32.SafeHandles;
#else
using System.Buffers;
using System.Runtime.InteropServices;
#endif

namespace MultiThreadBackupLog.Internal;

/// <summary>A file read and written at given places, by several threads at once, and without a buffer of ours: a buffer would fetch 4 KiB at every record passed over.</summary>
/// <remarks>
/// netstandard2.0 knows no positioned reads, so a lock keeps seek and transfer together there. Tests derive from it to let a disk
/// run full; everything it throws is an <see cref="IOException"/> of the system.
/// </remarks>
internal class PositionedFile : IDisposable
{
#if NET
    private readonly SafeFileHandle _handle;
#else
    private const int LongestPieceBytes = 1024 * 1024;
    private readonly object _gate = new();
    private readonly FileStream _stream;
#endif

    public PositionedFile(string path, FileMode mode, FileAccess access, FileOptions options = FileOptions.None)
    {
        Path = path;

        // One writer and nobody else: on Unix the system knows no lock that keeps a second writer out and lets readers in.
        FileShare share = access == FileAccess.Read ? FileShare.ReadWrite : FileShare.None;
#if NET
        _handle = File.OpenHandle(path, mode, access, share, options);
#else
        _stream = new FileStream(path, mode, access, share, bufferSize: 1, options);
#endif
    }

    public string Path { get; }

#if NET
    public virtual long Length => RandomAccess.GetLength(_handle);
#else
    public virtual long Length => _stream.Length;
#endif

    /// <summary>Reads until the destination is full or the file ends.</summary>
    public virtual int Read(long offset, Span<byte> destination)
    {
        int total = 0;
#if NET
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(_handle, destination.Slice(total), offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }
#else
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(1, destination.Length), LongestPieceBytes));
        try
        {
            while (total < destination.Length)
            {
                int read = ReadPiece(offset + total, rented, Math.Min(rented.Length, destination.Length - total));
                if (read == 0)
                {
                    break;
                }

                rented.AsSpan(0, read).CopyTo(destination.Slice(total));
                total += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
#endif
        return total;
    }

    public virtual void Write(long offset, ReadOnlySpan<byte> source)
    {
#if NET
        RandomAccess.Write(_handle, source, offset);
#else
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(1, source.Length), LongestPieceBytes));
        try
        {
            while (!source.IsEmpty)
            {
                int length = Math.Min(rented.Length, source.Length);
                source.Slice(0, length).CopyTo(rented);
                WritePiece(offset, rented, 0, length);
                source = source.Slice(length);
                offset += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
#endif
    }

    /// <summary>Writes pieces one behind the other, where the system can with one call.</summary>
    public virtual void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
#if NET
        RandomAccess.Write(_handle, pieces, offset);
#else
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            if (MemoryMarshal.TryGetArray(piece, out ArraySegment<byte> segment) && segment.Array is not null)
            {
                WritePiece(offset, segment.Array, segment.Offset, segment.Count);
            }
            else
            {
                Write(offset, piece.Span);
            }

            offset += piece.Length;
        }
#endif
    }

    public virtual void SetLength(long length)
    {
#if NET
        RandomAccess.SetLength(_handle, length);
#else
        _stream.SetLength(length);
#endif
    }

    /// <summary>Returns when everything written is on the disk (fsync).</summary>
    public virtual void Flush()
    {
#if NET
        RandomAccess.FlushToDisk(_handle);
#else
        lock (_gate)
        {
            _stream.Flush(flushToDisk: true);
        }
#endif
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
#if NET
            _handle.Dispose();
#else
            _stream.Dispose();
#endif
        }
    }

#if !NET
    private int ReadPiece(long offset, byte[] buffer, int length)
    {
        lock (_gate)
        {
            _stream.Seek(offset, SeekOrigin.Begin);
            return _stream.Read(buffer, 0, length);
        }
    }

    private void WritePiece(long offset, byte[] buffer, int index, int length)
    {
        lock (_gate)
        {
            _stream.Seek(offset, SeekOrigin.Begin);
            _stream.Write(buffer, index, length);
        }
    }
#endif
}
