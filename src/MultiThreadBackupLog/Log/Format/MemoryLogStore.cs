using System;
using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Pages in memory, in segments of doubling size, so that nothing is ever copied or moved under a reader.</summary>
internal sealed class MemoryLogStore : LogStore
{
    private const int FirstSegmentShift = 12;
    private const int MaximumSegments = 19; // 4 KiB × (2^19 - 1): 2 GiB in all.

    // The writer fills a segment before it publishes the length that reaches into it; readers look at the length first.
    private readonly byte[]?[] _segments = new byte[]?[MaximumSegments];
    private long _length;

    public override long Length => Volatile.Read(ref _length);

    public override void Append(ReadOnlySpan<byte> page)
    {
        long length = _length;
        long end = length + page.Length;
        if (end > StartOf(MaximumSegments))
            throw new IOException("A write log in memory cannot pass 2 GiB; keep it in a file.");

        while (page.Length > 0)
        {
            int index = SegmentOf(length);
            byte[] segment = _segments[index] ??= new byte[1 << (FirstSegmentShift + index)];
            var at = (int)(length - StartOf(index));
            int count = Math.Min(page.Length, segment.Length - at);
            page.Slice(0, count).CopyTo(segment.AsSpan(at));
            page = page.Slice(count);
            length += count;
        }

        Volatile.Write(ref _length, end);
    }

    public override void Flush()
    {
    }

    public override void Dispose()
    {
    }

    public override int Read(long offset, Span<byte> destination)
    {
        long left = Length - offset;
        if (left <= 0)
            return 0;

        int wanted = left < destination.Length ? (int)left : destination.Length;
        int total = 0;
        while (total < wanted)
        {
            int index = SegmentOf(offset);
            byte[] segment = _segments[index]!;
            var at = (int)(offset - StartOf(index));
            int count = Math.Min(wanted - total, segment.Length - at);
            segment.AsSpan(at, count).CopyTo(destination.Slice(total));
            total += count;
            offset += count;
        }

        return total;
    }

    private static long StartOf(int index) => ((1L << index) - 1) << FirstSegmentShift;

    private static int SegmentOf(long offset)
    {
        long rest = (offset >> FirstSegmentShift) + 1;
        int index = 0;
        for (; rest > 1; rest >>= 1)
            index++;

        return index;
    }
}
