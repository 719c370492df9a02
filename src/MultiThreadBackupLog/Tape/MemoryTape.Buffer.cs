using System;

namespace MultiThreadBackupLog.Tape;

/// <content>The drive's buffer: what is accepted and not yet on the medium, and what becomes of it.</content>
public sealed partial class MemoryTape
{
    private TapeCondition _bufferFailure;   // Not None: the buffered objects could not be recorded; they are only dropped now.

    private long BufferedObjects => _recording.ObjectCount - _recordedCount;

    private long BufferedBytes => _recording.BlockBytes(_recordedCount, _recording.ObjectCount);

    /// <summary>Counts the objects that are on the medium now: what a later reader finds when the power fails at this moment.</summary>
    /// <returns>The number of blocks and filemarks together.</returns>
    /// <remarks>What is in the buffer does not count; what it is about to overwrite still does.</remarks>
    public long CountRecordedObjects() => _overwritten is null ? _recordedCount : _overwritten.FirstObject + _overwritten.Ends.Count;

    /// <summary>Looks at an object on the medium without moving the tape.</summary>
    /// <param name="logicalObjectIdentifier">Its number, below <see cref="CountRecordedObjects"/>.</param>
    /// <returns>A copy of the block, or null for a filemark.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such object is on the medium.</exception>
    public byte[]? PeekRecordedObject(long logicalObjectIdentifier)
    {
        if (logicalObjectIdentifier < 0 || logicalObjectIdentifier >= CountRecordedObjects())
        {
            throw new ArgumentOutOfRangeException(nameof(logicalObjectIdentifier), logicalObjectIdentifier, "This object is not on the medium.");
        }

        if (_overwritten is { } tail && logicalObjectIdentifier >= tail.FirstObject)
        {
            // The buffered objects stand in its place; they step aside for the look.
            TapeRecording.Tail buffered = _recording.Detach(tail.FirstObject);
            _recording.Attach(tail);
            byte[]? seen = Peek(logicalObjectIdentifier);
            _overwritten = _recording.Detach(tail.FirstObject);
            _recording.Attach(buffered);
            return seen;
        }

        return Peek(logicalObjectIdentifier);
    }

    /// <summary>Lets the drive write its oldest buffered objects to the medium, as it does on its own when it has the time.</summary>
    /// <param name="objects">How many, 0 or more; more than there are is all.</param>
    /// <remarks>An error that it meets is deferred: the next operation reports it and is not executed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="objects"/> is negative.</exception>
    public void AdvanceBuffer(long objects)
    {
        if (objects < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(objects), objects, "A number of objects is not negative.");
        }

        if (_bufferFailure == TapeCondition.None && !Record(_recordedCount + Math.Min(objects, BufferedObjects), out TapeCondition condition))
        {
            _pending = DeferredWriteError(condition);
        }
    }

    private byte[]? Peek(long logicalObjectIdentifier)
    {
        if (_recording.IsFilemark(logicalObjectIdentifier))
        {
            return null;
        }

        var block = new byte[_recording.BlockLength(logicalObjectIdentifier)];
        _recording.CopyBlock(logicalObjectIdentifier, block);
        return block;
    }

    /// <summary>Writes buffered objects to the medium, up to a number; false when one of them could not be.</summary>
    private bool Record(long upTo, out TapeCondition condition)
    {
        for (; _recordedCount < upTo; _recordedCount++)
        {
            condition = _recording.AddressOf(_recordedCount + 1) > _mediumCapacity ? TapeCondition.EndOfMedium
                : FailsWriting(_recordedCount, out TapeCondition failure) ? failure
                : TapeCondition.None;
            if (condition != TapeCondition.None)
            {
                _bufferFailure = condition;
                return false;
            }

            _overwritten = null;
        }

        condition = TapeCondition.None;
        return true;
    }

    /// <summary>Moves the oldest buffered objects out until one more fits; the error met on the way is deferred.</summary>
    private bool MakesRoom(int blockLength, out TapeResult deferred)
    {
        deferred = default;
        while (BufferedObjects > 0 && (BufferedObjects >= _options.BufferSizeObjects || BufferedBytes + blockLength > _options.BufferSizeBytes))
        {
            if (!Record(_recordedCount + 1, out TapeCondition condition))
            {
                deferred = DeferredWriteError(condition);
                return false;
            }
        }

        return true;
    }

    private bool Synchronises(out TapeResult failure)
    {
        if (Record(_recording.ObjectCount, out TapeCondition condition))
        {
            failure = default;
            return true;
        }

        failure = CurrentWriteError(condition, ownBlocks: 0, ownFilemarks: 0);
        return false;
    }

    /// <summary>Makes the position the end of what is accepted. What the medium holds behind it stays until it is overwritten.</summary>
    private void BeginOverwriting()
    {
        if (_position < _recording.ObjectCount)
        {
            _overwritten = _recording.Detach(_position);
            _recordedCount = _position;
        }
    }

    /// <summary>Takes the failed operation's own objects out of the buffer: they were not accepted.</summary>
    private void TakeBack(long position)
    {
        _recording.Truncate(position);
        _position = position;
        if (BufferedObjects == 0)
        {
            // No accepted object was lost, so nothing hinders the next write.
            _bufferFailure = TapeCondition.None;
            _overwritten = null;
        }
    }

    private void DropBuffer()
    {
        if (_overwritten is not null)
        {
            _recording.Attach(_overwritten);
            _overwritten = null;
        }
        else
        {
            _recording.Truncate(_recordedCount);
        }

        _recordedCount = _recording.ObjectCount;
        _bufferFailure = TapeCondition.None;
        _position = Math.Min(_position, _recording.ObjectCount);
    }

    private TapeResult CurrentWriteError(TapeCondition condition, long ownBlocks, long ownFilemarks) =>
        WriteError(condition, ownBlocks, ownFilemarks, isDeferred: false);

    private TapeResult DeferredWriteError(TapeCondition condition) => WriteError(condition, 0, 0, isDeferred: true);

    private TapeResult WriteError(TapeCondition condition, long ownBlocks, long ownFilemarks, bool isDeferred)
    {
        long lostMarks = _recording.CountFilemarksBefore(_recording.ObjectCount) - _recording.CountFilemarksBefore(_recordedCount);
        return new TapeResult(
            condition,
            Here,
            residualBlocks: ownBlocks + BufferedObjects - lostMarks,
            residualFilemarks: ownFilemarks + lostMarks,
            isEarlyWarning: condition == TapeCondition.EndOfMedium,
            isDeferred: isDeferred,
            message: "Object " + _recordedCount + " could not be written to the medium; " + BufferedObjects + " accepted objects are not on it.");
    }
}
