using System;
using System.IO;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <content>Writing: each record goes out in file order, so that an interrupted one is the last thing in the file.</content>
public sealed partial class TapeImage
{
    private const int BlocksPerGather = 256;

    private static readonly byte[] Filemarks = new byte[1024 * ImageWord.EncodedLength];

    private bool _needsAcceptance;      // The image was damaged when it was opened, and nobody accepted the cut.
    private bool _hasTail;              // The file is longer than what counts.
    private bool _isTorn;               // The end of the file is a piece of a record that could not yet be cut off.

    private bool IsInEarlyWarning =>
        _options.EarlyWarningBytes > 0 && _map.Offset > _options.CapacityBytes - Math.Min(_options.EarlyWarningBytes, _options.CapacityBytes);

    /// <inheritdoc/>
    public override TapeResult WriteBlock(ReadOnlySpan<byte> block)
    {
        if (RefusesWriting(out TapeResult refusal) || RefusesBlock(block.Length, _map.Offset, out refusal))
        {
            return refusal;
        }

        long start = _map.Offset;
        try
        {
            CutHere();
            WriteRecord(start, block);
        }
        catch (IOException e)
        {
            return CouldNotWrite(e, ownBlocks: 1, ownFilemarks: 0);
        }

        Accepted(block.Length);
        return new TapeResult(TapeCondition.None, Here, transferredBytes: block.Length, isEarlyWarning: IsInEarlyWarning);
    }

    /// <inheritdoc/>
    public override TapeResult WriteBlocks(ReadOnlySpan<ReadOnlyMemory<byte>> blocks, out int writtenBlocks)
    {
        writtenBlocks = 0;
        TapeResult result = default;
        while (writtenBlocks < blocks.Length)
        {
            if (RefusesWriting(out TapeResult refusal))
            {
                return refusal;
            }

            ReadOnlySpan<ReadOnlyMemory<byte>> gather = blocks.Slice(writtenBlocks, Math.Min(BlocksPerGather, blocks.Length - writtenBlocks));
            int count = CountAccepted(gather, out refusal);
            if (count > 0)
            {
                try
                {
                    CutHere();
                    WriteRecords(_map.Offset, gather.Slice(0, count));
                }
                catch (IOException e)
                {
                    return CouldNotWrite(e, ownBlocks: 1, ownFilemarks: 0);
                }

                foreach (ReadOnlyMemory<byte> block in gather.Slice(0, count))
                {
                    Accepted(block.Length);
                }

                writtenBlocks += count;
                result = new TapeResult(TapeCondition.None, Here, transferredBytes: gather[count - 1].Length, isEarlyWarning: IsInEarlyWarning);
            }

            if (count < gather.Length)
            {
                return count > 0 && result.IsEarlyWarning ? result : refusal;
            }

            if (result.IsEarlyWarning)
            {
                return result;
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "A number of filemarks is not negative.");
        }

        Guard.NotDisposed(_isDisposed, this);
        int written = 0;
        if (count > 0)
        {
            if (RefusesWriting(out TapeResult refusal))
            {
                return refusal;
            }

            long room = Math.Max(0, _options.CapacityBytes - _map.Offset) / ImageWord.EncodedLength;
            try
            {
                CutHere();
                for (int wanted = (int)Math.Min(count, room); written < wanted;)
                {
                    int marks = Math.Min(wanted - written, Filemarks.Length / ImageWord.EncodedLength);
                    _file.Write(_map.Offset, Filemarks.AsSpan(0, marks * ImageWord.EncodedLength));
                    for (int mark = 0; mark < marks; mark++)
                    {
                        _map.Append(new ImageWord(ImageWord.Filemark), ImageWord.EncodedLength);
                    }

                    _isDirty = true;
                    written += marks;
                }
            }
            catch (IOException e)
            {
                return CouldNotWrite(e, ownBlocks: 0, ownFilemarks: count - written);
            }
        }

        if (!isImmediate && !Synchronises(out TapeResult failure))
        {
            return failure;
        }

        bool isFull = written < count;
        return new TapeResult(
            isFull ? TapeCondition.EndOfMedium : TapeCondition.None, Here, residualFilemarks: count - written, isEarlyWarning: isFull || IsInEarlyWarning);
    }

    /// <inheritdoc/>
    public override TapeResult Erase()
    {
        if (RefusesWriting(out TapeResult refusal) || !SynchronisesForMove(isToKnownPlace: false, out refusal))
        {
            return refusal;
        }

        try
        {
            CutHere();
            return TapeResult.Success(Here);
        }
        catch (IOException e)
        {
            return Failed(e);
        }
    }

    private bool RefusesWriting(out TapeResult refusal)
    {
        Guard.NotDisposed(_isDisposed, this);
        refusal = _isReadOnly ? TapeResult.Failure(TapeCondition.WriteProtected, Here, _file.Path + " is open for reading only.")
            : _needsAcceptance ? TapeResult.Failure(TapeCondition.CorruptData, Here, "Nothing is written behind damage before the cut is accepted: " + Check)
            : _flushFailure is not null && _map.Position > _flushedObjects ? TapeResult.Failure(TapeCondition.MediumError, Here, _flushFailure)
            : !CutTornRecord() ? TapeResult.Failure(TapeCondition.MediumError, Here, _file.Path + ": a record written in part cannot be cut off.")
            : default;
        return refusal.IsFailure;
    }

    private bool RefusesBlock(int length, long offset, out TapeResult refusal)
    {
        refusal = !BlockLimits.Accepts(length)
            ? TapeResult.Failure(TapeCondition.InvalidRequest, Here, "A block of " + length + " bytes is outside the limits of " + BlockLimits + ".")
            : new ImageWord((uint)length).RecordBytes > _options.CapacityBytes - offset
                ? new TapeResult(TapeCondition.EndOfMedium, Here, residualBlocks: 1, isEarlyWarning: true)
                : default;
        return !refusal.IsSuccess;
    }

    /// <summary>Counts the blocks that one write takes: up to the first that is refused, and up to the first in the early warning zone.</summary>
    private int CountAccepted(ReadOnlySpan<ReadOnlyMemory<byte>> blocks, out TapeResult refusal)
    {
        refusal = default;
        long offset = _map.Offset;
        long warning = _options.EarlyWarningBytes > 0 ? _options.CapacityBytes - Math.Min(_options.EarlyWarningBytes, _options.CapacityBytes) : long.MaxValue;
        for (int index = 0; index < blocks.Length; index++)
        {
            if (RefusesBlock(blocks[index].Length, offset, out refusal))
            {
                // Its position is where the blocks before it will have brought the device.
                refusal = At(Here.Advance(index), refusal);
                return index;
            }

            offset += new ImageWord((uint)blocks[index].Length).RecordBytes;
            if (offset > warning)
            {
                return index + 1;
            }
        }

        return blocks.Length;
    }

    private static TapeResult At(TapePosition position, TapeResult result) => new(
        result.Condition, position, residualBlocks: result.ResidualBlocks, isEarlyWarning: result.IsEarlyWarning, message: result.Message);

    /// <summary>Makes the position the end of the file.</summary>
    private void CutHere()
    {
        if (_map.Position < _map.ObjectCount || _hasTail)
        {
            _file.SetLength(_map.Offset);
            _map.CutHere();
            _hasTail = false;
            _isDamageAhead = false;
            _isDirty = true;
        }

        if (_flushedObjects >= _map.Position)
        {
            // Everything that is in doubt is gone, and will be written anew.
            _flushedObjects = _map.Position;
            _unflushedBytes = 0;
            _flushFailure = null;
        }
    }

    private bool CutTornRecord()
    {
        try
        {
            if (_isTorn)
            {
                _file.SetLength(_map.EndOffset);
                _isTorn = false;
            }
        }
        catch (IOException)
        {
            // Tried again before the next write and at the end; until then nothing is added behind the piece.
        }

        return !_isTorn;
    }

    private TapeResult CouldNotWrite(IOException e, long ownBlocks, long ownFilemarks)
    {
        _isTorn = true;
        CutTornRecord();
        return new TapeResult(
            FullDisk.IsCauseOf(e) ? TapeCondition.EndOfMedium : TapeCondition.MediumError,
            Here,
            residualBlocks: ownBlocks,
            residualFilemarks: ownFilemarks,
            isEarlyWarning: FullDisk.IsCauseOf(e),
            message: (FullDisk.IsCauseOf(e) ? "The disk is full: " : "The file cannot be written: ") + _file.Path + ": " + e.Message);
    }

    private void Accepted(int blockLength)
    {
        var word = new ImageWord((uint)blockLength);
        _map.Append(word, word.RecordBytes);
        _unflushedBytes += blockLength;
        _isDirty = true;
    }
}
