using System;
using System.IO;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Restore;

/// <summary>Takes the restored blocks of one stream.</summary>
/// <remarks>
/// A session calls the members from one thread, in the order of the stream's blocks. Each block arrives either by <see cref="WriteBlock"/>, whole and
/// checked as far as the log and the tape allow, or in a range given to <see cref="Lose"/>; none arrives twice.
/// An exception of a sink ends the whole restore and reaches the caller as it is.
/// </remarks>
public abstract class BlockSink
{
    /// <summary>Makes a sink that writes the blocks one after the other into a stream of bytes, for example a file.</summary>
    /// <param name="destination">Where to write; not disposed. Blocks that are lost are written as zeros as soon as another follows, so that it stays in its place; what is lost at the end is not written.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static BlockSink ToStream(Stream destination) => new StreamSink(Guard.NotNull(destination));

    /// <summary>Takes a block.</summary>
    /// <param name="blockNumber">Its number within the stream, from 0.</param>
    /// <param name="payload">What the producer wrote, without a trailer. Valid during the call only.</param>
    public abstract void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload);

    /// <summary>Learns that blocks cannot be had. What is done with the gap is the sink's affair; the default ignores it, since the report names it too.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="blockLengthBytes">The length of each payload in bytes, by the log; what a gap would take.</param>
    /// <param name="reason">Why, for a person.</param>
    public virtual void Lose(BlockRange blocks, int blockLengthBytes, string reason)
    {
    }

    /// <summary>Learns that nothing more comes for this stream. Called once, also after losses, not after an exception or a cancellation.</summary>
    public virtual void Complete()
    {
    }
}
