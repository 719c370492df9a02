using System.Collections.Generic;
using System.Threading;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a tape has done since it was registered. The drain thread writes, a write at a time and never a block; anybody reads.</summary>
/// <remarks>
/// The log knows the same, but only to its writer, and each log by itself. These go on from log to log, and never back. A run goes on where
/// stream, block length and the place on the tape say so, which is how a reader of the log merges its entries: a mark or a copy of the log
/// between two blocks moves the place.
/// </remarks>
internal sealed class CopyDriveCounters(KeyValuePair<string, object?> tag)
{
    private long _blocks;
    private long _bytes;
    private long _runs;
    private long _errors;
    private long _commandStalls;
    private long _tapeStalls;
    private int _runStream = -1;
    private int _runBlockLength;
    private long _runBlocks;
    private long _runEnd;

    /// <summary>Gets the tape's number as a tag, made once.</summary>
    public KeyValuePair<string, object?> Tag { get; } = tag;

    public long Blocks => Interlocked.Read(ref _blocks);

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Runs => Interlocked.Read(ref _runs);

    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Gets how often a command found no free block.</summary>
    public long CommandStalls => Interlocked.Read(ref _commandStalls);

    /// <summary>Gets how often the tape had nothing to write although a command that writes to it ran.</summary>
    public long TapeStalls => Interlocked.Read(ref _tapeStalls);

    /// <summary>Counts blocks of one length that a tape took one after the other. The drain thread.</summary>
    /// <param name="stream">The stream's ordinal.</param>
    /// <param name="blockLength">The length of each, in bytes.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="firstObject">Where on the tape the first one stands.</param>
    /// <returns>The length of the run that ended with this, or 0.</returns>
    public long Add(int stream, int blockLength, int blocks, long firstObject)
    {
        long ended = 0;
        if (stream != _runStream || blockLength != _runBlockLength || firstObject != _runEnd)
        {
            ended = EndRun();
            _runStream = stream;
            _runBlockLength = blockLength;
            Interlocked.Exchange(ref _runs, _runs + 1);
        }

        _runBlocks += blocks;
        _runEnd = firstObject + blocks;
        Interlocked.Exchange(ref _blocks, _blocks + blocks);
        Interlocked.Exchange(ref _bytes, _bytes + ((long)blocks * blockLength));
        return ended;
    }

    /// <summary>Ends the run. The drain thread.</summary>
    /// <returns>Its length in blocks, or 0 where there was none.</returns>
    public long EndRun()
    {
        long ended = _runBlocks;
        _runBlocks = 0;
        _runStream = -1;
        return ended;
    }

    public void AddError() => Interlocked.Increment(ref _errors);

    public void AddCommandStall() => Interlocked.Increment(ref _commandStalls);

    public void AddTapeStall() => Interlocked.Increment(ref _tapeStalls);
}
