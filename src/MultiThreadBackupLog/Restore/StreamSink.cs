using System;
using System.IO;
#if !NET
using System.Buffers;
#endif

namespace MultiThreadBackupLog.Restore;

/// <summary>Writes restored blocks one after the other into a stream of bytes; what was lost before others becomes zeros, so that those stay in their place.</summary>
internal sealed class StreamSink(Stream destination) : BlockSink
{
    private static readonly byte[] Zeros = new byte[64 * 1024];
    private long _owedZeros;

    public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
    {
        PayZeros();
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
        // Owed, not written: what is lost up to the end may be terabytes by the log of a tape that was cut, and nothing follows it.
        bool fits = blockLengthBytes == 0 || blocks.BlockCount <= (long.MaxValue - _owedZeros) / blockLengthBytes;
        _owedZeros = fits ? _owedZeros + (blocks.BlockCount * blockLengthBytes) : long.MaxValue;
    }

    public override void Complete() => destination.Flush();

    private void PayZeros()
    {
        for (; _owedZeros > 0; _owedZeros -= Math.Min(_owedZeros, Zeros.Length))
        {
            destination.Write(Zeros, 0, (int)Math.Min(_owedZeros, Zeros.Length));
        }
    }
}
