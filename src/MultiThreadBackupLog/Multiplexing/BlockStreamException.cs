using System;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>A stream cannot go on: its producer gave it up, the device failed or is full, or its blocks were lost.</summary>
/// <remarks>Other streams may well go on. The cause, where there is one, is the inner exception.</remarks>
public sealed class BlockStreamException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public BlockStreamException()
        : this("The stream cannot go on.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    public BlockStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public BlockStreamException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception of a stream.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="acceptedBlocks">How many of its blocks, from block 0 on, the device took and still has.</param>
    /// <param name="isEndOfMedium">Whether the medium is full.</param>
    /// <param name="innerException">The cause, or null.</param>
    public BlockStreamException(string message, StreamId stream, long acceptedBlocks, bool isEndOfMedium, Exception? innerException = null)
        : base(message, innerException)
    {
        Stream = stream;
        AcceptedBlocks = acceptedBlocks;
        IsEndOfMedium = isEndOfMedium;
    }

    /// <summary>Gets the stream.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets how many of the stream's blocks, from block 0 on, the device took and still has. Unit: blocks.</summary>
    public long AcceptedBlocks { get; }

    /// <summary>Gets whether the stream stopped because the medium is full; what was not accepted can go to another one.</summary>
    public bool IsEndOfMedium { get; }
}
