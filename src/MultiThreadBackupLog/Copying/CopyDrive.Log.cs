using System;
using System.IO;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
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
