using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Backup;

/// <summary>What a session adds to writing and logging: recovery, checkpoints, copies of the log on the tape, and the end.</summary>
/// <remarks>A stream's completion is told when its last block is on the medium, not when the device took it.</remarks>
internal class BackupDrainTarget : DeviceDrainTarget
{
    private readonly BackupSessionOptions _options;
    private readonly List<(StreamRing Stream, long EndLogicalObjectIdentifier)> _endedStreams = [];
    private long _checkpointCount;
    private long _bytesSinceCheckpoint;
    private long _lastCheckpoint;
    private bool _isEndOfMedium;

    public BackupDrainTarget(SequentialDevice device, WriteLog log, BackupSessionOptions options, int copyBlockLength)
        : base(device, log, options.CommitInterval, options.MaximumRecoveries)
    {
        _options = options;
        Copies = new LogCopies(device, log, Tape, copyBlockLength);
        _lastCheckpoint = options.TimeProvider.GetTimestamp();
        WantsClosingCopy = options.HasClosingCopy;
    }

    /// <summary>Gets or sets whether the end of the session writes a whole copy of the log to the tape. The drain thread.</summary>
    public bool WantsClosingCopy { get; set; }

    public LogCopies Copies { get; }

    public TapeException? Failure => Tape.Failure;

    /// <summary>Gets how the session ended; set by the last call, before the completion is told.</summary>
    public BackupOutcome? Outcome { get; private set; }

    /// <summary>Gets why there is no closing copy on the tape although one was wanted, or null.</summary>
    public Exception? ClosingCopyFailure { get; private set; }

    public bool HasClosingCopy { get; private set; }

    /// <summary>Gets how many checkpoints were made. Any thread.</summary>
    public long CheckpointCount => Interlocked.Read(ref _checkpointCount);

    /// <summary>Writes the label, before any stream.</summary>
    public void WriteLabel()
    {
        // On the medium before anything else: a retraction then never reaches it.
        if (!Copies.WriteLabel() || !Tape.WriteFilemarks(null, 0, isImmediate: false, out _))
        {
            throw Tape.Failure ?? Tape.LastError ?? new TapeException("The medium has no room for the session's label.");
        }
    }

    public override DrainVerdict WriteBlocks(
        StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
    {
        DrainVerdict verdict = base.WriteBlocks(stream, blocks, payloadChecksums, out acceptedBlocks);
        for (int index = 0; index < acceptedBlocks; index++)
        {
            _bytesSinceCheckpoint += blocks[index].Length;
        }

        return verdict;
    }

    public override bool EndStream(StreamRing stream, Exception? failure)
    {
        base.EndStream(stream, failure);
        bool hasObjects = stream.AcceptedBlocks > 0 || stream.AcceptedFilemarks > 0;
        if (!hasObjects || Log.OnMediumLogicalObjectIdentifier >= Log.NextLogicalObjectIdentifier)
        {
            return true;
        }

        _endedStreams.Add((stream, Log.NextLogicalObjectIdentifier));
        return false;
    }

    public override DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter)
    {
        DrainVerdict verdict = base.Poll(isIdle, out wakeAfter);
        if (_bytesSinceCheckpoint == 0 && Log.OnMediumLogicalObjectIdentifier >= Log.NextLogicalObjectIdentifier)
        {
            return verdict; // Filemarks alone need a checkpoint too: their stream is told of its end only then.
        }

        TimeSpan left = _options.CheckpointInterval - _options.TimeProvider.GetElapsedTime(_lastCheckpoint);
        if (_bytesSinceCheckpoint >= _options.CheckpointBytes || left <= TimeSpan.Zero)
        {
            return Checkpoint();
        }

        wakeAfter = wakeAfter < TimeSpan.Zero || left < wakeAfter ? left : wakeAfter;
        return verdict;
    }

    /// <summary>Makes everything accepted so far safe, and puts the log's new bytes on the tape.</summary>
    public DrainVerdict Checkpoint() => Checkpoint(_options.HasLogIncrements);

    /// <summary>Makes everything accepted so far safe.</summary>
    /// <param name="hasIncrement">Whether the log's new bytes go to the tape.</param>
    public DrainVerdict Checkpoint(bool hasIncrement)
    {
        Loop!.EndRun();
        foreach (StreamRing stream in Loop.Streams)
        {
            if (!stream.Drain.IsEnded)
            {
                AppendChecksum(stream);
            }
        }

        if (!hasIncrement)
        {
            Tape.WriteFilemarks(null, 0, isImmediate: false, out _);
        }
        else if (Tape.WriteFilemarks(null, 1, isImmediate: true, out _))
        {
            Log.Publish(); // The increment holds everything up to here.
            if (Copies.WriteIncrement() && Tape.WriteFilemarks(null, 1, isImmediate: false, out _))
            {
                Copies.KeepIncrement();
            }
        }

        _bytesSinceCheckpoint = 0;
        _lastCheckpoint = _options.TimeProvider.GetTimestamp();
        Interlocked.Increment(ref _checkpointCount);
        DrainVerdict verdict = Judge();
        Commit();
        return verdict;
    }

    public override void Stop(DrainStopReason reason, Exception? cause)
    {
        _isEndOfMedium = reason == DrainStopReason.EndOfMedium;
        bool isFinishing = reason is DrainStopReason.Completed or DrainStopReason.EndOfMedium;
        if (Tape.State != LoggedTapeState.Failed && reason != DrainStopReason.Failed)
        {
            MakeSafe(isFinishing);
        }

        foreach (StreamRing stream in Loop!.Streams.ToArray())
        {
            stream.TellCompletion();
        }

        if (_isEndOfMedium && _options.SuccessorVolume != Guid.Empty)
        {
            Log.AppendSuccessorVolume(_options.SuccessorVolume);
        }

        Log.Close();
        if (isFinishing && WantsClosingCopy)
        {
            ClosingCopyFailure = Tape.State == LoggedTapeState.Failed ? Tape.Failure : Copies.WriteClosingCopy();
            HasClosingCopy = ClosingCopyFailure is null;
        }

        Outcome = Tape.State == LoggedTapeState.Failed || reason == DrainStopReason.Failed ? BackupOutcome.Failed
            : reason == DrainStopReason.Disposed ? BackupOutcome.Abandoned
            : _isEndOfMedium ? BackupOutcome.EndOfMedium
            : BackupOutcome.Completed;
    }

    /// <summary>Gets whether a filemark ends the data of a session that ends well.</summary>
    protected virtual bool HasFilemarkAtEnd => true;

    protected override void OnMediumAdvanced()
    {
        for (int index = _endedStreams.Count - 1; index >= 0; index--)
        {
            // A stream that lost something was told when it did; of it nothing else was to be waited for.
            if (Log.OnMediumLogicalObjectIdentifier >= _endedStreams[index].EndLogicalObjectIdentifier || _endedStreams[index].Stream.Fault is not null)
            {
                _endedStreams[index].Stream.TellCompletion();
                _endedStreams.RemoveAt(index);
            }
        }
    }

    // The filemark that ends the data proves it to be on the medium. Where an error takes something away, what is left is proven, and the mark is
    // tried once more; where there is no room for a mark, a synchronisation alone will do.
    private void MakeSafe(bool isFinishing)
    {
        int filemarks = isFinishing && HasFilemarkAtEnd ? 1 : 0;
        for (int attempt = 0; attempt <= _options.MaximumRecoveries && Tape.State != LoggedTapeState.Failed; attempt++)
        {
            bool isSafe = Tape.WriteFilemarks(null, filemarks, isImmediate: false, out _);
            Judge();
            if (isSafe)
            {
                return;
            }

            filemarks = Tape.State == LoggedTapeState.EndOfMedium ? 0 : filemarks;
        }
    }
}
