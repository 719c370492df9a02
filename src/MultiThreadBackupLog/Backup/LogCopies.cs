using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Backup;

/// <summary>Puts a session's label and the copies of its log on the tape, each pointing to the one before.</summary>
/// <remarks>The drain thread alone calls this type, except for the label, which is written before there is one.</remarks>
internal sealed class LogCopies
{
    private const int GatherBlocks = 16;
    private const int LeastBlockLength = 1024;
    private const int UsualBlockLength = 64 * 1024;

    private readonly SequentialDevice _device;
    private readonly WriteLog _log;
    private readonly LoggedTape _tape;
    private readonly int _blockLength;
    private byte[][]? _buffers;
    private int _nextSequence = 1;

    // The last increment that is on the medium: no error takes it away any more, so the next one may continue from it.
    private long _safeFirstObject = -1;
    private long _safeEndBytes;
    private long _newFirstObject = -1;
    private long _newEndBytes;

    public LogCopies(SequentialDevice device, WriteLog log, LoggedTape tape, int blockLength)
    {
        _device = device;
        _log = log;
        _tape = tape;
        _blockLength = blockLength;
    }

    /// <summary>Chooses the length of the blocks that labels and copies are written in: that of the data where it will do.</summary>
    /// <exception cref="ArgumentException">The device takes only blocks that are too short.</exception>
    public static int ChooseBlockLength(TapeBlockLimits limits, int dataBlockLength)
    {
        if (dataBlockLength >= LeastBlockLength && limits.Accepts(dataBlockLength))
        {
            return dataBlockLength;
        }

        int wanted = Math.Min(UsualBlockLength, limits.MaximumBlockLength);
        int steps = (wanted - limits.MinimumBlockLength) >> limits.GranularityExponent;
        int length = wanted < limits.MinimumBlockLength ? limits.MinimumBlockLength : limits.MinimumBlockLength + (steps << limits.GranularityExponent);
        return length >= LeastBlockLength
            ? length
            : throw new ArgumentException("The device takes blocks of " + limits + "; a label or a copy of the log needs " + LeastBlockLength + ".", nameof(limits));
    }

    /// <summary>Writes the label at the origin.</summary>
    public bool WriteLabel()
    {
        byte[] block = Buffers[0];
        LogCopyBlock.Write(block, Header(LogCopyType.SessionLabel, 0, _log.NextLogicalObjectIdentifier, 0, 0), 0, null);
        return _tape.WriteSystemBlocks(SystemBlockType.SessionLabel, new ReadOnlyMemory<byte>[] { block }, 0, 0);
    }

    /// <summary>Writes the log's bytes since the last increment that is on the medium.</summary>
    /// <returns>Whether all of it was accepted. Once it is on the medium too, <see cref="KeepIncrement"/> makes it the one to continue from.</returns>
    public bool WriteIncrement()
    {
        long offset = _safeEndBytes;
        long length = _log.Length;
        long first = _log.NextLogicalObjectIdentifier;
        LogCopyHeader header = Header(LogCopyType.Increment, _nextSequence++, first, offset, length);
        int count = LogCopyBlock.CountBlocks(length - offset, _blockLength);
        WriteLogSnapshot snapshot = _log.Snapshot();
        int capacity = LogCopyBlock.ChunkCapacity(_blockLength);
        for (int index = 0; index < count; index += GatherBlocks)
        {
            ReadOnlyMemory<byte>[] blocks = Fill(header, index, Math.Min(GatherBlocks, count - index), snapshot);
            long gatherOffset = offset + ((long)index * capacity);
            long gatherLength = Math.Min((long)blocks.Length * capacity, length - gatherOffset);
            if (!_tape.WriteSystemBlocks(SystemBlockType.LogIncrement, blocks, gatherOffset, gatherLength))
            {
                return false;
            }
        }

        _newFirstObject = first;
        _newEndBytes = length;
        return true;
    }

    /// <summary>Says that the increment just written is on the medium.</summary>
    public void KeepIncrement()
    {
        _safeFirstObject = _newFirstObject;
        _safeEndBytes = _newEndBytes;
    }

    /// <summary>Writes the whole log, which is closed: what the device says of it can no longer be recorded in it.</summary>
    /// <returns>Null when all of it is on the medium, else what went wrong.</returns>
    public TapeException? WriteClosingCopy()
    {
        WriteLogSnapshot snapshot = _log.Snapshot();
        LogCopyHeader header = Header(LogCopyType.Closing, _nextSequence++, _log.NextLogicalObjectIdentifier, 0, snapshot.LengthBytes);
        int count = LogCopyBlock.CountBlocks(snapshot.LengthBytes, _blockLength);
        TapeResult result;
        for (int index = 0; index < count;)
        {
            ReadOnlyMemory<byte>[] blocks = Fill(header, index, Math.Min(GatherBlocks, count - index), snapshot);
            result = _device.WriteBlocks(blocks, out int written);
            index += written;
            if (!result.IsSuccess)
            {
                return new TapeException("writing block " + index + " of " + count + " of the closing copy of the log", result);
            }
        }

        result = _device.WriteFilemarks(1, isImmediate: false);
        return result.IsSuccess ? null : new TapeException("writing the filemark behind the closing copy of the log", result);
    }

    private byte[][] Buffers
    {
        get
        {
            if (_buffers is null)
            {
                _buffers = new byte[GatherBlocks][];
                for (int index = 0; index < _buffers.Length; index++)
                {
                    _buffers[index] = new byte[_blockLength];
                }
            }

            return _buffers;
        }
    }

    private ReadOnlyMemory<byte>[] Fill(LogCopyHeader header, int firstIndex, int count, WriteLogSnapshot snapshot)
    {
        var blocks = new ReadOnlyMemory<byte>[count];
        for (int index = 0; index < count; index++)
        {
            LogCopyBlock.Write(Buffers[index], header, firstIndex + index, snapshot);
            blocks[index] = Buffers[index];
        }

        return blocks;
    }

    private LogCopyHeader Header(LogCopyType type, int sequence, long firstLogicalObjectIdentifier, long offsetBytes, long lengthBytes) => new()
    {
        Type = type,
        LogIdentifier = _log.Header.LogIdentifier,
        VolumeIdentifier = _log.Header.VolumeIdentifier,
        SessionNumber = _log.Header.SessionNumber,
        Partition = _log.Header.Partition,
        OriginLogicalObjectIdentifier = _log.Header.OriginLogicalObjectIdentifier,
        CopySequence = sequence,
        FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier,
        PreviousCopyLogicalObjectIdentifier = _safeFirstObject,
        PredecessorCopyLogicalObjectIdentifier = _log.Header.PredecessorCopyLogicalObjectIdentifier,
        CopyOffsetBytes = offsetBytes,
        LogLengthBytes = lengthBytes,
    };
}
