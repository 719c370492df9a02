using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Restore;

/// <summary>The streams of one restore, by ordinal, and the sums over them.</summary>
internal sealed class RestoredStreams
{
    private readonly Dictionary<StreamId, RestoredStream> _streams = [];

    public RestoredStreams(RestorePlan plan, IReadOnlyDictionary<StreamId, BlockSink> sinks)
    {
        foreach (StreamId id in plan.Streams)
        {
            if (!plan.Index.TryGetStream(id, out WriteLogStream? stream) || stream is null)
            {
                throw new InvalidOperationException("The plan restores stream " + id + ", which its log does not have.");
            }

            _streams.Add(id, new RestoredStream(plan, stream, sinks[id]));
        }
    }

    public long RestoredBlocks { get; private set; }

    public long RestoredBytes { get; private set; }

    public long LostBlocks { get; private set; }

    /// <summary>Looks at what the tape gave for a block; also while others are delivered.</summary>
    public BlockContent Check(StreamId stream, long blockNumber, ReadOnlySpan<byte> block, out int payloadBytes, out uint payloadCrc) =>
        _streams[stream].Check(blockNumber, block, out payloadBytes, out payloadCrc);

    public void Deliver(StreamId stream, long blockNumber, ReadOnlySpan<byte> payload, uint payloadCrc)
    {
        _streams[stream].Deliver(blockNumber, payload, payloadCrc);
        RestoredBlocks++;
        RestoredBytes += payload.Length;
    }

    public void Lose(StreamId stream, BlockRange blocks, int blockLengthBytes, long firstLogicalObjectIdentifier, string reason)
    {
        LostBlocks += blocks.BlockCount;
        _streams[stream].Lose(blocks, blockLengthBytes, firstLogicalObjectIdentifier, reason);
    }

    public IReadOnlyList<RestoreStreamReport> Complete() =>
        _streams.OrderBy(stream => stream.Key).Select(stream => stream.Value.Complete()).ToArray();
}
