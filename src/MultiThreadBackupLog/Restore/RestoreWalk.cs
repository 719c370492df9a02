using System;
using System.Collections.Generic;
using System.Threading;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Restore;

/// <summary>Walks the steps of a plan on a device: the one place that decides what an outcome of the device means for a restore.</summary>
/// <remarks>Without a thread: each call goes on to what a sink must be told next. One thread at a time, and it alone uses the device.</remarks>
internal sealed class RestoreWalk
{
    private readonly SequentialDevice _device;
    private readonly RestorePlan _plan;
    private readonly RestoreSessionOptions _options;
    private readonly RestoredStreams _streams;
    private readonly IEnumerator<RestoreStep> _steps;
    private readonly CancellationToken _cancellationToken;
    private RestoreReader? _reader;
    private RestoreStep _step;  // A step that reads has blocks up to its count;
    private long _index;        // this one is next.

    public RestoreWalk(SequentialDevice device, RestorePlan plan, RestoreSessionOptions options, RestoredStreams streams, CancellationToken cancellationToken)
    {
        _device = device;
        _plan = plan;
        _options = options;
        _streams = streams;
        _steps = plan.Steps.GetEnumerator();
        _cancellationToken = cancellationToken;
    }

    public long ReadBlocks => _reader!.ReadBlocks;

    public long ReadBytes => _reader!.ReadBytes;

    public long Retries => _reader!.Retries;

    /// <summary>Goes on to the next block, loss, or the end.</summary>
    /// <param name="item">Receives it.</param>
    public void MoveNext(RestoreItem item)
    {
        _reader ??= Begin();
        while (true)
        {
            if (_step.Type == RestoreStepType.Read && _index < _step.Count)
            {
                if (TryRead(item))
                {
                    return;
                }

                continue;
            }

            if (!_steps.MoveNext())
            {
                item.SetEnd(_reader.Position.LogicalObjectIdentifier);
                return;
            }

            _cancellationToken.ThrowIfCancellationRequested();
            _step = _steps.Current;
            _index = 0;
            if (_step.Type == RestoreStepType.Read && _step.BlockLengthBytes > _reader.GreatestBlockLengthBytes)
            {
                // Asked once for all of them: a log may claim any number.
                LoseRest(item, _reader.TooLong(_step.BlockLengthBytes));
                return;
            }

            if (_step.Type != RestoreStepType.Read && !_reader.IsTapeAtItsEnd)
            {
                Pass(_step);
            }
        }
    }

    private RestoreReader Begin()
    {
        if (_options.CheckTapeIdentity && TapeCatalog.Identify(_device, _plan.Index) == TapeIdentity.Different)
        {
            throw new TapeException("The tape is not the one that the log was written for: it carries another log than " + _plan.Index.Header.LogIdentifier + ".");
        }

        return new RestoreReader(_device, _options.MaximumRetries);
    }

    private void Pass(RestoreStep step)
    {
        switch (step.Type)
        {
            case RestoreStepType.SpaceBlocks:
                _reader!.Space(SpaceUnit.Blocks, step);
                break;
            case RestoreStepType.SpaceFilemarks:
                _reader!.Space(SpaceUnit.Filemarks, step);
                break;
            case RestoreStepType.Locate:
                _reader!.Locate(step.End);
                break;
            default:
                _reader!.ReadThrough(step, _cancellationToken);
                break;
        }
    }

    /// <summary>Reads the step's next block. False when the tape met its end at it: the same block is then asked for again.</summary>
    private bool TryRead(RestoreItem item)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        RestoreReader reader = _reader!;
        if (reader.IsTapeAtItsEnd)
        {
            LoseRest(item, reader.EndReason); // Nothing more can come.
            return true;
        }

        long blockNumber = _step.FirstBlock + _index;
        TapePosition at = _step.Begin.Advance(_index);
        Span<byte> block = item.Buffer(_step.BlockLengthBytes);
        string? reason = null;
        for (int attempt = 0; attempt <= reader.MaximumRetries; attempt++)
        {
            if (!reader.TryRead(at, block, out reason))
            {
                break;
            }

            BlockContent content = _streams.Check(_step.Stream, blockNumber, block, out int payloadBytes, out uint payloadCrc);
            if (content == BlockContent.Right)
            {
                item.SetBlock(_step.Stream, blockNumber, payloadBytes, payloadCrc, reader.Position.LogicalObjectIdentifier);
                _index++;
                return true;
            }

            if (content == BlockContent.AnotherBlock)
            {
                throw new TapeException(
                    "The log does not fit the tape: at " + at + " it has block " + blockNumber + " of stream " + _step.Stream
                    + ", and the block that lies there says that it is another.");
            }

            reason = "the block's checksum is wrong";
            if (attempt < reader.MaximumRetries)
            {
                reader.CountRetry();
            }
        }

        if (reader.IsTapeAtItsEnd)
        {
            return false;
        }

        item.SetLoss(
            _step.Stream, new BlockRange(blockNumber, 1), _step.BlockLengthBytes, at.LogicalObjectIdentifier, reason!, reader.Position.LogicalObjectIdentifier, isOneBlock: true);
        _index++;
        return true;
    }

    private void LoseRest(RestoreItem item, string reason)
    {
        BlockRange rest = BlockRange.FromBounds(_step.FirstBlock + _index, _step.FirstBlock + _step.Count);
        item.SetLoss(
            _step.Stream,
            rest,
            _step.BlockLengthBytes,
            _step.Begin.LogicalObjectIdentifier + _index,
            reason,
            _reader!.Position.LogicalObjectIdentifier,
            isOneBlock: false);
        _index = _step.Count;
    }
}
