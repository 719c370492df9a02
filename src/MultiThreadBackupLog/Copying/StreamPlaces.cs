using System.Collections.Generic;
using System.Globalization;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Copying;

/// <summary>Where in its stream the payload of a block begins, asked for in ascending order of each stream's blocks.</summary>
/// <remarks>The index does not keep sums of bytes; as the questions ascend, each stream's runs are passed once.</remarks>
internal sealed class StreamPlaces
{
    private readonly WriteLogIndex _index;
    private readonly Dictionary<StreamId, (long Block, long FirstByte)> _reached = new();

    public StreamPlaces(WriteLogIndex index)
    {
        _index = index;
        TrailerBytes = index.Header.HasBlockTrailers ? BlockTrailer.EncodedLength : 0;
    }

    /// <summary>Gets how many bytes at the end of each block are no data.</summary>
    public int TrailerBytes { get; }

    public int PayloadLength(int blockLength) => blockLength >= TrailerBytes
        ? blockLength - TrailerBytes
        : throw new CopyListException(
            string.Format(CultureInfo.InvariantCulture, "The log has a block of {0} bytes, too short for its trailer.", blockLength));

    public long FirstByteOf(StreamId stream, long block)
    {
        (long reached, long firstByte) = _reached.TryGetValue(stream, out (long Block, long FirstByte) place) ? place : default;
        foreach (WriteRun run in _index.Runs(stream, BlockRange.FromBounds(reached, block)))
        {
            firstByte += run.BlockCount * PayloadLength(run.BlockLengthBytes);
        }

        _reached[stream] = (block, firstByte);
        return firstByte;
    }
}
