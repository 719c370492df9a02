using System;
using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>Turns written bytes into blocks that are filled in place: each block but the last is full.</summary>
/// <remarks>
/// Whoever has the bytes ready writes them; whoever can read straight into memory uses <see cref="FreeSpan"/> and <see cref="Advance"/>,
/// and saves the copy. One thread at a time.
/// </remarks>
internal abstract class BlockFillStream : Stream
{
    private Memory<byte> _block;
    private long _writtenBytes;
    private int _filledBytes;
    private bool _isFinished;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_isFinished;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => WrittenBytes;
        set => throw new NotSupportedException();
    }

    /// <summary>Gets how many bytes were written. Any thread may ask.</summary>
    public long WrittenBytes => Volatile.Read(ref _writtenBytes);

    /// <summary>Gets what is free of the open block, at least one byte. Waits until a block can be had.</summary>
    public Span<byte> FreeSpan
    {
        get
        {
            if (_filledBytes == _block.Length)
            {
                _block = _isFinished ? throw new InvalidOperationException("The last block is out.") : GetBlock();
                _filledBytes = 0;
            }

            return _block.Span[_filledBytes..];
        }
    }

    /// <summary>Says that bytes of <see cref="FreeSpan"/> were filled; a full block goes out.</summary>
    public void Advance(int bytes)
    {
        if (bytes < 0 || bytes > _block.Length - _filledBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "More bytes than the block has free.");
        }

        _filledBytes += bytes;
        Volatile.Write(ref _writtenBytes, _writtenBytes + bytes);
        if (_filledBytes == _block.Length && bytes > 0)
        {
            PublishOpenBlock();
        }
    }

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Span<byte> free = FreeSpan;
            int count = Math.Min(free.Length, buffer.Length);
            buffer[..count].CopyTo(free);
            Advance(count);
            buffer = buffer[count..];
        }
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public sealed override void WriteByte(byte value) => Write([value]);

    /// <summary>Sends the last block, which may be short. Nothing may be written afterwards.</summary>
    public void Finish()
    {
        if (_filledBytes > 0)
        {
            PublishOpenBlock();
        }

        _isFinished = true;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Waits for the memory of the next block.</summary>
    protected abstract Memory<byte> GetBlock();

    /// <summary>Sends the block that <see cref="GetBlock"/> gave last.</summary>
    protected abstract void PublishBlock(int lengthBytes);

    private void PublishOpenBlock()
    {
        int length = _filledBytes;
        _block = default;
        _filledBytes = 0;
        PublishBlock(length);
    }
}
