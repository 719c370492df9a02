using System;
using System.IO;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <content>The current log: how it begins, ends, is asked for and cleared.</content>
internal sealed partial class CopyDrive
{
    // Of segment C0h.
    private const int LogIdentifierOffset = 16;

    private TapeSession? _predecessor;
    private TapePosition? _knownEnd;
    private CopyFault? _block;

    public WriteLogState LogState
    {
        get
        {
            lock (_gate)
            {
                return Session is null ? WriteLogState.None
                    : IsLogOpen ? WriteLogState.Open
                    : Target!.Outcome is BackupOutcome.Failed or null ? WriteLogState.Stopped
                    : WriteLogState.Closed;
            }
        }
    }

    /// <summary>Makes sure that a log is open. The caller may write to the drive.</summary>
    /// <param name="isPlaced">Whether the caller's own list moved the drive to where it wants to write.</param>
    /// <returns>Null, or why nothing can be written.</returns>
    public CopyFault? Ensure(bool isPlaced)
    {
        lock (_gate)
        {
            NoteEnd();
            if (IsLogOpen)
            {
                return null;
            }

            if (_block is not null)
            {
                return _block;
            }

            return Options.BeginsLogByItself
                ? Begin(new WriteLogInitiateParameters { RecordsChecksums = Options.KeepsChecksums, TimeResolutionMicroseconds = Microseconds(Options.TimeResolution) }, isPlaced)
                : CopyFault.InSegment(SenseCode.CommandSequenceError, "no write log is open, and none begins by itself");
        }
    }

    /// <summary>Begins a log where the drive stands. The caller holds the drive alone.</summary>
    /// <param name="parameters">The initiator's wishes.</param>
    /// <param name="isPlaced">Whether the caller's own list moved the drive to where the log is to begin.</param>
    /// <returns>Null, or why not.</returns>
    public CopyFault? Initiate(WriteLogInitiateParameters parameters, bool isPlaced)
    {
        lock (_gate)
        {
            NoteEnd();
            if (IsLogOpen)
            {
                return CopyFault.InSegment(SenseCode.CommandSequenceError, "a write log is open");
            }

            if (parameters.LogIdentifier != Guid.Empty && !_logNames.TryTake(parameters.LogIdentifier))
            {
                return CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "another log has or had the identifier " + parameters.LogIdentifier, LogIdentifierOffset);
            }

            // Whoever begins a log has looked at the tape: what ended the one before no longer stands in the way.
            CopyFault? fault = Begin(parameters, isPlaced || _block is not null);
            _block = fault is null ? null : _block;
            if (fault is not null)
            {
                _logNames.GiveBack(parameters.LogIdentifier);
            }

            return fault;
        }
    }

    /// <summary>Ends the log. The caller holds the drive alone, so no command writes.</summary>
    /// <param name="withCopy">Whether a whole copy of it goes to the medium behind the data.</param>
    /// <returns>Ends when the log is closed and, where asked for, copied.</returns>
    public Task EndLog(bool withCopy)
    {
        lock (_gate)
        {
            if (!IsLogOpen)
            {
                return Task.CompletedTask;
            }

            BackupSession session = Session!;
            CopyDrainTarget target = Target!;
            foreach (CopyStream stream in _applicationStreams.Values)
            {
                stream.Writer.Complete();
            }

            _applicationStreams.Clear();
            _ = session.Multiplexer.RunOnDrainThreadAsync(() =>
            {
                target.WantsClosingCopy = withCopy;
                return DrainVerdict.Continue;
            });
            return session.Multiplexer.CompleteAsync();
        }
    }

    /// <summary>Writes what came to the log since its last copy, between filemarks. The caller may write to the drive.</summary>
    public Task CopyIncrement()
    {
        lock (_gate)
        {
            CopyDrainTarget? target = Target;
            return IsLogOpen ? Session!.Multiplexer.RunOnDrainThreadAsync(() => target!.Checkpoint(hasIncrement: true)) : Task.CompletedTask;
        }
    }

    /// <summary>Forgets the log that is current. The caller holds the drive alone, or the log is not open.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            NoteEnd();
            Session?.Dispose();
            Session = null;
            Target = null;
            ForgetStreams();
        }
    }

    /// <summary>Closes the log because another medium is in the drive now; nothing is written to that.</summary>
    public void ForgetMedium()
    {
        lock (_gate)
        {
            if (IsLogOpen)
            {
                ReportEvent(TapeCondition.MediumChanged, "the host says that the medium was changed");
            }

            _predecessor = null;
            _knownEnd = null;
            _block = null;
            _isMediumForgotten = true;
            _isMediumGone = true;
            _hasBegun = false;
        }
    }

    /// <summary>Learns from an answer of the drive, to whatever was asked, that another medium may be in it. The caller may use the device.</summary>
    /// <remarks>
    /// The drive says it once, to whoever comes next. The log is of the medium before: neither are its blocks looked for on this one, nor is anything written
    /// where it ended.
    /// </remarks>
    public void Note(TapeResult result)
    {
        if (result.Condition != TapeCondition.MediumChanged)
        {
            return;
        }

        lock (_gate)
        {
            _isMediumGone = true;
            if (IsLogOpen)
            {
                return; // The session is told by whoever asked on its thread, and stops.
            }

            _predecessor = null;
            _knownEnd = null;
            if (!_hasBegun)
            {
                return; // A cartridge that was loaded before the first log: that begins where the host leaves it.
            }

            _block = CopyFault.OfTape("another medium is in the drive, and nothing is written until a log begins", result, ForwardedSenseSource.CopyDestination, isWrite: true, -1);
        }
    }

    // Before the first log there is only where the host left the tape; a restore that came first must not be where that log begins. Where the drive does not know
    // its place it is asked to move, and a log begins where that brings it, as before.
    private TapeResult KeepPlace()
    {
        lock (_gate)
        {
            NoteEnd();
            if (IsLogOpen || _knownEnd is not null || _block is not null)
            {
                return default;
            }

            TapeResult result = Device.ReadPosition(out TapePositionReport report);
            _knownEnd = result.IsSuccess ? report.Position : null;
            return result.Condition is TapeCondition.MediumChanged or TapeCondition.DeviceReset ? result : default; // It is said once; all else the work meets itself.
        }
    }

    /// <summary>Gets whether the medium in the drive is, as far as was said, the one that the current log is of.</summary>
    public bool HasMediumOfLog
    {
        get
        {
            lock (_gate)
            {
                return !_isMediumGone && Target?.Error?.Result.Condition != TapeCondition.MediumChanged;
            }
        }
    }

    /// <summary>Gives the current log's bytes as far as they are shown; null where there is none.</summary>
    public WriteLogSnapshot? Snapshot()
    {
        lock (_gate)
        {
            return Session?.Log.Snapshot();
        }
    }

    /// <summary>Says how the current log stands.</summary>
    public WriteLogStatusData GetStatus()
    {
        lock (_gate)
        {
            WriteLogState state = LogState;
            if (Session is not { } session)
            {
                return new WriteLogStatusData();
            }

            WriteLog log = session.Log;
            CopyDrainTarget target = Target!;
            TapeException? error = target.Error;
            SenseData sense = default;
            if (error is not null && TargetSense.Of(ResultOf(error), ForwardedSenseSource.CopyDestination, isWrite: true) is var answer)
            {
                answer.TryGetSense(out sense);
            }

            return new WriteLogStatusData
            {
                State = state,
                IsCopiedToMedium = target.HasClosingCopy,
                SessionNumber = (ushort)Math.Min(log.Header.SessionNumber, ushort.MaxValue),
                LogIdentifier = log.Header.LogIdentifier,
                LogLengthBytes = (ulong)log.Length,
                CommittedLengthBytes = (ulong)log.CommittedLength,
                StreamCount = (uint)log.Totals.StreamCount,
                OpenStreamCount = (uint)Math.Max(0, session.Progress.OpenStreamCount),
                NextLogicalObjectIdentifier = (ulong)log.NextLogicalObjectIdentifier,
                OnMediumLogicalObjectIdentifier = (ulong)log.OnMediumLogicalObjectIdentifier,
                FirstDoubtfulLogicalObjectIdentifier = target.FirstDoubtfulLogicalObjectIdentifier is >= 0 and var doubtful ? (ulong)doubtful : null,
                CopyLogicalObjectIdentifier = target.HasClosingCopy ? (ulong)log.NextLogicalObjectIdentifier : null,
                ErrorCount = (uint)target.ErrorCount,
                LastSenseKey = sense.Key,
                LastAdditionalSenseCode = sense.Code.AdditionalSenseCode,
                LastAdditionalSenseCodeQualifier = sense.Code.AdditionalSenseCodeQualifier,
                Partition = (uint)log.Header.Partition,
                ApplicationLogIdentifier = log.Header.ApplicationLogIdentifier,
            };
        }
    }

    private bool _isMediumForgotten;
    private bool _isMediumGone;
    private bool _hasBegun;

    /// <summary>Learns where the log's end left the drive, while it still stands there. The caller holds the drive alone.</summary>
    public void NoteLogEnd()
    {
        lock (_gate)
        {
            NoteEnd();
        }
    }

    // What an ended session leaves behind: where the tape may be written next without harm, or why it may not.
    private void NoteEnd()
    {
        if (Session is not { } session || IsLogOpen || _isMediumForgotten || _knownEnd is not null || _block is not null)
        {
            return;
        }

        WriteLogHeader header = session.Log.Header;
        switch (Target!.Outcome)
        {
            case BackupOutcome.Completed:
                _knownEnd = Target.EndPosition;
                _block = _knownEnd is not null ? null : CopyFault.OfTape(
                    "the drive did not say where the log ended, and nothing is written until another begins",
                    TapeResult.Failure(TapeCondition.PositionError, null, "the end of the log is not known"), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
                _predecessor = !Target.HasClosingCopy ? null : new TapeSession(
                    new LogCopyHeader
                    {
                        Type = LogCopyType.Closing,
                        LogIdentifier = header.LogIdentifier,
                        VolumeIdentifier = header.VolumeIdentifier,
                        SessionNumber = header.SessionNumber,
                        Partition = header.Partition,
                        OriginLogicalObjectIdentifier = header.OriginLogicalObjectIdentifier,
                        FirstLogicalObjectIdentifier = session.Log.NextLogicalObjectIdentifier,
                    },
                    session.Log.NextLogicalObjectIdentifier);
                break;
            case BackupOutcome.EndOfMedium:
                _block = CopyFault.OfTape(
                    "the medium is full", new TapeResult(TapeCondition.EndOfMedium, null, isEarlyWarning: true), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
                break;
            default:
                _block = CopyFault.OfTape(
                    "the log was stopped by an error, and nothing is written until another begins",
                    ResultOf(Target.Failure ?? Target.Error), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
                break;
        }
    }

    private CopyFault? Begin(WriteLogInitiateParameters parameters, bool isPlaced)
    {
        if (!isPlaced && _knownEnd is { } end && ReturnTo(end) is { } fault)
        {
            return fault;
        }

        BackupSession? earlier = Session;
        try
        {
            CopyDrainTarget? target = null;
            BackupSession session = BackupSession.Start(
                Device,
                SessionOptions(parameters),
                _startsThreads,
                (device, _) => SessionStart.Here(device, _predecessor),
                (device, log, options, copyBlockLength) => target = new CopyDrainTarget(this, device, log, options, copyBlockLength));
            Session = session;
            Target = target;
            ForgetStreams(); // Of the log before; they ended with it.
            _instruments.Logger.LogBegins(this, session.Log.Header.LogIdentifier, session.Log.Header.OriginLogicalObjectIdentifier);
            _knownEnd = null;
            _block = null;
            _isMediumForgotten = false;
            _isMediumGone = false;
            _hasBegun = true;
            earlier?.Dispose();
            return null;
        }
        catch (TapeException exception)
        {
            Note(ResultOf(exception));
            TapeResult result = Device.IsWriteProtected ? TapeResult.Failure(TapeCondition.WriteProtected, null, exception.Message) : ResultOf(exception);
            return CopyFault.OfTape("beginning a write log", result, ForwardedSenseSource.CopyDestination, isWrite: true, -1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CopyFault.InSegment(SenseCode.InternalTargetFailure, "the write log cannot be kept: " + exception.Message);
        }
        catch (ArgumentException exception)
        {
            return CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "the write log cannot begin: " + exception.Message);
        }
    }

    private CopyFault? ReturnTo(TapePosition end)
    {
        TapePositionReport report = default;
        TapeResult result = Device.Locate(end);
        result = result.IsSuccess ? Device.ReadPosition(out report) : result;
        if (result.IsSuccess && report.Position == end)
        {
            return null;
        }

        Note(result);

        return CopyFault.OfTape(
            "returning to the end of what is on the tape",
            result.IsSuccess ? TapeResult.Failure(TapeCondition.PositionError, null, "the drive is not where it says") : result,
            ForwardedSenseSource.CopyDestination,
            isWrite: true,
            -1);
    }

    private BackupSessionOptions SessionOptions(WriteLogInitiateParameters parameters)
    {
        Guid logIdentifier = parameters.LogIdentifier == Guid.Empty ? Guid.NewGuid() : parameters.LogIdentifier;
        return new BackupSessionOptions
        {
            Placement = BackupPlacement.Overwrite,
            BlockLength = MaximumBlockLength,
            BlockCount = Options.BlockCount,
            MaximumStreams = Math.Min(Options.MaximumStreams, Options.BlockCount / 2),
            DrainPolicy = Options.DrainPolicy,
            HasLabel = false,
            HasLogIncrements = parameters.WritesIncrements,
            HasClosingCopy = false,
            MayCopyLog = true,
            HasStreamChecksums = parameters.RecordsChecksums,
            CheckpointBytes = Options.CheckpointBytes,
            CheckpointInterval = Options.CheckpointInterval,
            CommitInterval = Options.CommitInterval,
            MaximumRecoveries = Options.MaximumRecoveries,
            LogPath = Options.LogPath?.Invoke(logIdentifier),
            LogIdentifier = logIdentifier,
            ApplicationLogIdentifier = parameters.ApplicationLogIdentifier,
            VolumeIdentifier = parameters.VolumeIdentifier != Guid.Empty ? parameters.VolumeIdentifier : Options.VolumeIdentifier,
            VolumeSetIdentifier = parameters.VolumeSetIdentifier,
            VolumeNumber = (int)Math.Min(parameters.VolumeNumber, int.MaxValue),
            PredecessorVolume = parameters.PredecessorVolumeIdentifier,
            LogGranularity = parameters.RecordsEveryBlock ? WriteLogGranularity.Blocks : WriteLogGranularity.Runs,
            TimeResolution = TimeSpan.FromTicks(parameters.TimeResolutionMicroseconds * 10L),
            TimeProvider = _time,
        };
    }

    private static uint Microseconds(TimeSpan time) => (uint)Math.Min(time.Ticks / 10, uint.MaxValue);
}
