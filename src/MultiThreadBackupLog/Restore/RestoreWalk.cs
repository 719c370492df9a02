using System;
using System.Threading;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Restore;

/// <summary>Walks the steps of a plan on a device: the one place that decides what an outcome of the device means for a restore.</summary>
internal sealed class RestoreWalk
{
    private const int BlocksBetweenReports = 64;

    private readonly RestorePlan _plan;
    private readonly RestoreReader _reader;
    private readonly RestoredStreams _streams;
    private readonly long _wantedBlocks;
    private IProgress<RestoreProgress>? _progress;
    private CancellationToken _cancellationToken;
    private int _blocksSinceReport;

    public RestoreWalk(SequentialDevice device, RestorePlan plan, int maximumRetries, RestoredStreams streams)
    {
        _plan = plan;
        _streams = streams;
        _reader = new RestoreReader(device, maximumRetries);
        _wantedBlocks = plan.WantedBlocks;
    }

    public RestoreReport Run(IProgress<RestoreProgress>? progress, CancellationToken cancellationToken)
    {
        _progress = progress;
        _cancellationToken = cancellationToken;
        foreach (RestoreStep step in _plan.Steps)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (step.Type == RestoreStepType.Read)
            {
                Read(step);
            }
            else if (!_reader.IsTapeAtItsEnd)
            {
                Pass(step);
            }
        }

        Report();
        return new RestoreReport(_streams.Complete(), _plan.Summary, _reader.ReadBlocks, _reader.ReadBytes, _reader.Retries);
    }

    private void Pass(RestoreStep step)
    {
        switch (step.Type)
        {
            case RestoreStepType.SpaceBlocks:
                _reader.Space(SpaceUnit.Blocks, step);
                break;
            case RestoreStepType.SpaceFilemarks:
                _reader.Space(SpaceUnit.Filemarks, step);
                break;
            case RestoreStepType.Locate:
                _reader.Locate(step.End);
                break;
            default:
                _reader.ReadThrough(step, _cancellationToken);
                break;
        }
    }

    private void Read(RestoreStep step)
    {
        if (step.BlockLengthBytes > _reader.GreatestBlockLengthBytes)
        {
            // Asked once for all of them: a log may claim any number.
            LoseRest(step, 0, _reader.TooLong(step.BlockLengthBytes));
            return;
        }

        for (long index = 0; index < step.Count; index++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            long blockNumber = step.FirstBlock + index;
            TapePosition at = step.Begin.Advance(index);
            string? reason = null;
            if (_reader.IsTapeAtItsEnd)
            {
                LoseRest(step, index, _reader.EndReason); // Nothing more can come.
                return;
            }

            for (int attempt = 0; attempt <= _reader.MaximumRetries; attempt++)
            {
                if (!_reader.TryRead(at, step.BlockLengthBytes, out ReadOnlySpan<byte> block, out reason))
                {
                    break;
                }

                BlockContent content = _streams.Deliver(step.Stream, blockNumber, block);
                if (content == BlockContent.Right)
                {
                    reason = null;
                    break;
                }

                if (content == BlockContent.AnotherBlock)
                {
                    throw new TapeException(
                        "The log does not fit the tape: at " + at + " it has block " + blockNumber + " of stream " + step.Stream
                        + ", and the block that lies there says that it is another.");
                }

                reason = "the block's checksum is wrong";
                if (attempt < _reader.MaximumRetries)
                {
                    _reader.CountRetry();
                }
            }

            if (_reader.IsTapeAtItsEnd)
            {
                index--;
                continue;
            }

            if (reason is not null)
            {
                _streams.Lose(step.Stream, new BlockRange(blockNumber, 1), step.BlockLengthBytes, at.LogicalObjectIdentifier, reason);
            }

            ReportNowAndThen();
        }
    }

    private void LoseRest(RestoreStep step, long firstIndex, string reason)
    {
        BlockRange rest = BlockRange.FromBounds(step.FirstBlock + firstIndex, step.FirstBlock + step.Count);
        _streams.Lose(step.Stream, rest, step.BlockLengthBytes, step.Begin.LogicalObjectIdentifier + firstIndex, reason);
    }

    private void ReportNowAndThen()
    {
        if (++_blocksSinceReport >= BlocksBetweenReports)
        {
            Report();
        }
    }

    private void Report()
    {
        _blocksSinceReport = 0;
        _progress?.Report(new RestoreProgress(
            _streams.RestoredBlocks, _streams.RestoredBytes, _wantedBlocks, _streams.LostBlocks, _reader.Position.LogicalObjectIdentifier));
    }
}
