using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The 16 bytes at the end of each tape block of a stream, where a log says that there are any: stream, block number, checksum.</summary>
/// <remarks>
/// The checksum is CRC32C over the payload, the ordinal, the block number and the log identifier, in that order: the producer
/// computes the part of the payload on its own processor, and whoever places the block finishes it. The log identifier stands in the
/// sum and not in the block, so that a block of another log is not taken for one of this. Safe to share between threads.
/// </remarks>
internal sealed class BlockTrailer
{
    public const int EncodedLength = 16;

    private readonly byte[] _logIdentifier;

    public BlockTrailer(Guid logIdentifier) => _logIdentifier = GuidBytes.ToArray(logIdentifier);

    /// <summary>Writes the trailer of a block whose payload has the given CRC32C.</summary>
    /// <param name="trailer">The last 16 bytes of the block.</param>
    /// <param name="stream">Whose block it is.</param>
    /// <param name="block">Its number in the stream, from 0.</param>
    /// <param name="payloadCrc32C">The CRC32C of all bytes of the block before the trailer.</param>
    public void Write(Span<byte> trailer, StreamId stream, long block, uint payloadCrc32C)
    {
        BinaryPrimitives.WriteUInt32BigEndian(trailer, (uint)stream.Ordinal);
        BinaryPrimitives.WriteUInt64BigEndian(trailer.Slice(4), (ulong)block);
        BinaryPrimitives.WriteUInt32BigEndian(trailer.Slice(12), Finish(trailer, payloadCrc32C));
    }

    /// <summary>Proves a whole block and tells whose it is.</summary>
    /// <returns>False for a block that is too short, damaged, or no block of this log.</returns>
    public bool TryVerify(ReadOnlySpan<byte> block, out StreamId stream, out long blockNumber, out uint payloadCrc32C)
    {
        if (block.Length < EncodedLength)
        {
            payloadCrc32C = 0;
            return TryParse(default, out stream, out blockNumber);
        }

        ReadOnlySpan<byte> trailer = block.Slice(block.Length - EncodedLength);
        payloadCrc32C = Crc32C.Compute(block.Slice(0, block.Length - EncodedLength));
        return TryParse(trailer, out stream, out blockNumber)
            && BinaryPrimitives.ReadUInt32BigEndian(trailer.Slice(12)) == Finish(trailer, payloadCrc32C);
    }

    private static bool TryParse(ReadOnlySpan<byte> trailer, out StreamId stream, out long blockNumber)
    {
        stream = default;
        blockNumber = 0;
        if (trailer.Length < EncodedLength)
            return false;

        uint ordinal = BinaryPrimitives.ReadUInt32BigEndian(trailer);
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(trailer.Slice(4));
        if (ordinal > int.MaxValue || number > long.MaxValue)
            return false;

        stream = new StreamId((int)ordinal);
        blockNumber = (long)number;
        return true;
    }

    private uint Finish(ReadOnlySpan<byte> trailer, uint payloadCrc32C) =>
        Crc32C.Append(Crc32C.Append(payloadCrc32C, trailer.Slice(0, 12)), _logIdentifier);
}
