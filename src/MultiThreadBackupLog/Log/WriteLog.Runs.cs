using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// The run that is open, time stamps, and what callers may not do.
public sealed partial class WriteLog
{
    // Below these totals no run of so many blocks, of whatever length, can pass 63 bits: no division on the common path.
    private const long EasyTotal = 1L << 61;
    private const long EasyRun = 1L << 31;

    private int _runsUntilTimeStamp = 1;

    private void BeginRun(StreamId stream, int blockLengthBytes, long blockCount)
    {
        int ordinal = stream.Ordinal;
        if (_isClosed || _isDisposed || blockLengthBytes < 1 || blockCount < 1 || ordinal >= _streams.Length || !_streams[ordinal].IsOpen)
            ThrowCannotBegin(stream, blockLengthBytes, blockCount);

        CloseRun();
        long limit = EasyRun;
        if (_nextObject > EasyTotal || _byteCount > EasyTotal || blockCount > EasyRun)
        {
            limit = Math.Min(long.MaxValue - _nextObject, (long.MaxValue - _byteCount) / blockLengthBytes);
            if (blockCount > limit)
                throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "Objects and bytes are counted in 63 bits.");
        }

        if (_clock.KeepsTimes)
            CountDownToTimeStamp(_isPerBlock ? blockCount : 1);

        _openOrdinal = ordinal;
        _openLength = blockLengthBytes;
        _openCount = blockCount;
        _openLimit = _isPerBlock ? blockCount : limit;
        Volatile.Write(ref _nextObject, _nextObject + blockCount);
    }

    /// <summary>Writes the open run down, as one entry or as one for each block, and counts it to its stream.</summary>
    private void CloseRun()
    {
        while (_openOrdinal >= 0)
            WriteEntry(_isPerBlock ? 1 : _openCount);
    }

    private void WriteEntry(long count)
    {
        _pages.EnsureRoomForRun(_nextObject - _openCount);
        ref WriterStream stream = ref _streams[_openOrdinal];
        _pages.Run(_openOrdinal, _openLength, count, ref stream.SlotHint);
        unchecked
        {
            // The limit of the open run has made sure that none of these passes 63 bits.
            long bytes = count * _openLength;
            stream.BlockCount += count;
            stream.ByteCount += bytes;
            _blockCount += count;
            _byteCount += bytes;
            _openCount -= count;
        }

        if (_openCount == 0)
            _openOrdinal = -1;
    }

    private void CountDownToTimeStamp(long entries)
    {
        _runsUntilTimeStamp -= (int)Math.Min(entries, _runsUntilTimeStamp);
        if (_runsUntilTimeStamp > 0)
            return;

        _runsUntilTimeStamp = 1; // Should the page not be written, the next run tries again.
        StampTime(isClosing: false);
        _runsUntilTimeStamp = _clock.RunsPerTimeStamp;
    }

    private void StampTime(bool isClosing)
    {
        if (!_clock.KeepsTimes)
            return;

        _pages.EnsureRoom(1 + VarInt.MaximumLength, _nextObject);
        _pages.Time(_clock.Units, isClosing);
    }

    private void Append(byte number, RecordContentWriter content) =>
        _pages.Record(number, _content.AsSpan(0, content.Length), _nextObject);

    private void ThrowIfEnded()
    {
        Guard.NotDisposed(_isDisposed, this);
        if (_isClosed)
            throw new InvalidOperationException("The write log was closed; nothing can be added to it.");
    }

    [DoesNotReturn]
    private void ThrowCannotBegin(StreamId stream, int blockLengthBytes, long blockCount)
    {
        ThrowIfEnded();
        if (blockLengthBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(blockLengthBytes), blockLengthBytes, "A block has at least one byte.");

        if (blockCount < 1)
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "At least one block is accepted.");

        ThrowIfNotOpen(stream, nameof(stream));
        throw new InvalidOperationException("A run was refused for no reason.");
    }

    private void ThrowIfNotDefined(StreamId stream, string parameter)
    {
        if (stream.Ordinal >= _streams.Length || !_streams[stream.Ordinal].IsDefined)
            throw new ArgumentException("The stream " + stream + " is not defined in this log.", parameter);
    }

    private void ThrowIfNotOpen(StreamId stream, string parameter)
    {
        ThrowIfNotDefined(stream, parameter);
        if (!_streams[stream.Ordinal].IsOpen)
            throw new ArgumentException("The stream " + stream + " has ended.", parameter);
    }

    private void ThrowIfNotOfSession(long logicalObjectIdentifier)
    {
        if (logicalObjectIdentifier < Header.OriginLogicalObjectIdentifier || logicalObjectIdentifier > _nextObject)
        {
            throw new ArgumentOutOfRangeException(
                nameof(logicalObjectIdentifier), logicalObjectIdentifier, "The object lies before the session's origin or beyond what was accepted.");
        }
    }
}
