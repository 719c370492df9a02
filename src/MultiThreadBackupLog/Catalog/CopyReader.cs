using System;
using System.Threading;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Catalog;

/// <summary>Moves over a tape and reads blocks of log copies on it.</summary>
internal sealed class CopyReader
{
    // A copy's blocks are as long as the session that wrote them chose; longer ones than this are not looked at.
    private const int GreatestBlockLength = 16 * 1024 * 1024;

    // How often a command is given whose failure the drive may be over with.
    private const int Attempts = 3;

    // How many blocks that are not what was expected are passed by before a search gives the place up.
    private const int TriedBlocks = 4;

    private readonly SequentialDevice _device;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _buffer;
    private int _blockLength;

    public CopyReader(SequentialDevice device, CancellationToken cancellationToken)
    {
        _device = device;
        _cancellationToken = cancellationToken;
        _buffer = new byte[Math.Min(device.BlockLimits.MaximumBlockLength, GreatestBlockLength)];
    }

    public TapePosition MoveToEndOfData()
    {
        TapeResult result = _device.Space(SpaceUnit.EndOfData, 0);
        for (int attempt = 1; attempt < Attempts && IsPassing(result.Condition); attempt++)
        {
            result = _device.Rewind(); // After a reset the drive moves only from a place that it knows.
            result = result.IsSuccess ? _device.Space(SpaceUnit.EndOfData, 0) : result;
        }

        return result.IsSuccess ? PositionAfter(result) : throw new TapeException("moving to the end of data", result);
    }

    /// <summary>Reads the block at an object.</summary>
    public CopyReadOutcome ReadAt(int partition, long logicalObjectIdentifier, out LogCopyHeader header)
    {
        var target = new TapePosition(partition, logicalObjectIdentifier);
        for (int attempt = 1; ; attempt++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            header = default;
            TapeResult result = _device.Locate(target);
            if (result.Condition == TapeCondition.EndOfData)
            {
                return CopyReadOutcome.SomethingElse;
            }

            CopyReadOutcome outcome = CopyReadOutcome.Unreadable;
            bool isMoved = result.IsSuccess;
            if (isMoved)
            {
                result = _device.ReadBlock(_buffer);
                outcome = Judge(target, result, out header);
            }

            if (attempt < Attempts && IsPassing(result.Condition))
            {
                continue;
            }

            return isMoved ? outcome : throw new TapeException("moving to " + target, result);
        }
    }

    /// <summary>Searches back from a place, filemark by filemark, for the newest label or copy before it.</summary>
    public LogCopyHeader? FindNewestCopy(TapePosition end)
    {
        TapePosition fileEnd = end;
        while (true)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            TapePosition fileBegin = MoveToFileBegin(fileEnd, out bool isFirstFile);
            if (fileBegin.LogicalObjectIdentifier < fileEnd.LogicalObjectIdentifier && FindCopyAt(fileBegin, fileEnd) is { } copy)
            {
                return copy;
            }

            if (isFirstFile)
            {
                return null;
            }

            fileEnd = fileBegin.Advance(-1);
        }
    }

    /// <summary>Puts a log together, the newest copy first, older ones as far as something is missing.</summary>
    public TapeSessionLog ReadLog(TapeSession session)
    {
        var assembler = new LogCopyAssembler(session.LogIdentifier);
        LogCopyHeader? next = session.NewestCopy;
        long end = session.EndLogicalObjectIdentifier;
        string? unreadable = null;
        while (next is { } copy && copy.Type != LogCopyType.SessionLabel)
        {
            // No copy reaches into a newer one, whatever it claims: no block is read twice.
            ReadCopy(copy, end, assembler, ref unreadable);
            end = copy.FirstLogicalObjectIdentifier;
            bool mayBeWhole = copy.CopyOffsetBytes == 0 || assembler.HasClosingCopy;
            next = mayBeWhole && assembler.IsWhole ? null : FindCopyBefore(copy, session, ref unreadable);
        }

        byte[] log = assembler.Assemble();
        return new TapeSessionLog(session, WriteLogRecovery.Recover(new WriteLogSnapshot(log)), assembler.KnownLengthBytes - log.Length, unreadable);
    }

    private void ReadCopy(LogCopyHeader copy, long end, LogCopyAssembler assembler, ref string? unreadable)
    {
        int foreignBlocks = 0;
        for (int index = 0; index < copy.BlockCount && foreignBlocks < TriedBlocks; index++)
        {
            long at = copy.FirstLogicalObjectIdentifier + index;
            LogCopyHeader block = default;
            CopyReadOutcome outcome = at < end ? ReadAt(copy.Partition, at, out block) : CopyReadOutcome.SomethingElse;
            bool isOfCopy = outcome == CopyReadOutcome.Copy && block.CopySequence == copy.CopySequence
                && assembler.TryAdd(_buffer.AsSpan(0, _blockLength), out _, out _);
            if (!isOfCopy)
            {
                unreadable ??= "block " + index + " of " + copy.BlockCount + " of a copy of the log, at object " + at;
            }

            // One foreign block is damage; several are where the copy was cut short, and what follows is data.
            foreignBlocks = outcome == CopyReadOutcome.SomethingElse ? foreignBlocks + 1 : 0;
        }
    }

    // Where the copy before cannot be read at all, the one before that still gives the log up to its own end.
    private LogCopyHeader? FindCopyBefore(LogCopyHeader copy, TapeSession session, ref string? unreadable)
    {
        long previous = copy.PreviousCopyLogicalObjectIdentifier;
        if (previous < session.OriginLogicalObjectIdentifier || previous >= copy.FirstLogicalObjectIdentifier)
        {
            return null;
        }

        var place = new TapePosition(session.Partition, previous);
        LogCopyHeader? found = FindCopyAt(place, new TapePosition(session.Partition, copy.FirstLogicalObjectIdentifier));
        if (found is null)
        {
            unreadable ??= "the copy of the log at object " + previous;
            found = FindNewestCopy(place);
        }

        bool isBefore = found is { } older && older.LogIdentifier == session.LogIdentifier
            && older.FirstLogicalObjectIdentifier < copy.FirstLogicalObjectIdentifier;
        return isBefore ? found : null;
    }

    // Any block of a copy names the copy's first object, so a damaged first block does not hide the copy.
    private LogCopyHeader? FindCopyAt(TapePosition fileBegin, TapePosition fileEnd)
    {
        for (int index = 0; index < TriedBlocks && fileBegin.LogicalObjectIdentifier + index < fileEnd.LogicalObjectIdentifier; index++)
        {
            CopyReadOutcome outcome = ReadAt(fileBegin.Partition, fileBegin.LogicalObjectIdentifier + index, out LogCopyHeader header);
            if (outcome == CopyReadOutcome.Copy)
            {
                return header;
            }

            if (outcome == CopyReadOutcome.SomethingElse)
            {
                return null;
            }
        }

        return null;
    }

    private TapePosition MoveToFileBegin(TapePosition fileEnd, out bool isFirstFile)
    {
        isFirstFile = false;
        TapeResult result = default;
        for (int attempt = 0; attempt < Attempts && (attempt == 0 || IsPassing(result.Condition)); attempt++)
        {
            result = _device.Locate(fileEnd);
            result = result.IsSuccess ? _device.Space(SpaceUnit.Filemarks, -1) : result;
        }

        if (result.Condition == TapeCondition.BeginningOfMedium)
        {
            isFirstFile = true;
            return PositionAfter(result);
        }

        return result.IsSuccess ? PositionAfter(result).Advance(1) : throw new TapeException("spacing back over a filemark before " + fileEnd, result);
    }

    // A reset is over once it was told, and moving to a stated place needs no count that it took away.
    private static bool IsPassing(TapeCondition condition) =>
        condition is TapeCondition.DeviceReset or TapeCondition.OutcomeUnknown or TapeCondition.PositionError;

    private CopyReadOutcome Judge(TapePosition target, TapeResult result, out LogCopyHeader header)
    {
        header = default;
        if (result.Condition is TapeCondition.MediumChanged or TapeCondition.NotReady or TapeCondition.ReservationConflict)
        {
            throw new TapeException("reading " + target, result); // Nothing that this block is to blame for, and the next may be another tape's.
        }

        if (result.IsFailure)
        {
            return CopyReadOutcome.Unreadable;
        }

        _blockLength = result.TransferredBytes;
        if (!result.IsSuccess || !LogCopyBlock.HasMagic(_buffer.AsSpan(0, _blockLength)))
        {
            return CopyReadOutcome.SomethingElse;
        }

        // A copy that says that it lies elsewhere was copied here with its tape, and its pointers mean other objects.
        bool isProven = LogCopyBlock.TryParse(_buffer.AsSpan(0, _blockLength), out header, out _)
            && header.Partition == target.Partition
            && header.FirstLogicalObjectIdentifier == target.LogicalObjectIdentifier - header.BlockIndex;
        return isProven ? CopyReadOutcome.Copy : CopyReadOutcome.Unreadable;
    }

    private TapePosition PositionAfter(TapeResult result)
    {
        if (result.IsPositionKnown)
        {
            return result.Position;
        }

        TapeResult asked = _device.ReadPosition(out TapePositionReport report);
        return asked.IsSuccess ? report.Position : throw new TapeException("asking for the position", asked);
    }
}
