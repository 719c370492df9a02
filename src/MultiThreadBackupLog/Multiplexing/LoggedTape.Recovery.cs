using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>What an outcome means: going on, the end of the medium, a recovery, or the end.</content>
internal sealed partial class LoggedTape
{
    private readonly List<WriteLogRetractedStream> _losses = [];
    private int _recoveriesInARow;
    private bool _hasOnMediumAdvanced;
    private byte[] _probe = [];

    /// <summary>Gets the last error that a recovery or the end came from, or null.</summary>
    public TapeException? LastError { get; private set; }

    private delegate void LogProved(LoggedTape tape, ReadOnlySpan<ReadOnlyMemory<byte>> blocks);

    /// <summary>Gives the streams that lost blocks or filemarks since the last call, with what each has left.</summary>
    public IReadOnlyList<WriteLogRetractedStream> TakeLosses()
    {
        if (_losses.Count == 0)
        {
            return [];
        }

        WriteLogRetractedStream[] losses = [.. _losses];
        _losses.Clear();
        return losses;
    }

    /// <summary>Says that nothing more is written: what is not yet proven to be on the medium cannot be relied on.</summary>
    public void Fail(string operation, TapeResult result)
    {
        if (State != LoggedTapeState.Failed)
        {
            State = LoggedTapeState.Failed;
            Failure = new TapeException(operation, result);
        }
    }

    /// <summary>Decides what an outcome means. Returns how many blocks behind the accepted ones proved to be on the tape after all.</summary>
    private int Settle(string operation, TapeResult result, ReadOnlySpan<ReadOnlyMemory<byte>> remaining, LogProved? logProved)
    {
        if (result.IsEarlyWarning)
        {
            IsEarlyWarningMet = true;
            State = State == LoggedTapeState.Writing ? LoggedTapeState.EndOfMedium : State;
        }

        int proved = 0;
        if (result.Condition == TapeCondition.OutcomeUnknown && logProved is not null && (proved = ProveOutcome(remaining.Length)) >= 0)
        {
            // The answer was lost, and the position says what ran: those blocks are accepted, and none is sent twice.
            if (proved > 0)
            {
                logProved(this, remaining.Slice(0, proved));
            }

            return proved;
        }

        if (result.IsSuccess)
        {
            Confirm(operation, result);
        }
        else if (IsEndWithoutLoss(result, remaining.Length))
        {
            State = State == LoggedTapeState.Failed ? State : LoggedTapeState.EndOfMedium;
        }
        else
        {
            Recover(operation, result);
            State = result.Condition == TapeCondition.EndOfMedium && State == LoggedTapeState.Writing ? LoggedTapeState.EndOfMedium : State;
        }

        return 0;
    }

    // An end of the medium that is met while the buffer is being written takes accepted objects with it: it is deferred, its residual
    // counts more than was asked for, or the position is not where the accepted objects end (SSC-3 clause 4.2.9).
    private bool IsEndWithoutLoss(TapeResult result, int remainingBlocks) =>
        result.Condition == TapeCondition.EndOfMedium
        && !result.IsDeferred
        && result.ResidualBlocks <= remainingBlocks
        && result.IsPositionKnown
        && result.Position == Expected;

    private void Confirm(string operation, TapeResult result)
    {
        TapePosition? actual = result.IsPositionKnown ? result.Position : AskPosition();
        if (actual == Expected)
        {
            return;
        }

        // Our count or the device's is wrong, and with it the place of everything that is not proven yet.
        string text = "after " + operation + " the log counts " + Expected + " and the device " + (actual?.ToString() ?? "does not know where it stands");
        _log.AppendError(new WriteLogError((int)TapeCondition.PositionError, false, Expected.LogicalObjectIdentifier, _log.OnMediumLogicalObjectIdentifier, text));
        LastError = new TapeException(operation, TapeResult.Failure(TapeCondition.PositionError, actual, text));
        Retract(_log.OnMediumLogicalObjectIdentifier);
        Fail(operation, LastError.Result);
    }

    private void Recover(string operation, TapeResult result)
    {
        long noticedAt = _log.NextLogicalObjectIdentifier;
        long provenEnd = FindProvenEnd();
        _log.AppendError(new WriteLogError(
            (int)result.Condition, result.IsDeferred, noticedAt, provenEnd < noticedAt ? provenEnd : -1, operation + ": " + result));
        LastError = new TapeException(operation, result);
        Retract(provenEnd);
        if (++_recoveriesInARow > _maximumRecoveries || !IsRecoverable(result.Condition))
        {
            Fail(operation, result);
        }
        else if (ReturnTo(provenEnd) is { } reason)
        {
            Fail(operation, TapeResult.Failure(TapeCondition.PositionError, null, result + "; and returning to object " + provenEnd + " failed: " + reason));
        }
    }

    private static bool IsRecoverable(TapeCondition condition) => condition
        is TapeCondition.MediumError or TapeCondition.HardwareError or TapeCondition.PositionError
        or TapeCondition.DeviceReset or TapeCondition.OutcomeUnknown or TapeCondition.EndOfMedium;

    // Everything behind the last synchronisation is in doubt, except what a drive that is known to tell the truth says has left its buffer.
    private long FindProvenEnd()
    {
        long proven = _log.OnMediumLogicalObjectIdentifier;
        if (!_device.IsBufferReportTrusted)
        {
            return proven;
        }

        TapeResult result = _device.ReadPosition(out TapePositionReport report);
        if (!result.IsSuccess || !report.IsBufferKnown || report.Position.Partition != _log.Header.Partition)
        {
            return proven;
        }

        long firstBuffered = report.FirstBuffered.LogicalObjectIdentifier;
        return Math.Max(proven, Math.Min(firstBuffered, _log.NextLogicalObjectIdentifier));
    }

    private void Retract(long provenEnd)
    {
        if (provenEnd < _log.NextLogicalObjectIdentifier)
        {
            _losses.AddRange(_log.RetractTo(provenEnd)?.Streams ?? []);
            _lastBlockEnd = -1; // Another object may come to stand where the remembered block did.
        }

        MarkOnMedium(provenEnd);
    }

    /// <summary>Moves to the proven end and looks at what lies before it. Returns why that failed, or null.</summary>
    private string? ReturnTo(long provenEnd)
    {
        var target = new TapePosition(_log.Header.Partition, provenEnd);
        bool isFirst = provenEnd == _log.Header.OriginLogicalObjectIdentifier;
        TapePosition probed = isFirst ? target : target.Advance(-1);
        TapeResult result = _device.Locate(probed);
        if (!result.IsSuccess)
        {
            return "moving to " + probed + ": " + result;
        }

        if (!isFirst)
        {
            if (_probe.Length == 0)
            {
                _probe = new byte[_device.BlockLimits.MaximumBlockLength < 1 << 24 ? _device.BlockLimits.MaximumBlockLength : 1 << 24];
            }

            result = _device.ReadBlock(_probe);
            bool isBlock = result.IsSuccess || result.Condition == TapeCondition.IncorrectLength;
            if (!isBlock && result.Condition != TapeCondition.Filemark)
            {
                return "reading the last proven object: " + result;
            }

            if (result.IsSuccess && _log.Header.HasBlockTrailers && !IsOurs(_probe.AsSpan(0, result.TransferredBytes)))
            {
                return "the last proven block is not one of this log";
            }

            if (result.IsSuccess && !IsRemembered(provenEnd, _probe.AsSpan(0, result.TransferredBytes), TrailerLength))
            {
                return "the last proven block is not the one that was written";
            }

            if (_lastBlockEnd == provenEnd && !result.IsSuccess)
            {
                return "the last proven object is not the block that was written";
            }
        }

        TapePosition? actual = result.IsPositionKnown ? result.Position : AskPosition();
        return actual == target ? null : "the device stands at " + (actual?.ToString() ?? "an unknown place");
    }

    private bool IsOurs(ReadOnlySpan<byte> block) =>
        _trailer.TryVerify(block, out _, out _, out _)
        || (LogCopyBlock.TryParse(block, out LogCopyHeader copy, out _) && copy.LogIdentifier == _log.Header.LogIdentifier);

    // How many of the objects whose answer was lost are on the tape, or -1 when the device cannot say.
    private int ProveOutcome(int maximumObjects)
    {
        long objects = AskPosition() is { } position && position.Partition == _log.Header.Partition
            ? position.LogicalObjectIdentifier - _log.NextLogicalObjectIdentifier
            : -1;
        return objects >= 0 && objects <= maximumObjects ? (int)objects : -1;
    }

    private TapePosition? AskPosition() => _device.ReadPosition(out TapePositionReport report).IsSuccess ? report.Position : null;
}
