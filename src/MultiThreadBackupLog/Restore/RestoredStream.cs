using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Restore;

/// <summary>One stream of a running restore: its sink, what was delivered and lost, and the checks of its content.</summary>
internal sealed class RestoredStream
{
    private readonly WriteLogStream _stream;
    private readonly BlockTrailer? _trailer;
    private readonly BlockSink _sink;
    private readonly bool _isWholeStream;
    private readonly List<RestoreLoss> _losses = [];
    private readonly StreamChain _chain;
    private bool _isMismatch;
    private long _restoredBlocks;
    private long _restoredBytes;
    private long _nextBlock;

    public RestoredStream(RestorePlan plan, WriteLogStream stream, BlockSink sink)
    {
        _stream = stream;
        _trailer = plan.Index.Header.HasBlockTrailers ? new BlockTrailer(plan.Index.Header.LogIdentifier) : null;
        _sink = sink;
        IReadOnlyList<BlockRange> ranges = plan.RangesOf(stream.Id);
        _isWholeStream = ranges.Count == 1 && ranges[0] == new BlockRange(0, stream.BlockCount);
        _nextBlock = ranges[0].FirstBlock;
        _chain = new StreamChain(stream.Checksums, ranges[0].FirstBlock);
    }

    /// <summary>Looks at what the tape gave for a block. Changes nothing: whoever reads ahead may ask while blocks before it are delivered.</summary>
    public BlockContent Check(long blockNumber, ReadOnlySpan<byte> block, out int payloadBytes, out uint payloadCrc)
    {
        payloadBytes = block.Length;
        payloadCrc = 0;
        if (_trailer is null)
        {
            payloadCrc = _chain.Covers(blockNumber) ? Crc32C.Compute(block) : 0;
            return BlockContent.Right;
        }

        if (!_trailer.TryVerify(block, out StreamId stream, out long number, out payloadCrc))
        {
            return BlockContent.Damaged;
        }

        payloadBytes = block.Length - BlockTrailer.EncodedLength;
        return stream == _stream.Id && number == blockNumber ? BlockContent.Right : BlockContent.AnotherBlock;
    }

    /// <summary>Gives a block whose content is right to the sink.</summary>
    public void Deliver(long blockNumber, ReadOnlySpan<byte> payload, uint payloadCrc)
    {
        Guard.Invariant(blockNumber >= _nextBlock, "Blocks of a stream are delivered in order.");
        _isMismatch |= !_chain.TryTake(blockNumber, payloadCrc, payload.Length);
        _sink.WriteBlock(blockNumber, payload);
        _nextBlock = blockNumber + 1;
        _restoredBlocks++;
        _restoredBytes += payload.Length;
    }

    public void Lose(BlockRange blocks, int blockLengthBytes, long firstLogicalObjectIdentifier, string reason)
    {
        Guard.Invariant(blocks.FirstBlock >= _nextBlock, "Blocks of a stream are lost in order.");
        _nextBlock = blocks.EndBlock;
        int last = _losses.Count - 1;
        bool continues = last >= 0 && _losses[last].Blocks.EndBlock == blocks.FirstBlock && _losses[last].Reason == reason;
        if (continues)
        {
            BlockRange both = BlockRange.FromBounds(_losses[last].Blocks.FirstBlock, blocks.EndBlock);
            _losses[last] = new RestoreLoss(both, _losses[last].FirstLogicalObjectIdentifier, reason);
        }
        else
        {
            _losses.Add(new RestoreLoss(blocks, firstLogicalObjectIdentifier, reason));
        }

        int payloadLengthBytes = _trailer is not null ? Math.Max(0, blockLengthBytes - BlockTrailer.EncodedLength) : blockLengthBytes;
        _sink.Lose(blocks, payloadLengthBytes, reason);
    }

    public RestoreStreamReport Complete()
    {
        _sink.Complete();
        return new RestoreStreamReport(
            _stream.Id,
            _stream.Description.Name,
            _restoredBlocks,
            _restoredBytes,
            _losses,
            Verification(),
            _isWholeStream,
            _stream.EndType == StreamEndType.Completed);
    }

    private RestoreVerification Verification()
    {
        if (_isMismatch)
        {
            return RestoreVerification.Mismatch;
        }

        if (_restoredBlocks > 0 && _chain.ProvenBlocks == _restoredBlocks && _losses.Count == 0)
        {
            return RestoreVerification.StreamChecksum;
        }

        return _trailer is not null ? RestoreVerification.BlockTrailers : RestoreVerification.Unverified;
    }
}
