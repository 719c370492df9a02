using System;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>
/// A file of exactly the length that its archive header announced, whatever happens to the file meanwhile: what is missing is filled
/// with zeros, what is too much is cut. One byte more or less would displace every later entry of the archive.
/// </summary>
internal sealed class AnnouncedLengthStream : Stream
{
    private readonly SafeFileHandle _file;
    private readonly CancellationToken _cancellationToken;
    private long _position;

    public AnnouncedLengthStream(SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        _file = file;
        Length = length;
        _cancellationToken = cancellationToken;
    }

    public override bool CanRead => true;

    // The archive writer asks a stream that can seek for its length, and otherwise would keep it all in memory.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Gets from which byte on zeros stand in for the file, or null when all bytes are the file's.</summary>
    public long? ZerosFrom { get; private set; }

    /// <summary>Gets why zeros stand in when it is not that the file ended.</summary>
    public string? ReadError { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        int wanted = (int)Math.Min(buffer.Length, Length - _position);
        if (wanted == 0)
        {
            return 0;
        }

        int read = ZerosFrom is null ? ReadFile(buffer[..wanted]) : 0;
        if (read == 0)
        {
            ZerosFrom ??= _position;
            buffer[..wanted].Clear();
            read = wanted;
        }

        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads straight into tape blocks where the destination has some; the archive writer copies by this method.</summary>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        if (destination is not BlockFillStream blocks)
        {
            base.CopyTo(destination, bufferSize);
            return;
        }

        while (_position < Length)
        {
            blocks.Advance(Read(blocks.FreeSpan));
        }
    }

    /// <summary>Says whether the file has more bytes than were announced.</summary>
    public bool HasMoreThanAnnounced()
    {
        try
        {
            return ZerosFrom is null && RandomAccess.Read(_file, stackalloc byte[1], Length) > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadFile(Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(_file, buffer, _position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReadError = e.Message;
            return 0;
        }
    }
}
