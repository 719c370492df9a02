using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Restore;

/// <summary>Follows the chained checksum of a stream from its first block on, and compares it wherever the log has one: at each checkpoint, and at the stream's end.</summary>
/// <remarks>A chain covers every block from the first, so nothing is said of what stands behind a block that was left out.</remarks>
/// <param name="expected">The checksums that the log has of the stream, by ascending number of blocks.</param>
/// <param name="firstBlock">The first block that is restored; there is a chain only from block 0 on.</param>
internal sealed class StreamChain(IReadOnlyList<WriteLogStreamChecksum> expected, long firstBlock)
{
    private readonly long _endBlock = firstBlock == 0 && expected.Count > 0 ? expected[expected.Count - 1].BlockCount : 0;
    private StreamChecksum _checksum;
    private long _nextBlock;
    private int _next;

    /// <summary>Gets how many blocks from the first one on are what was written, as the last checksum says that agreed.</summary>
    public long ProvenBlocks { get; private set; }

    /// <summary>Says whether a checksum of the log covers a block. Changes nothing, and may be asked while others are taken.</summary>
    public bool Covers(long blockNumber) => blockNumber < _endBlock;

    /// <summary>Takes a block whose payload has a CRC32C. False when a checksum that ends with it is not the log's: some block from the first to this one is not what was written.</summary>
    public bool TryTake(long blockNumber, uint payloadCrc32C, int payloadLengthBytes)
    {
        if (blockNumber != _nextBlock || !Covers(blockNumber))
        {
            return true;
        }

        _nextBlock++;
        _checksum.Append(payloadCrc32C, payloadLengthBytes);
        bool agrees = true;
        for (; _next < expected.Count && expected[_next].BlockCount <= _nextBlock; _next++)
        {
            if (expected[_next].BlockCount == _nextBlock)
            {
                agrees &= expected[_next].Checksum == _checksum.Value;
            }
        }

        bool isCompared = _next > 0 && expected[_next - 1].BlockCount == _nextBlock;
        ProvenBlocks = isCompared && agrees ? _nextBlock : ProvenBlocks;
        return agrees;
    }
}
