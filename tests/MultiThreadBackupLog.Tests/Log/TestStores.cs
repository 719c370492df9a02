using System;
using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Takes pages and keeps nothing: what is left to measure is the log itself.</summary>
internal sealed class NullStore : LogStore
{
    private long _length;

    public override long Length => _length;

    public override void Append(ReadOnlySpan<byte> page) => _length += page.Length;

    public override void Flush()
    {
    }

    public override int Read(long offset, Span<byte> destination) => 0;

    public override void Dispose()
    {
    }
}

/// <summary>A disk that is full, or cannot be synchronised, whenever the test says so.</summary>
internal sealed class FullDiskStore : LogStore
{
    private readonly List<byte> _bytes = [];

    public bool IsFull { get; set; }

    public bool FlushFails { get; set; }

    public override long Length => _bytes.Count;

    public override void Append(ReadOnlySpan<byte> page)
    {
        if (IsFull)
            throw new IOException("full");

        _bytes.AddRange(page.ToArray());
    }

    public override void Flush()
    {
        if (FlushFails)
            throw new IOException("flush");
    }

    public override int Read(long offset, Span<byte> destination)
    {
        int count = (int)Math.Min(destination.Length, _bytes.Count - offset);
        _bytes.GetRange((int)offset, count).ToArray().CopyTo(destination);
        return count;
    }

    public override void Dispose()
    {
    }
}
