using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The chained checksum of a stream, as <see cref="WriteLogStreamChecksum"/> defines it. The default value is that of no block.</summary>
/// <remarks>Whoever writes and whoever restores chain what they computed for each block anyway; no byte is summed twice.</remarks>
internal struct StreamChecksum
{
    /// <summary>Gets the checksum of the blocks so far.</summary>
    public uint Value { get; private set; }

    /// <summary>Takes the next block of the stream.</summary>
    /// <param name="payloadCrc32C">The CRC32C of its payload, without a trailer.</param>
    /// <param name="payloadLengthBytes">The length of its payload, without a trailer.</param>
    public void Append(uint payloadCrc32C, int payloadLengthBytes)
    {
        Span<byte> link = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(link, payloadCrc32C);
        BinaryPrimitives.WriteInt32BigEndian(link.Slice(4), payloadLengthBytes);
        Value = Crc32C.Append(Value, link);
    }
}
