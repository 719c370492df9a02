using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// What the device accepted.
public sealed partial class WriteLog
{
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
        _streams[ordinal].IsOpen = true;
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
}
