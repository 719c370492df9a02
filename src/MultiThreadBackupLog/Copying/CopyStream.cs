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

    /// <summary>Gets or sets how many bytes were handed over, by all commands.</summary>
    public long Bytes { get; set; }

    /// <summary>Gets or sets how many filemarks were handed over.</summary>
    public long Filemarks { get; set; }
}
