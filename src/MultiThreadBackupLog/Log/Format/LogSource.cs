using System;
using System.IO;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Where the bytes of a log are read from, at any offset and from any thread.</summary>
internal abstract class LogSource : IDisposable
{
    /// <summary>Gets how many bytes there are now.</summary>
    public abstract long Length { get; }

    /// <summary>Reads what there is at an offset: all that is asked for, or up to <see cref="Length"/>.</summary>
    public abstract int Read(long offset, Span<byte> destination);

    public abstract void Dispose();
}

/// <summary>Bytes in memory that nobody changes.</summary>
internal sealed class MemoryLogSource : LogSource
{
    private readonly ReadOnlyMemory<byte> _bytes;

    public MemoryLogSource(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public override long Length => _bytes.Length;

    public override int Read(long offset, Span<byte> destination)
    {
        if (offset >= _bytes.Length)
            return 0;

        ReadOnlySpan<byte> rest = _bytes.Span.Slice((int)offset);
        int count = Math.Min(rest.Length, destination.Length);
        rest.Slice(0, count).CopyTo(destination);
        return count;
    }

    public override void Dispose()
    {
    }
}

/// <summary>A stream that can seek. One reader at a time gets through; a position is shared state.</summary>
internal sealed class StreamLogSource : LogSource
{
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly object _positionLock = new();
    private byte[] _buffer = new byte[4096]; // netstandard2.0 reads into arrays only.

    public StreamLogSource(Stream stream, bool ownsStream)
    {
        _stream = stream;
        _ownsStream = ownsStream;
        Length = stream.Length;
    }

    public override long Length { get; }

    public override int Read(long offset, Span<byte> destination)
    {
        lock (_positionLock)
        {
            if (_buffer.Length < destination.Length)
                _buffer = new byte[Math.Min(PageHeader.MaximumPageLength, destination.Length)];

            int total = 0;
            _stream.Position = offset;
            while (total < destination.Length)
            {
                int count = _stream.Read(_buffer, 0, Math.Min(_buffer.Length, destination.Length - total));
                if (count == 0)
                    break;

                _buffer.AsSpan(0, count).CopyTo(destination.Slice(total));
                total += count;
            }

            return total;
        }
    }

    public override void Dispose()
    {
        if (_ownsStream)
            _stream.Dispose();
    }
}
