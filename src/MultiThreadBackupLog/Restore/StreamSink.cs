using System;
using System.IO;
#if !NET
using System.Buffers;
#endif

namespace MultiThreadBackupLog.Restore;

/// <summary>Writes restored blocks one after the other into a stream of bytes; what was lost becomes zeros, so that what follows stays in its place.</summary>
internal sealed class StreamSink(Stream destination) : BlockSink
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
    {
#if NET
        destination.Write(payload);
#else
        byte[] copy = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(copy);
        destination.Write(copy, 0, payload.Length);
        ArrayPool<byte>.Shared.Return(copy);
#endif
    }

    public override void Lose(BlockRange blocks, int blockLengthBytes, string reason)
    {
        for (long left = checked(blocks.BlockCount * blockLengthBytes); left > 0;)
        {
            int count = (int)Math.Min(left, Zeros.Length);
            destination.Write(Zeros, 0, count);
            left -= count;
        }
    }

    public override void Complete() => destination.Flush();
}
