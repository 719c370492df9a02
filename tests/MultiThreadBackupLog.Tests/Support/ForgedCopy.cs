using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Blocks of log copies that lie, with a checksum that is right.</summary>
internal static class ForgedCopy
{
    /// <summary>Replaces the header of a block; the chunk behind it stays.</summary>
    public static void Write(Span<byte> block, LogCopyHeader header)
    {
        header.Write(block);
        int checksumOffset = LogCopyHeader.EncodedLength - 4;
        uint checksum = Crc32C.Append(
            Crc32C.Compute(block.Slice(0, checksumOffset)), block.Slice(LogCopyHeader.EncodedLength, header.ChunkLengthBytes));
        BinaryPrimitives.WriteUInt32BigEndian(block.Slice(checksumOffset), checksum);
    }
}
