using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>A tape that was registered: its device, its current log, and who wrote what of it.</summary>
/// <remarks>
/// <para>While a log is open the session's drain thread owns the device, and whoever holds the drive alone has it moved there; otherwise the
/// holder itself does. So a device is never used by two threads.</para>
/// <para>Who may hold the drive, and how, the scheduler decides. The other parts: <c>CopyDrive.Log.cs</c>, the current log.</para>
/// </remarks>
internal sealed partial class CopyDrive : IDisposable
{
    private readonly object _gate = new();
    private readonly bool _startsThreads;
    private readonly TimeProvider _time;
    private readonly Action<CopyRecord, SenseData> _tellLaterLoss;
    private readonly CopyInstruments _instruments;
    private readonly CopyLogNames _logNames;

    public CopyDrive(
        int index,
        SequentialDevice device,
        IReadOnlyList<CopyDeviceName> names,
        CopyTapeOptions options,
        CopyManagerOptions managerOptions,
        bool startsThreads,
        object ledgerGate,
        Action<CopyRecord, SenseData> tellLaterLoss)
    {
        Ledger = new CopyLedger(ledgerGate);
        Index = index;
        Device = device;
        Names = names;
        Options = options;
        _time = managerOptions.TimeProvider;
        _startsThreads = startsThreads;
        _tellLaterLoss = tellLaterLoss;
        _instruments = managerOptions.Instruments!;
        _logNames = managerOptions.LogNames!;
        Counters = new CopyDriveCounters(new KeyValuePair<string, object?>(CopyTelemetry.TapeTag, Number));
    }

    public int Index { get; }

    /// <summary>Gets the tape's number, as people and the vendor specific commands say it.</summary>
    public int Number => Index + 1;

    /// <summary>Gets what the tape has done since it was registered.</summary>
    public CopyDriveCounters Counters { get; }

    /// <summary>Gets how many blocks commands have or handed over. Any thread.</summary>
    public long WaitingBlocks => Session is { } session && IsLogOpen ? session.Multiplexer.State.Slab.SharedCount - session.Multiplexer.State.Slab.FreeCount : 0;

    public SequentialDevice Device { get; }

    public IReadOnlyList<CopyDeviceName> Names { get; }

    public CopyTapeOptions Options { get; }

    /// <summary>Gets the longest block that lists may write and read.</summary>
    public int MaximumBlockLength => Math.Min(Options.MaximumBlockLength, Device.BlockLimits.MaximumBlockLength);

    public CopyLedger Ledger { get; }

    /// <summary>Gets who uses the drive; the scheduler's, under its lock.</summary>
    public CopyDriveUse Use { get; } = new();

    /// <summary>Gets the session whose log is current, open or ended; null before the first and after a clear.</summary>
    public BackupSession? Session { get; private set; }

    public CopyDrainTarget? Target { get; private set; }

    /// <summary>Gets whether a log is open, so that blocks can be written.</summary>
    public bool IsLogOpen => Session is { } session && !session.Loop.Completion.IsCompleted;

    /// <summary>Gets whether a log is open and something was written under it.</summary>
    public bool HasOpenLogContent => IsLogOpen && Session is { Log: var log } && log.NextLogicalObjectIdentifier > log.Header.OriginLogicalObjectIdentifier;

    /// <summary>Has something done to the device by whoever owns it. The caller holds the drive alone.</summary>
    /// <param name="work">What to do; it gives the drive's last answer. Everything written is safe before it runs.</param>
    /// <returns>Ends when it was done; fails when the log's session ended before, or when the work threw.</returns>
    public Task RunAsync(Func<SequentialDevice, TapeResult> work)
    {
        if (!IsLogOpen)
        {
            TapeResult kept = KeepPlace();
            if (kept.IsFailure)
            {
                Note(kept);
                return Task.FromException(new TapeException("asking for the position", kept));
            }

            Note(work(Device));
            return Task.CompletedTask;
        }

        CopyDrainTarget target = Target!;
        return Session!.Multiplexer.RunOnDrainThreadAsync(() =>
        {
            DrainVerdict verdict = target.PrepareForMove();
            if (!verdict.IsContinue)
            {
                return verdict;
            }

            // The drive says it to this command alone, and the session would write on.
            TapeResult result = work(Device);
            Note(result);
            return result.Condition == TapeCondition.MediumChanged ? target.Report(result) : verdict;
        });
    }

    /// <summary>Asks the drive whether it is ready, where nobody writes to it. The caller may write to the drive.</summary>
    /// <returns>Its answer; null where a log is open.</returns>
    public TapeResult? CheckReady()
    {
        lock (_gate)
        {
            // Under the lock no log begins meanwhile; a log that is open shows by itself whether the drive is ready.
            if (IsLogOpen)
            {
                return null;
            }

            TapeResult result = Device.ReadPosition(out _);
            Note(result);
            return result;
        }
    }

    /// <summary>Says that an event happened to the drive that may have moved it, or taken its buffer away.</summary>
    public void ReportEvent(TapeCondition condition, string message)
    {
        lock (_gate)
        {
            if (!IsLogOpen)
            {
                return;
            }

            CopyDrainTarget target = Target!;
            _ = Session!.Multiplexer.RunOnDrainThreadAsync(() =>
                target.Report(TapeResult.Failure(condition, null, message)));
        }
    }

    /// <summary>Says that the drive may stand elsewhere than where it was left.</summary>
    public void DoubtPlace()
    {
        lock (_gate)
        {
            if (IsLogOpen)
            {
                CopyDrainTarget target = Target!;
                _ = Session!.Multiplexer.RunOnDrainThreadAsync(() =>
                {
                    target.DoubtPlace();
                    return DrainVerdict.Continue;
                });
            }
        }
    }

    /// <summary>Records the length of a run that ended. On the drain thread.</summary>
    public void NoteRun(long blocks) => _instruments.RecordRun(this, blocks);

    /// <summary>Says that the current log ended. On the drain thread.</summary>
    public void NoteLogEnd(WriteLog log, CopyDrainTarget target) =>
        _instruments.Logger.LogEnds(this, log.Header.LogIdentifier, target.Outcome, target.HasClosingCopy, log.NextLogicalObjectIdentifier, target.Failure ?? target.ClosingCopyFailure);

    /// <summary>Counts an error of the tape. On the drain thread.</summary>
    public void NoteError(TapeException error)
    {
        Counters.AddError();
        _instruments.Logger.TapeError(this, error);
    }

    /// <summary>Tells the commands that had something behind what is left of streams. On the drain thread.</summary>
    /// <param name="log">The log that they were taken back from.</param>
    /// <param name="losses">What is left of each stream that lost something.</param>
    /// <param name="error">What took the rest.</param>
    /// <param name="findInitiator">Says whose stream one is, where that is still known.</param>
    public void Lose(WriteLog log, IReadOnlyList<WriteLogRetractedStream> losses, TapeException error, Func<StreamId, string?> findInitiator)
    {
        CopyFault fault = CopyFault.OfTape("an error of the tape took away what was accepted", ResultOf(error), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
        IReadOnlyList<CopyLateLoss> late = Ledger.Lose(log, losses, fault);
        foreach (WriteLogRetractedStream left in losses)
        {
            string? writer = late.Where(loss => loss.Share.Stream == left.Stream).Select(loss => loss.Share.Record.Initiator.PortName).FirstOrDefault();
            _instruments.RecordStreamError(this, left.Stream, findInitiator(left.Stream) ?? writer ?? string.Empty);
        }

        // A command that wrote to several streams is told once, of the first segment that lost something in any of them.
        foreach (IGrouping<CopyRecord, CopyLateLoss> lost in late.GroupBy(loss => loss.Share.Record))
        {
            long lostBytes = lost.Sum(loss => loss.LostBytes);
            SenseData sense = CopyAbortSense.Build(fault, lost.Min(loss => loss.SegmentIndex), null, isDeferred: true);
            _instruments.Logger.LostLater(this, lost.Key, lostBytes, fault);
            if (lost.Key.Lose(sense, lostBytes))
            {
                _tellLaterLoss(lost.Key, sense);
            }
        }
    }

    public void Dispose() => Session?.Dispose();

    internal static TapeResult ResultOf(Exception? error) => FindResult(error) ?? TapeResult.Failure(TapeCondition.HardwareError, null, "the tape failed");

    /// <summary>Gives what the drive answered where work of <see cref="RunAsync"/> did not come to its end.</summary>
    public TapeResult ResultOf(Task failed) => FindResult(failed.Exception) ?? ResultOf(Target?.Error);

    private static TapeResult? FindResult(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is TapeException { Result: { IsSuccess: false } result })
            {
                return result;
            }
        }

        return null;
    }
}
