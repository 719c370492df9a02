using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// What is known about what the device accepted.
public sealed partial class WriteLog
{
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
        state.IsOpen = false;
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

    /// <summary>Records that blocks of a stream are about to be given to the device. Writer thread, before they are.</summary>
    /// <remarks>
    /// The blocks are the next ones of the stream. A run confirms them when the device took them; an intent of another number of blocks takes the place of the
    /// one before, so that one of no blocks says that what was not taken is known not to be on the tape. Does not end the run that is open.
    /// </remarks>
    /// <param name="stream">Whose blocks; open.</param>
    /// <param name="blockCount">How many.</param>
    /// <exception cref="ArgumentException">The stream is not open.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockCount"/> is negative, or more is counted than 63 bits hold.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendIntent(StreamId stream, int blockCount)
    {
        ThrowIfEnded();
        ThrowIfNotOpen(stream, nameof(stream));
        long first = _streams[stream.Ordinal].BlockCount + (_openOrdinal == stream.Ordinal ? _openCount : 0);
        if (blockCount < 0 || blockCount > long.MaxValue - first)
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A number of blocks is not negative, and blocks are counted in 63 bits.");

        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, new WriteLogIntent(stream, first, blockCount));

        // Before the open run: should the page end here, the blocks of that run are in the next one.
        _pages.Record(RecordNumbers.Intent, _content.AsSpan(0, content.Length), _nextObject - _openCount);
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
}
