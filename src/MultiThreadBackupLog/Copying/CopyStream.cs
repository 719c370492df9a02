using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Copying;

/// <summary>A stream of the current log that commands write to, one at a time.</summary>
internal sealed class CopyStream(BlockStreamWriter writer, WriteLog log)
{
    /// <summary>Gets the log that the stream is in. The drive may have another by now.</summary>
    public WriteLog Log { get; } = log;

    public BlockStreamWriter Writer { get; } = writer;

    /// <summary>Gets what the log says of it; the initiator that opened it is in there, others that continued it are not.</summary>
    public StreamDescription Description { get; } = writer.Description;

    /// <summary>Says whether an initiator opened it, through whichever target port.</summary>
    public bool IsOf(CopyInitiator initiator) => Description.HostIdentifier == initiator.PortName;

    /// <summary>Gets or sets whether a command writes to it; under the drive's lock.</summary>
    public bool IsInUse { get; set; }

    /// <summary>Gets or sets when a command let go of it, counted by the drive, under its lock: the stream that was left first has the least.</summary>
    public long LeftAt { get; set; }

    /// <summary>Gets or sets the block that was waited for and not yet filled; empty where there is none.</summary>
    /// <remarks>The stream's and not the command's: one that is aborted at this moment leaves it to the next that continues the stream.</remarks>
    public Memory<byte> OpenBlock { get; set; }

    /// <summary>Gets or sets how many bytes were handed over, by all commands.</summary>
    public long Bytes { get; set; }

    /// <summary>Gets or sets how many filemarks were handed over.</summary>
    public long Filemarks { get; set; }
}
