using System;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Why a stream does not go on. Immutable: the drain thread stores it once, producers and waiters make exceptions of it.</summary>
internal sealed class StreamFault(string message, Exception? cause, bool isEndOfMedium, bool returnsBlocks, bool isFailure = false)
{
    public string Message { get; } = message;

    public Exception? Cause { get; } = cause;

    public bool IsEndOfMedium { get; } = isEndOfMedium;

    /// <summary>Gets whether blocks that were not accepted belong to the producer again: only where no stream goes on.</summary>
    public bool ReturnsBlocks { get; } = returnsBlocks;

    /// <summary>Gets whether the device, or our own code, failed.</summary>
    public bool IsFailure { get; } = isFailure;

    /// <summary>Makes an exception: a new one each time, since several threads may throw it.</summary>
    public BlockStreamException ToException(StreamId stream, long acceptedBlocks) =>
        new("Stream " + stream + " cannot go on: " + Message, stream, acceptedBlocks, IsEndOfMedium, Cause);
}
