using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Puts objects on a tape and then into its log, in that order and nowhere else.</summary>
/// <remarks>
/// <para>
/// After every operation the log's count of objects and the device's position are the same number; where they are not, nothing more is written,
/// since a log that is wrong about one position is wrong about all that follow.
/// </para>
/// <para>The drain thread alone calls this type. What happens on a failure is in the other half, <c>LoggedTape.Recovery.cs</c>.</para>
/// </remarks>
internal sealed partial class LoggedTape
{
    private readonly SequentialDevice _device;
    private readonly WriteLog _log;
    private readonly BlockTrailer _trailer;
    private readonly int _maximumRecoveries;

    public LoggedTape(SequentialDevice device, WriteLog log, int maximumRecoveries)
    {
        _device = device;
        _log = log;
        _trailer = new BlockTrailer(log.Header.LogIdentifier);
        _maximumRecoveries = maximumRecoveries;
    }

    public LoggedTapeState State { get; private set; }

    /// <summary>Gets what the tape failed with, or null.</summary>
    public TapeException? Failure { get; private set; }

    public bool IsEarlyWarningMet { get; private set; }

    private int TrailerLength => _log.Header.HasBlockTrailers ? Log.Format.BlockTrailer.EncodedLength : 0;

    private TapePosition Expected => new(_log.Header.Partition, _log.NextLogicalObjectIdentifier);

    /// <summary>Writes blocks of one stream and logs those that the device took.</summary>
    /// <returns>How many blocks, from the first on, were accepted; the rest was not, and may be tried again while <see cref="State"/> is writing.</returns>
    public int WriteBlocks(StreamId stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks)
    {
        if (_isPlaceDoubted && !ReturnToEnd())
        {
            return 0;
        }

        TapeResult result = _device.WriteBlocks(blocks, out int written);
        LogBlocks(stream, blocks.Slice(0, written));
        bool isOrdinary = result.IsSuccess && !result.IsEarlyWarning && result.IsPositionKnown && result.Position == Expected;
        return isOrdinary ? written : written + SettleBlocks(stream, result, blocks.Slice(written));
    }

    /// <summary>Writes blocks that belong to no stream, all of one length, and logs those that the device took.</summary>
    /// <param name="type">What they are.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="logOffsetBytes">The first byte of the log that they hold.</param>
    /// <param name="logLengthBytes">How many bytes of the log they hold, all together.</param>
    /// <returns>Whether all were accepted.</returns>
    public bool WriteSystemBlocks(SystemBlockType type, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, long logOffsetBytes, long logLengthBytes)
    {
        if (_isPlaceDoubted && !ReturnToEnd())
        {
            return false;
        }

        TapeResult result = _device.WriteBlocks(blocks, out int written);
        int blockLengthBytes = blocks[0].Length;
        if (written > 0)
        {
            _log.AppendSystemBlocks(type, blockLengthBytes, written, logOffsetBytes, logLengthBytes);
        }

        int proved = Settle(
            "writing a " + type + " block",
            result,
            blocks.Slice(written),
            (tape, more) => tape._log.AppendSystemBlocks(type, blockLengthBytes, more.Length, logOffsetBytes, logLengthBytes));
        return written + proved == blocks.Length && State != LoggedTapeState.Failed;
    }

    /// <summary>Writes filemarks and logs those that the device took; synchronous ones prove everything before them to be on the medium.</summary>
    /// <param name="owner">The stream that asked for them; null for the session's own.</param>
    /// <param name="count">How many; 0 only synchronises.</param>
    /// <param name="isImmediate">Whether acceptance is enough.</param>
    /// <param name="acceptedFilemarks">How many were accepted.</param>
    /// <returns>Whether all were accepted and, unless immediate, are on the medium.</returns>
    public bool WriteFilemarks(StreamId? owner, int count, bool isImmediate, out int acceptedFilemarks)
    {
        acceptedFilemarks = 0;
        if (_isPlaceDoubted && !ReturnToEnd())
        {
            return false;
        }

        TapeResult result = _device.WriteFilemarks(count, isImmediate);
        if (result.Condition == TapeCondition.OutcomeUnknown && ProveOutcome(count) is >= 0 and int proved)
        {
            // The position says how many ran; whether they reached the medium only a second command can say.
            LogFilemarks(owner, proved);
            acceptedFilemarks = proved;
            result = _device.WriteFilemarks(count - proved, isImmediate);
        }

        int written = result.IsSuccess ? count - acceptedFilemarks
            : result.Condition == TapeCondition.EndOfMedium ? (int)Math.Max(0, count - acceptedFilemarks - result.ResidualFilemarks)
            : 0;
        LogFilemarks(owner, written);
        acceptedFilemarks += written;
        if (!result.IsSuccess || result.IsEarlyWarning || !result.IsPositionKnown || result.Position != Expected)
        {
            Settle("writing " + count + " filemarks", result, default, null);
        }

        bool isDone = result.IsSuccess && State != LoggedTapeState.Failed;
        if (isDone && !isImmediate)
        {
            MarkOnMedium(_log.NextLogicalObjectIdentifier);
        }

        return isDone;
    }

    /// <summary>Learns whether the on-medium mark moved since the last call.</summary>
    public bool TakeOnMediumAdvance()
    {
        bool hasAdvanced = _hasOnMediumAdvanced;
        _hasOnMediumAdvanced = false;
        return hasAdvanced;
    }

    // Apart from the path of every block, which allocates nothing.
    private int SettleBlocks(StreamId stream, TapeResult result, ReadOnlySpan<ReadOnlyMemory<byte>> remaining) =>
        Settle("writing a block of stream " + stream, result, remaining, (tape, proved) => tape.LogBlocks(stream, proved));

    private void LogBlocks(StreamId stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks)
    {
        for (int first = 0; first < blocks.Length;)
        {
            int lengthBytes = blocks[first].Length;
            int end = first + 1;
            while (end < blocks.Length && blocks[end].Length == lengthBytes)
            {
                end++;
            }

            _log.AppendBlocks(stream, lengthBytes, end - first);
            first = end;
        }

        if (blocks.Length > 0)
        {
            _recoveriesInARow = 0;
        }
    }

    private void LogFilemarks(StreamId? owner, int count)
    {
        if (count > 0)
        {
            _log.AppendFilemarks(owner, count);
        }
    }

    private void MarkOnMedium(long logicalObjectIdentifier)
    {
        if (logicalObjectIdentifier > _log.OnMediumLogicalObjectIdentifier)
        {
            _log.MarkOnMedium(logicalObjectIdentifier);
            _hasOnMediumAdvanced = true;
        }
    }
}
