namespace MultiThreadBackupLog.Log;

/// <summary>What the whole pages of a damaged log prove of a stream.</summary>
/// <remarks>Immutable, the description apart, which is a copy. Safe to share between threads.</remarks>
public sealed class WriteLogSalvagedStream
{
    internal WriteLogSalvagedStream(StreamId id, StreamDescription? description, long? blockCount)
    {
        Id = id;
        Description = description;
        BlockCount = blockCount;
    }

    /// <summary>Gets the stream's key in its log.</summary>
    public StreamId Id { get; }

    /// <summary>Gets whose blocks they are; null when the definition is lost.</summary>
    public StreamDescription? Description { get; }

    /// <summary>Gets how many blocks the stream had where the log last speaks of it; null when nothing proves it.</summary>
    public long? BlockCount { get; }
}
