using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Writes to a device, and to a log what the device accepted: in this order, so that no log is ahead of its tape.</summary>
/// <remarks>
/// <para>Promises order and acceptance. Objects are on the medium after a synchronous filemark of any stream, and after the end.
/// Checkpoints, copies of the log on the tape and going on after an error are a session's.</para>
/// <para>An error ends everything: what was not on the medium is in doubt, the log takes it back, and each stream that lost
/// something is told. Early warning ends the data: what was accepted with it is good.</para>
/// </remarks>
internal sealed class DeviceDrainTarget : DrainTarget
{
    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(100);

    private readonly SequentialDevice _device;
    private readonly WriteLog _log;
    private readonly BlockTrailer? _trailer;
    private long? _lastCommit;
    private bool _isCommitDue;

    public DeviceDrainTarget(SequentialDevice device, WriteLog log)
    {
        _device = device;
        _log = log;
        _trailer = log.Header.HasBlockTrailers ? new BlockTrailer(log.Header.LogIdentifier) : null;
    }

    public override TapeBlockLimits BlockLimits => _device.BlockLimits;

    public override int TrailerLength => _trailer is null ? 0 : BlockTrailer.EncodedLength;

    public override StreamId ReserveStream() => _log.ReserveStream();

    public override void OpenStream(StreamRing stream)
    {
        stream.TargetState = new Sum();
        _log.DefineStream(stream.Id, stream.Description);
        _isCommitDue = true;
    }

    public override void SealBlock(StreamRing stream, Span<byte> block, long blockNumber, uint payloadChecksum) =>
        _trailer!.Write(block.Slice(block.Length - BlockTrailer.EncodedLength), stream.Id, blockNumber, payloadChecksum);

    public override DrainVerdict WriteBlocks(
        StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
    {
        TapeResult result = _device.WriteBlocks(blocks, out acceptedBlocks);
        AppendBlocks(stream, blocks.Slice(0, acceptedBlocks), payloadChecksums);
        return Judge(result, "writing blocks", stream);
    }

    public override DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks)
    {
        TapeResult result = _device.WriteFilemarks(count, isImmediate);
        acceptedFilemarks = result.IsFailure ? 0 : (int)(count - result.ResidualFilemarks);
        if (acceptedFilemarks > 0)
        {
            _log.AppendFilemarks(stream.Id, acceptedFilemarks);
            _isCommitDue = true;
        }

        if (result.IsSuccess && !isImmediate)
        {
            MarkAllOnMedium();
        }

        return Judge(result, "writing filemarks", stream);
    }

    public override bool EndStream(StreamRing stream, Exception? failure)
    {
        if (Loop!.HasChecksums && failure is null)
        {
            _log.AppendStreamChecksum(stream.Id, ((Sum)stream.TargetState!).Chained.Value);
        }

        _log.EndStream(stream.Id, failure is null ? StreamEndType.Completed : StreamEndType.Failed, failure?.Message ?? string.Empty);
        _isCommitDue = true;
        return true;
    }

    public override DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter)
    {
        wakeAfter = Timeout.InfiniteTimeSpan;
        if (!_isCommitDue)
        {
            return DrainVerdict.Continue;
        }

        long now = Loop!.TimeProvider.GetTimestamp();
        TimeSpan left = _lastCommit is { } last ? CommitInterval - Loop.TimeProvider.GetElapsedTime(last, now) : TimeSpan.Zero;
        if (left > TimeSpan.Zero)
        {
            wakeAfter = left;
            return DrainVerdict.Continue;
        }

        _log.Commit();
        _lastCommit = now;
        _isCommitDue = false;
        return DrainVerdict.Continue;
    }

    public override void Stop(DrainStopReason reason, Exception? cause)
    {
        TapeResult result = default;
        if (reason is DrainStopReason.Completed or DrainStopReason.EndOfMedium)
        {
            result = _device.WriteFilemarks(0, isImmediate: false);
            if (result.IsSuccess)
            {
                MarkAllOnMedium();
            }
            else
            {
                Retract(result);
            }
        }

        _log.Commit();
        if (!result.IsSuccess)
        {
            throw new TapeException("synchronising at the end", result);
        }
    }

    private void AppendBlocks(StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> accepted, ReadOnlySpan<uint> payloadChecksums)
    {
        var sum = (Sum)stream.TargetState!;
        for (int i = 0; i < accepted.Length;)
        {
            int first = i;
            int length = accepted[first].Length;
            for (; i < accepted.Length && accepted[i].Length == length; i++)
            {
                sum.Chained.Append(payloadChecksums[i], length - TrailerLength);
            }

            _log.AppendBlocks(stream.Id, length, i - first);
            _isCommitDue = true;
        }
    }

    private void MarkAllOnMedium()
    {
        _log.MarkOnMedium(_log.NextLogicalObjectIdentifier);
        Loop!.AdvanceOnMedium();
    }

    private DrainVerdict Judge(TapeResult result, string operation, StreamRing stream)
    {
        if (result.IsFailure)
        {
            Retract(result);
            return DrainVerdict.Failed(new TapeException(operation + " of stream " + stream.Id, result));
        }

        if (result.IsPositionKnown && result.Position.LogicalObjectIdentifier != _log.NextLogicalObjectIdentifier)
        {
            return DrainVerdict.Failed(new TapeException(
                "The device stands at " + result.Position + ", but the log counts to object " + _log.NextLogicalObjectIdentifier + "."));
        }

        return result.IsEarlyWarning || result.Condition == TapeCondition.EndOfMedium ? DrainVerdict.EndOfMedium : DrainVerdict.Continue;
    }

    /// <summary>Takes back what an error put in doubt, and tells the streams that lost something.</summary>
    private void Retract(TapeResult result)
    {
        long end = _log.NextLogicalObjectIdentifier;
        long inDoubt = FindFirstInDoubt();
        _log.AppendError(new WriteLogError((int)result.Condition, result.IsDeferred, end, inDoubt, result.Message ?? string.Empty));
        WriteLogRetraction? retraction = _log.RetractTo(inDoubt);
        if (retraction is null)
        {
            return;
        }

        var cause = new TapeException("making blocks of the stream safe", result);
        List<StreamRing> streams = Loop!.Streams.ToList();
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            StreamRing? stream = streams.Find(s => s.Id == left.Stream);
            stream?.Lose(cause, left.BlockCount, left.FilemarkCount);
            if (stream is null || stream.Drain.IsEnded)
            {
                _log.EndStream(left.Stream, StreamEndType.Failed, cause.Message); // The retraction opened it again.
            }
        }
    }

    private long FindFirstInDoubt()
    {
        long proven = _log.OnMediumLogicalObjectIdentifier;
        if (_device.IsBufferReportTrusted && _device.ReadPosition(out TapePositionReport report).IsSuccess && report.IsBufferKnown)
        {
            proven = Math.Max(proven, Math.Min(report.FirstBuffered.LogicalObjectIdentifier, _log.NextLogicalObjectIdentifier));
        }

        return proven;
    }

    /// <summary>The checksum of one stream.</summary>
    private sealed class Sum
    {
        public StreamChecksum Chained; // A field: the struct changes in place.
    }
}
