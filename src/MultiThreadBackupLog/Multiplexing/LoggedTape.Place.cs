using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>Where the device stands when somebody else may have moved it: before anything is written, it goes back to the log's end and looks.</content>
internal sealed partial class LoggedTape
{
    private bool _isPlaceDoubted;
    private long _lastBlockEnd = -1;
    private int _lastPayloadLength;
    private uint _lastPayloadChecksum;

    /// <summary>Says that the device may stand elsewhere, or hold another medium: a write at the wrong place destroys a tape.</summary>
    public void DoubtPlace() => _isPlaceDoubted = true;

    /// <summary>Says that something happened to the device behind the log's back, and has what it may have taken away found out.</summary>
    /// <param name="operation">What noticed it.</param>
    /// <param name="result">The failure.</param>
    public void Report(string operation, TapeResult result)
    {
        if (State != LoggedTapeState.Failed)
        {
            Recover(operation, result);
        }
    }

    /// <summary>Remembers the block that was accepted last, so that a return to the log's end can tell it from another.</summary>
    /// <param name="payloadLengthBytes">The block's length without its trailer.</param>
    /// <param name="payloadChecksum">CRC32C of the payload.</param>
    public void Remember(int payloadLengthBytes, uint payloadChecksum)
    {
        _lastBlockEnd = _log.NextLogicalObjectIdentifier;
        _lastPayloadLength = payloadLengthBytes;
        _lastPayloadChecksum = payloadChecksum;
    }

    /// <summary>Gets whether the last object before a place is the one that was written there, as far as that is remembered.</summary>
    private bool IsRemembered(long endLogicalObjectIdentifier, ReadOnlySpan<byte> block, int trailerLength) =>
        _lastBlockEnd != endLogicalObjectIdentifier
        || (block.Length - trailerLength == _lastPayloadLength
            && Crc32C.Compute(block.Slice(0, _lastPayloadLength)) == _lastPayloadChecksum);

    /// <summary>Goes to the log's end and looks. False when nothing may be written now.</summary>
    /// <remarks>
    /// Also false when that took something away that was accepted: what the caller was about to write was meant to stand behind it. The streams are
    /// told first; who lost nothing is asked again.
    /// </remarks>
    private bool ReturnToEnd() => IsReturned() && _losses.Count == 0;

    private bool IsReturned()
    {
        _isPlaceDoubted = false;
        long end = _log.NextLogicalObjectIdentifier;
        if (State == LoggedTapeState.Failed)
        {
            return false;
        }

        bool isSafe = _log.OnMediumLogicalObjectIdentifier >= end;
        if (!isSafe && _device.WriteFilemarks(0, isImmediate: false) is { IsSuccess: false } flushed)
        {
            Settle("synchronising before a return", flushed, default, null); // What the move would lose is found out as always.
            return State != LoggedTapeState.Failed;
        }

        if (ReturnTo(end) is not { } reason)
        {
            MarkOnMedium(end); // Synchronised, wherever the device stood, and the last of it was looked at.
            return true;
        }

        // What is on that tape, wherever it is now, has not changed; but what was not known to be on it cannot be relied on.
        _isPlaceDoubted = true;
        TapeResult result = TapeResult.Failure(
            TapeCondition.PositionError, null, "the device is not at the log's end, and nothing was written: " + reason);
        _log.AppendError(new Log.WriteLogError((int)TapeCondition.PositionError, false, end, isSafe ? -1 : _log.OnMediumLogicalObjectIdentifier, result.Message!));
        LastError = new TapeException("returning to " + Expected, result);
        Retract(_log.OnMediumLogicalObjectIdentifier);
        Fail("returning to " + Expected, result);
        return false;
    }
}
