using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>Bytes on their way from the thread that reads the tape to the one that unpacks them; the writer waits when too much is on the way.</summary>
/// <remarks>One writer, one reader. Bytes that were lost arrive as zeros, and <see cref="LostBytesBefore"/> tells how many so far.</remarks>
internal sealed class BlockPipe : Stream
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly Queue<Piece> _pieces = new();
    private readonly object _gate = new();
    private readonly long _capacityBytes;
    private long _waitingBytes;
    private bool _isComplete;
    private bool _isReaderGone;
    private Exception? _failure;
    private Piece _current;

    public BlockPipe(long capacityBytes = 4 << 20) => _capacityBytes = capacityBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gets how many of the bytes that were read so far are zeros in place of lost ones. For the reader.</summary>
    public long LostBytesBefore { get; private set; }

    /// <summary>Hands bytes to the reader. They are dropped when the reader has gone away: what it had to say it said elsewhere.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!buffer.IsEmpty)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(buffer.Length);
            buffer.CopyTo(bytes);
            Add(new Piece(bytes, buffer.Length, buffer.Length));
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Hands over a gap: the reader sees zeros and can know that they are none of the file's.</summary>
    public void WriteGap(long bytes)
    {
        if (bytes > 0)
        {
            Add(new Piece(null, bytes, bytes));
        }
    }

    /// <summary>Says that all bytes are written.</summary>
    public void Complete() => End(null);

    /// <summary>Says that no more bytes come, and why; the reader gets it as an exception.</summary>
    public void Fail(Exception reason) => End(reason);

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_current.Remaining == 0 && !TakeNext()))
        {
            return 0;
        }

        int count = (int)Math.Min(buffer.Length, _current.Remaining);
        if (_current.Bytes is { } bytes)
        {
            bytes.AsSpan((int)(_current.Length - _current.Remaining), count).CopyTo(buffer);
        }
        else
        {
            count = Math.Min(count, Zeros.Length);
            Zeros.AsSpan(0, count).CopyTo(buffer);
            LostBytesBefore += count;
        }

        _current = _current with { Remaining = _current.Remaining - count };
        if (_current is { Remaining: 0, Bytes: { } used })
        {
            ArrayPool<byte>.Shared.Return(used);
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The reader goes away: nothing waits for it any more.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _isReaderGone = true;
            _pieces.Clear();
            _waitingBytes = 0;
            Monitor.PulseAll(_gate);
        }

        base.Dispose(disposing);
    }

    private void Add(Piece piece)
    {
        lock (_gate)
        {
            while (_waitingBytes >= _capacityBytes && !_isReaderGone)
            {
                Monitor.Wait(_gate);
            }

            if (!_isReaderGone)
            {
                _pieces.Enqueue(piece);
                _waitingBytes += piece.Cost;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TakeNext()
    {
        lock (_gate)
        {
            while (_pieces.Count == 0 && !_isComplete)
            {
                Monitor.Wait(_gate);
            }

            if (_pieces.TryDequeue(out _current))
            {
                _waitingBytes -= _current.Cost;
                Monitor.PulseAll(_gate);
                return true;
            }

            return _failure is null ? false : throw new IOException("The stream ends early: " + _failure.Message, _failure);
        }
    }

    private void End(Exception? failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <param name="Bytes">The bytes, or null for a gap.</param>
    /// <param name="Length">How many bytes the piece has.</param>
    /// <param name="Remaining">How many of them are left to read.</param>
    private readonly record struct Piece(byte[]? Bytes, long Length, long Remaining)
    {
        public long Cost => Bytes is null ? 1 : Length;
    }
}
