using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <content>Where the next log may begin, and whether the medium is the one that the current log is of: a write at the wrong place destroys a tape.</content>
internal sealed partial class CopyDrive
{
    private TapeSession? _predecessor;
    private TapePosition? _knownEnd;
    private CopyFault? _block;
    private bool _isMediumForgotten;
    private bool _isMediumGone;
    private bool _hasBegun;

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
}
