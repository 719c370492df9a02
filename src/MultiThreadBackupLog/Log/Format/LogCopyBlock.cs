using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Codec of one tape block of a copy of a log: the header, the bytes of the log, and zeros to the end of the block.</summary>
internal static class LogCopyBlock
{
    private const int ChecksumOffset = LogCopyHeader.EncodedLength - 4;

    /// <summary>Says how many bytes of a log a tape block of a length carries.</summary>
    public static int ChunkCapacity(int blockLengthBytes) => blockLengthBytes > LogCopyHeader.EncodedLength
        ? blockLengthBytes - LogCopyHeader.EncodedLength
        : throw new ArgumentOutOfRangeException(
            nameof(blockLengthBytes), blockLengthBytes, "A block of a log copy needs more than " + LogCopyHeader.EncodedLength + " bytes.");

    /// <summary>Says how many tape blocks a copy of so many bytes takes; at least one.</summary>
    public static int CountBlocks(long copyLengthBytes, int blockLengthBytes)
    {
        int capacity = ChunkCapacity(blockLengthBytes);
        return (int)Math.Max(1, ((copyLengthBytes - 1) / capacity) + 1);
    }

    /// <summary>Fills one tape block of a copy: what differs from block to block is computed from its index.</summary>
    /// <param name="block">The whole tape block; of the same length for each block of the copy.</param>
    /// <param name="copy">The header of the copy. Of a label nothing else is needed; else the copy's own offset and end in the log must stand in it.</param>
    /// <param name="blockIndex">Which block, from 0.</param>
    /// <param name="log">Where the bytes come from; not used for a label.</param>
    public static void Write(Span<byte> block, in LogCopyHeader copy, int blockIndex, WriteLogSnapshot? log)
    {
        int capacity = ChunkCapacity(block.Length);
        bool isLabel = copy.Type == LogCopyType.SessionLabel;
        long copyLength = isLabel ? 0 : copy.LogLengthBytes - copy.CopyOffsetBytes;
        long offset = isLabel ? 0 : copy.CopyOffsetBytes + ((long)blockIndex * capacity);
        LogCopyHeader header = copy with
        {
            BlockIndex = blockIndex,
            BlockCount = CountBlocks(copyLength, block.Length),
            LogOffsetBytes = offset,
            ChunkLengthBytes = (int)Math.Max(0, Math.Min(capacity, copyLength - ((long)blockIndex * capacity))),
        };
        Guard.Invariant(header.IsPossible(), "the header of a log copy is one that its reader accepts");
        Span<byte> chunk = block.Slice(LogCopyHeader.EncodedLength, header.ChunkLengthBytes);
        if (!isLabel)
        {
            int count = Guard.NotNull(log).ReadBytes(offset, chunk);
            Guard.Invariant(count == chunk.Length, "a log is at least as long as its copy says");
        }

        block.Slice(LogCopyHeader.EncodedLength + header.ChunkLengthBytes).Clear();
        header.Write(block);
        BinaryPrimitives.WriteUInt32BigEndian(block.Slice(ChecksumOffset), Checksum(block, header.ChunkLengthBytes));
    }

    /// <summary>Tells at a glance whether a tape block may be one of a copy; only <see cref="TryParse"/> proves it.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> block) =>
        block.Length >= LogCopyHeader.EncodedLength && BinaryPrimitives.ReadUInt64BigEndian(block) == LogCopyHeader.Magic;

    /// <summary>Proves a tape block and gives its header; the bytes of the log stand behind it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> block, out LogCopyHeader header, out WriteLogFault fault)
    {
        header = default;
        if (!HasMagic(block))
            return Fail(WriteLogFaultReason.NotALog, 0, "The block is no part of a copy of a write log.", out fault);

        if (BinaryPrimitives.ReadUInt16BigEndian(block.Slice(8)) != LogCopyHeader.CurrentVersion)
            return Fail(WriteLogFaultReason.UnsupportedVersion, 8, "The copy block has a version that this library does not know.", out fault);

        LogCopyHeader read = LogCopyHeader.Read(block);
        if (read.ChunkLengthBytes < 0 || read.ChunkLengthBytes > block.Length - LogCopyHeader.EncodedLength)
            return Fail(WriteLogFaultReason.Truncated, 100, "The copy block is shorter than it says.", out fault);

        if (BinaryPrimitives.ReadUInt32BigEndian(block.Slice(ChecksumOffset)) != Checksum(block, read.ChunkLengthBytes))
            return Fail(WriteLogFaultReason.Damaged, 0, "The copy block does not have its checksum.", out fault);

        if (BinaryPrimitives.ReadInt32BigEndian(block.Slice(12)) != LogCopyHeader.EncodedLength || !read.IsPossible())
            return Fail(WriteLogFaultReason.Malformed, 0, "The copy block has a field outside its range.", out fault);

        header = read;
        fault = default;
        return true;
    }

    /// <summary>Gives the bytes of the log that a block holds, which <see cref="TryParse"/> has proven.</summary>
    public static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> block, in LogCopyHeader header) =>
        block.Slice(LogCopyHeader.EncodedLength, header.ChunkLengthBytes);

    private static uint Checksum(ReadOnlySpan<byte> block, int chunkLength) =>
        Crc32C.Append(Crc32C.Compute(block.Slice(0, ChecksumOffset)), block.Slice(LogCopyHeader.EncodedLength, chunkLength));

    private static bool Fail(WriteLogFaultReason reason, long offset, string message, out WriteLogFault fault)
    {
        fault = new WriteLogFault(reason, offset, message);
        return false;
    }
}
