using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// What the device accepted, and what is known about it.
public sealed partial class WriteLog
{
    private int _runsUntilTimeStamp = 1;

    /// <summary>Opens a stream under an ordinal that was handed out before. Writer thread.</summary>
    /// <param name="stream">An ordinal of <see cref="ReserveStream"/>, not yet defined; the order does not matter.</param>
    /// <param name="description">Whose blocks they will be; copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="description"/> is null.</exception>
    /// <exception cref="ArgumentException">The ordinal was not handed out, or is defined already.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void DefineStream(StreamId stream, StreamDescription description)
    {
        StreamDescription copy = Guard.NotNull(description).Clone();
        ThrowIfEnded();
        int ordinal = stream.Ordinal;
        if (ordinal >= Volatile.Read(ref _reservedStreams))
            throw new ArgumentException("The stream " + stream + " was not reserved.", nameof(stream));

        if (ordinal < _streams.Length && _streams[ordinal].IsDefined)
            throw new ArgumentException("The stream " + stream + " is defined already.", nameof(stream));

        if (copy.StartTime is null && _clock.KeepsTimes)
            copy.StartTime = _clock.Now;

        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, new StreamDefinitionContent(stream, copy));
        Append(RecordNumbers.StreamDefinition, content);
        if (ordinal >= _streams.Length)
            Array.Resize(ref _streams, Math.Max(ordinal + 1, 2 * _streams.Length));

        _streams[ordinal].IsDefined = true;
        _definedStreams++;
    }

    /// <summary>Reserves an ordinal and opens a stream under it. Writer thread.</summary>
    /// <param name="description">Whose blocks they will be; copied.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="description"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public StreamId DefineStream(StreamDescription description)
    {
        Guard.NotNull(description);
        ThrowIfEnded();
        StreamId stream = ReserveStream();
        DefineStream(stream, description);
        return stream;
    }

    /// <summary>Says that the device accepted blocks of a stream. Writer thread.</summary>
    /// <param name="stream">Whose blocks; open.</param>
    /// <param name="blockLengthBytes">The length of each on tape, a block trailer included; at least 1.</param>
    /// <param name="blockCount">How many, one after another; at least 1.</param>
    /// <exception cref="ArgumentException">The stream is not open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1, or more is counted than 63 bits hold.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendBlocks(StreamId stream, int blockLengthBytes, long blockCount)
    {
        if (stream.Ordinal == _openOrdinal && blockLengthBytes == _openLength && blockCount > 0 && blockCount <= _openLimit - _openCount)
        {
            _openCount += blockCount;
            Volatile.Write(ref _nextObject, _nextObject + blockCount);
            return;
        }

        BeginRun(stream, blockLengthBytes, blockCount);
    }

    /// <summary>Says that the device accepted filemarks. Writer thread.</summary>
    /// <param name="owner">The stream whose filemarks they are, open; null for the session's own.</param>
    /// <param name="filemarkCount">How many; at least 1.</param>
    /// <exception cref="ArgumentException">The stream is not open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1, or more is counted than 63 bits hold.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendFilemarks(StreamId? owner, int filemarkCount)
    {
        ThrowIfEnded();
        if (filemarkCount < 1 || filemarkCount > long.MaxValue - _nextObject)
            throw new ArgumentOutOfRangeException(nameof(filemarkCount), filemarkCount, "At least one filemark is accepted, and objects are counted in 63 bits.");

        if (owner is { } stream)
            ThrowIfNotOpen(stream, nameof(owner));

        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.WriteFilemarks(ref content, owner?.Ordinal ?? -1, filemarkCount);
        Append(RecordNumbers.Filemarks, content);
        if (owner is null)
        {
            _sessionFilemarkCount += filemarkCount;
        }
        else
        {
            _streams[owner.Value.Ordinal].FilemarkCount += filemarkCount;
            _streamFilemarkCount += filemarkCount;
        }

        Volatile.Write(ref _nextObject, _nextObject + filemarkCount);
    }

    /// <summary>Says that the device accepted blocks that belong to no stream. Writer thread.</summary>
    /// <param name="type">What they are.</param>
    /// <param name="blockLengthBytes">The length of each on tape; at least 1.</param>
    /// <param name="blockCount">How many; at least 1.</param>
    /// <param name="logOffsetBytes">For a log increment the first byte of the log that it holds, else 0.</param>
    /// <param name="logLengthBytes">For a log increment how many bytes of the log it holds, else 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or more is counted than 63 bits hold.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendSystemBlocks(SystemBlockType type, int blockLengthBytes, long blockCount, long logOffsetBytes, long logLengthBytes)
    {
        ThrowIfEnded();
        if (!RecordContents.IsKnown(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of block.");

        if (blockLengthBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(blockLengthBytes), blockLengthBytes, "A block has at least one byte.");

        if (blockCount < 1 || blockCount > long.MaxValue - _nextObject)
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "At least one block is accepted, and objects are counted in 63 bits.");

        if (logOffsetBytes < 0)
            throw new ArgumentOutOfRangeException(nameof(logOffsetBytes), logOffsetBytes, "An offset is not negative.");

        if (logLengthBytes < 0 || logLengthBytes > long.MaxValue - logOffsetBytes)
            throw new ArgumentOutOfRangeException(nameof(logLengthBytes), logLengthBytes, "A length is not negative, and ends within 63 bits.");

        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, TapeExtent.OfSystemBlocks(type, blockLengthBytes, blockCount, logOffsetBytes, logLengthBytes, _nextObject));
        Append(RecordNumbers.SystemBlocks, content);
        _systemBlockCount += blockCount;
        Volatile.Write(ref _nextObject, _nextObject + blockCount);
    }

    /// <summary>Says that everything below an object is on the medium: the tape was synchronised past it. Writer thread.</summary>
    /// <param name="logicalObjectIdentifier">The number of the first object that may not be; not beyond the next. A lower mark than the last one says nothing new and is not recorded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The object lies before the origin or beyond the next.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void MarkOnMedium(long logicalObjectIdentifier)
    {
        ThrowIfEnded();
        ThrowIfNotOfSession(logicalObjectIdentifier);
        if (logicalObjectIdentifier <= _onMediumObject)
            return;

        CloseRun();
        var content = new RecordContentWriter(_content);
        content.Number(logicalObjectIdentifier);
        Append(RecordNumbers.OnMedium, content);
        Volatile.Write(ref _onMediumObject, logicalObjectIdentifier);
    }

    /// <summary>Records the checksum of a stream after all its blocks that were accepted so far. Writer thread.</summary>
    /// <param name="stream">Whose checksum; defined.</param>
    /// <param name="chainedCrc32C">The checksum, as <see cref="WriteLogStreamChecksum"/> defines it.</param>
    /// <exception cref="ArgumentException">The stream is not defined.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendStreamChecksum(StreamId stream, uint chainedCrc32C)
    {
        ThrowIfEnded();
        ThrowIfNotDefined(stream, nameof(stream));
        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, new WriteLogStreamChecksum(stream, _streams[stream.Ordinal].BlockCount, chainedCrc32C));
        Append(RecordNumbers.StreamChecksum, content);
    }

    /// <summary>Records that a stream ended. Writer thread.</summary>
    /// <param name="stream">Which; open. It gets no more blocks and filemarks, unless a retraction takes one away and so opens it again.</param>
    /// <param name="type">How it ended.</param>
    /// <param name="reason">Why it failed, for a person; cut to <see cref="WriteLogError.MaximumMessageLength"/> bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream is not open.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is none of the enumeration.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void EndStream(StreamId stream, StreamEndType type, string reason = "")
    {
        Guard.NotNull(reason);
        ThrowIfEnded();
        if (type is not StreamEndType.Completed and not StreamEndType.Failed)
            throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such end of a stream.");

        ThrowIfNotOpen(stream, nameof(stream));
        CloseRun();
        ref WriterStream state = ref _streams[stream.Ordinal];
        var content = new RecordContentWriter(_content);
        string cut = RecordContents.CutText(reason, WriteLogError.MaximumMessageLength);
        RecordContents.Write(ref content, new WriteLogStreamEnd(stream, type, state.BlockCount, state.ByteCount, state.FilemarkCount, cut));
        Append(RecordNumbers.StreamEnd, content);
        state.IsEnded = true;
    }

    /// <summary>Records where bytes of a stream came from. Writer thread.</summary>
    /// <param name="origin">The place in the stream and in the source; of a defined stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="origin"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream is not defined.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendOrigin(WriteLogOrigin origin)
    {
        Guard.NotNull(origin);
        ThrowIfEnded();
        ThrowIfNotDefined(origin.Stream, nameof(origin));
        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, origin);
        Append(RecordNumbers.Origin, content);
    }

    /// <summary>Records when a block came in from its host. Writer thread.</summary>
    /// <param name="stream">Whose block; defined.</param>
    /// <param name="block">The number of the block in its stream; it need not be accepted yet.</param>
    /// <param name="receiveTime">When it came in.</param>
    /// <exception cref="ArgumentException">The stream is not defined.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="block"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendReceiveTime(StreamId stream, long block, DateTimeOffset receiveTime)
    {
        if (block < 0)
            throw new ArgumentOutOfRangeException(nameof(block), block, "A block number is not negative.");

        ThrowIfEnded();
        ThrowIfNotDefined(stream, nameof(stream));
        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, new ReceiveTimeContent(stream, block, receiveTime));
        Append(RecordNumbers.ReceiveTime, content);
    }

    /// <summary>Records an error of the tape. What it took away is said by <see cref="RetractTo"/>. Writer thread.</summary>
    /// <param name="error">The error.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendError(WriteLogError error)
    {
        Guard.NotNull(error);
        ThrowIfEnded();
        CloseRun();
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, error);
        Append(RecordNumbers.Error, content);
    }

    /// <summary>Records the volume on which the volume set goes on. Writer thread.</summary>
    /// <param name="volumeIdentifier">The identity of that cartridge.</param>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendSuccessorVolume(Guid volumeIdentifier)
    {
        ThrowIfEnded();
        CloseRun();
        var content = new RecordContentWriter(_content);
        content.Guid(volumeIdentifier);
        Append(RecordNumbers.SuccessorVolume, content);
    }

    private void BeginRun(StreamId stream, int blockLengthBytes, long blockCount)
    {
        ThrowIfEnded();
        if (blockLengthBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(blockLengthBytes), blockLengthBytes, "A block has at least one byte.");

        if (blockCount < 1)
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "At least one block is accepted.");

        ThrowIfNotOpen(stream, nameof(stream));
        CloseRun();
        long limit = Math.Min(long.MaxValue - _nextObject, (long.MaxValue - _byteCount) / blockLengthBytes);
        if (blockCount > limit)
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "Objects and bytes are counted in 63 bits.");

        CountDownToTimeStamp(_isPerBlock ? blockCount : 1);
        _openOrdinal = stream.Ordinal;
        _openLength = blockLengthBytes;
        _openCount = blockCount;
        _openLimit = _isPerBlock ? blockCount : limit;
        Volatile.Write(ref _nextObject, _nextObject + blockCount);
    }

    /// <summary>Writes the open run down, as one entry or as one for each block, and counts it to its stream.</summary>
    private void CloseRun()
    {
        while (_openOrdinal >= 0)
        {
            _pages.EnsureRoomForRun(_nextObject - _openCount);
            long count = _isPerBlock ? 1 : _openCount;
            ref WriterStream stream = ref _streams[_openOrdinal];
            _pages.Run(_openOrdinal, _openLength, count, ref stream.SlotHint);
            long bytes = count * _openLength;
            stream.BlockCount += count;
            stream.ByteCount += bytes;
            _blockCount += count;
            _byteCount += bytes;
            _openCount -= count;
            if (_openCount == 0)
                _openOrdinal = -1;
        }
    }

    private void CountDownToTimeStamp(long entries)
    {
        if (!_clock.KeepsTimes)
            return;

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

    private void ThrowIfNotDefined(StreamId stream, string parameter)
    {
        if (stream.Ordinal >= _streams.Length || !_streams[stream.Ordinal].IsDefined)
            throw new ArgumentException("The stream " + stream + " is not defined in this log.", parameter);
    }

    private void ThrowIfNotOpen(StreamId stream, string parameter)
    {
        ThrowIfNotDefined(stream, parameter);
        if (_streams[stream.Ordinal].IsEnded)
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
