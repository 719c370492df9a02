using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a copy manager's tape adds to a backup session: it doubts its place, tells losses to commands, and writes only what was asked for.</summary>
internal sealed class CopyDrainTarget : BackupDrainTarget
{
    private readonly CopyDrive _drive;
    private readonly SequentialDevice _device;
    private readonly TimeSpan _idleInterval;
    private readonly TimeProvider _time;
    private TapeException? _lastError;
    private long _lastWrite;
    private int _errorCount;
    private long _firstDoubtful = -1;
    private bool _hasWritten;
    private bool _isStarved;

    public CopyDrainTarget(CopyDrive drive, SequentialDevice device, WriteLog log, BackupSessionOptions options, int copyBlockLength)
        : base(device, log, options, copyBlockLength)
    {
        _drive = drive;
        _device = device;
        _idleInterval = drive.Options.IdleInterval;
        _time = options.TimeProvider;
        _lastWrite = _time.GetTimestamp();
    }

    /// <summary>Gets the last error of the tape. Any thread.</summary>
    public TapeException? Error => Volatile.Read(ref _lastError);

    /// <summary>Gets how many errors there were. Any thread.</summary>
    public int ErrorCount => Volatile.Read(ref _errorCount);

    /// <summary>Gets the first object that a lost write put in doubt, or -1. Any thread.</summary>
    public long FirstDoubtfulLogicalObjectIdentifier => Interlocked.Read(ref _firstDoubtful);

    /// <summary>Gets where the device stood when everything was written; null where it did not say. Once the loop has ended.</summary>
    /// <remarks>Asked before anybody else can move it: the next log begins there, and at another place would destroy what is there.</remarks>
    public TapePosition? EndPosition { get; private set; }

    public override DrainVerdict WriteBlocks(
        StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
    {
        DoubtAfterIdleTime();
        long next = Log.NextLogicalObjectIdentifier;
        NoteEndOfStarving();
        DrainVerdict verdict = base.WriteBlocks(stream, blocks, payloadChecksums, out acceptedBlocks);
        Count(stream, blocks.Slice(0, acceptedBlocks), next);
        if (acceptedBlocks > 0 && Loop!.HasChecksums && Log.NextLogicalObjectIdentifier == next + acceptedBlocks)
        {
            Tape.Remember(blocks[acceptedBlocks - 1].Length - TrailerLength, payloadChecksums[acceptedBlocks - 1]);
        }

        return Note(verdict);
    }

    public override DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks)
    {
        DoubtAfterIdleTime();
        return Note(base.WriteFilemarks(stream, count, isImmediate, out acceptedFilemarks));
    }

    public override DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter)
    {
        _isStarved = isIdle ? _hasWritten && _drive.Use.Appenders > 0 : _isStarved;
        return Note(base.Poll(isIdle, out wakeAfter));
    }

    /// <summary>Makes everything safe, so that the drive can be moved, and has the next write look where it stands. On the drain thread.</summary>
    public DrainVerdict PrepareForMove()
    {
        DrainVerdict verdict = Log.OnMediumLogicalObjectIdentifier < Log.NextLogicalObjectIdentifier ? Checkpoint(hasIncrement: false) : DrainVerdict.Continue;
        Tape.DoubtPlace();
        return Note(verdict);
    }

    /// <summary>Has the next write look where the device stands. On the drain thread.</summary>
    public void DoubtPlace() => Tape.DoubtPlace();

    /// <summary>Finds out what an event took away that the host noticed. On the drain thread.</summary>
    public DrainVerdict Report(TapeResult result)
    {
        Tape.Report("an event that the host reported", result);
        return Note(Judge());
    }

    public override void Stop(DrainStopReason reason, Exception? cause)
    {
        WantsClosingCopy = WantsClosingCopy || (reason == DrainStopReason.EndOfMedium && _drive.Options.CopiesLogAtEndOfMedium);
        base.Stop(reason, cause);
        EndPosition = _device.ReadPosition(out TapePositionReport report).IsSuccess ? report.Position : null;
        Note(DrainVerdict.Continue);
        _drive.NoteRun(_drive.Counters.EndRun());
        _drive.NoteLogEnd(Log, this);
    }

    // The tape carries what the hosts asked for: a filemark of ours only where a copy of the log follows it.
    protected override bool HasFilemarkAtEnd => WantsClosingCopy;

    protected override void OnLost(IReadOnlyList<WriteLogRetractedStream> losses)
    {
        long boundary = Log.NextLogicalObjectIdentifier;
        if (_firstDoubtful < 0 || boundary < _firstDoubtful)
        {
            Interlocked.Exchange(ref _firstDoubtful, boundary);
        }

        _drive.Lose(Log, losses, Tape.LastError!, stream => Loop!.Streams.FirstOrDefault(ring => ring.Id == stream)?.Description.HostIdentifier);
    }

    protected override void OnMediumAdvanced()
    {
        base.OnMediumAdvanced();
        _drive.Ledger.ForgetSafe();
    }

    // The tape was ready before the block was, although somebody was at it.
    private void NoteEndOfStarving()
    {
        if (_isStarved)
        {
            _drive.Counters.AddTapeStall();
            _isStarved = false;
        }

        _hasWritten = true;
    }

    private void Count(StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, long firstObject)
    {
        for (int begin = 0; begin < blocks.Length;)
        {
            int end = begin + 1;
            while (end < blocks.Length && blocks[end].Length == blocks[begin].Length)
            {
                end++;
            }

            _drive.NoteRun(_drive.Counters.Add(stream.Id.Ordinal, blocks[begin].Length, end - begin, firstObject + begin));
            begin = end;
        }
    }

    private void DoubtAfterIdleTime()
    {
        long now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_lastWrite, now) >= _idleInterval)
        {
            Tape.DoubtPlace();
        }

        _lastWrite = now;
    }

    private DrainVerdict Note(DrainVerdict verdict)
    {
        if (!ReferenceEquals(Tape.LastError, _lastError))
        {
            Volatile.Write(ref _lastError, Tape.LastError);
            Interlocked.Increment(ref _errorCount);
            if (Tape.LastError is { } error)
            {
                _drive.NoteError(error);
            }
        }

        return verdict;
    }
}
