using System;
using System.Collections.Generic;
using System.Threading;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Writes what the drain loop picked to a device and its log, and tells the streams what became of their blocks.</summary>
/// <remarks>
/// <para>Promises order and acceptance. Objects are on the medium after a synchronous filemark of any stream, and after the end.
/// Checkpoints, copies of the log on the tape and going on after an error are what a backup session adds.</para>
/// <para>By itself it does not recover: an error ends everything; what was not on the medium is in doubt, the log takes it back, and each stream that lost
/// something is told. Early warning ends the data: what was accepted with it is good.</para>
/// </remarks>
internal class DeviceDrainTarget : DrainTarget
{
    private readonly SequentialDevice _device;
    private readonly BlockTrailer? _trailer;
    private readonly TimeSpan _commitInterval;
    private long? _lastCommit;
    private bool _isCommitDue;

    public DeviceDrainTarget(SequentialDevice device, WriteLog log)
        : this(device, log, TimeSpan.FromMilliseconds(100), maximumRecoveries: 0)
    {
    }

    protected DeviceDrainTarget(SequentialDevice device, WriteLog log, TimeSpan commitInterval, int maximumRecoveries)
    {
        _device = device;
        _commitInterval = commitInterval;
        _trailer = log.Header.HasBlockTrailers ? new BlockTrailer(log.Header.LogIdentifier) : null;
        Log = log;
        Tape = new LoggedTape(device, log, maximumRecoveries);
    }

    public override TapeBlockLimits BlockLimits => _device.BlockLimits;

    public override int TrailerLength => _trailer is null ? 0 : BlockTrailer.EncodedLength;

    protected WriteLog Log { get; }

    protected LoggedTape Tape { get; }

    public override StreamId ReserveStream() => Log.ReserveStream();

    public override void OpenStream(StreamRing stream)
    {
        stream.TargetState = new StreamSum();
        Log.DefineStream(stream.Id, stream.Description);
        _isCommitDue = true;
    }

    public override void SealBlock(StreamRing stream, Span<byte> block, long blockNumber, uint payloadChecksum) =>
        _trailer!.Write(block.Slice(block.Length - BlockTrailer.EncodedLength), stream.Id, blockNumber, payloadChecksum);

    public override DrainVerdict WriteBlocks(
        StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
    {
        if (Log.Intents != WriteLogIntents.None)
        {
            Intend(stream, blocks.Length);
        }

        acceptedBlocks = Tape.WriteBlocks(stream.Id, blocks);
        if (acceptedBlocks < blocks.Length && Log.Intents != WriteLogIntents.None && Tape.State != LoggedTapeState.Failed)
        {
            Log.AppendIntent(stream.Id, 0); // The tape stands where the log ends: what was not accepted is not on it.
        }

        var sum = (StreamSum)stream.TargetState!;
        for (int i = 0; i < acceptedBlocks; i++)
        {
            sum.Chained.Append(payloadChecksums[i], blocks[i].Length - TrailerLength);
        }

        _isCommitDue |= acceptedBlocks > 0;
        return Judge();
    }

    public override DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks)
    {
        Tape.WriteFilemarks(stream.Id, count, isImmediate, out acceptedFilemarks);
        _isCommitDue = true;
        return Judge();
    }

    public override bool EndStream(StreamRing stream, Exception? failure)
    {
        if (failure is null)
        {
            AppendChecksum(stream);
        }

        Log.EndStream(stream.Id, failure is null ? StreamEndType.Completed : StreamEndType.Failed, Shorten(failure?.Message ?? string.Empty));
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

        TimeProvider time = Loop!.TimeProvider;
        long now = time.GetTimestamp();
        TimeSpan left = _lastCommit is { } last ? _commitInterval - time.GetElapsedTime(last, now) : TimeSpan.Zero;
        if (left > TimeSpan.Zero)
        {
            wakeAfter = left;
            return DrainVerdict.Continue;
        }

        _lastCommit = now;
        Commit();
        return DrainVerdict.Continue;
    }

    public override void Stop(DrainStopReason reason, Exception? cause)
    {
        if (Tape.State != LoggedTapeState.Failed)
        {
            Tape.WriteFilemarks(null, 0, isImmediate: false, out _);
            Judge();
        }

        Commit();
        if (reason != DrainStopReason.Failed && Tape.Failure is { } failure)
        {
            throw failure;
        }
    }

    // Before the device sees the blocks; durable before, where the log of a crashed host must say what the tape may hold.
    private void Intend(StreamRing stream, int blockCount)
    {
        Log.AppendIntent(stream.Id, blockCount);
        if (Log.Intents == WriteLogIntents.Committed)
        {
            Commit();
        }
    }

    protected void Commit()
    {
        Log.Commit();
        _isCommitDue = false;
    }

    /// <summary>Records the checksum of a stream as far as its blocks were accepted, where checksums are kept.</summary>
    protected void AppendChecksum(StreamRing stream)
    {
        var sum = (StreamSum)stream.TargetState!;
        if (Loop!.HasChecksums && stream.Fault is null && sum.LoggedBlocks != stream.AcceptedBlocks)
        {
            Log.AppendStreamChecksum(stream.Id, sum.Chained.Value);
            sum.LoggedBlocks = stream.AcceptedBlocks;
        }
    }

    /// <summary>Tells the streams what the tape did with their blocks since the last call, and says whether to go on.</summary>
    protected DrainVerdict Judge()
    {
        IReadOnlyList<WriteLogRetractedStream> losses = Tape.TakeLosses();
        foreach (WriteLogRetractedStream left in losses)
        {
            Tell(left);
        }

        if (losses.Count > 0)
        {
            OnLost(losses);
        }

        if (Tape.TakeOnMediumAdvance())
        {
            Loop!.AdvanceOnMedium();
            OnMediumAdvanced();
        }

        return Tape.State switch
        {
            LoggedTapeState.Failed => DrainVerdict.Failed(Tape.Failure!),
            LoggedTapeState.EndOfMedium => DrainVerdict.EndOfMedium,
            _ => DrainVerdict.Continue,
        };
    }

    /// <summary>Learns that the on-medium horizon moved, after every stream did.</summary>
    protected virtual void OnMediumAdvanced()
    {
    }

    /// <summary>Learns that an error took away what streams had behind what is left of them, after the streams were told.</summary>
    protected virtual void OnLost(IReadOnlyList<WriteLogRetractedStream> losses)
    {
    }

    private void Tell(WriteLogRetractedStream left)
    {
        var cause = new TapeException("An error of the tape took away what the stream had behind its first " + left.BlockCount + " blocks.", Tape.LastError!);
        StreamRing? lost = null;
        foreach (StreamRing stream in Loop!.Streams)
        {
            lost = stream.Id == left.Stream ? stream : lost;
        }

        lost?.Lose(cause, left.BlockCount, left.FilemarkCount);
        if (lost is null || lost.Drain.IsEnded)
        {
            Log.EndStream(left.Stream, StreamEndType.Failed, Shorten(cause.Message)); // The retraction opened it again.
            _isCommitDue = true;
        }
    }

    // A reason is for people; one of any length must not make the log refuse it.
    private static string Shorten(string reason) => reason.Length <= 1000 ? reason : reason.Substring(0, 1000);

    /// <summary>What is kept for one stream.</summary>
    private sealed class StreamSum
    {
        public StreamChecksum Chained; // A field: the struct changes in place.

        public long LoggedBlocks { get; set; } = -1;
    }
}
