namespace MultiThreadBackupLog.Log;

/// <summary>How a stream ended, and what it held then.</summary>
/// <remarks>A retraction that takes away a block or filemark of the stream makes its end void. Immutable; safe to share between threads.</remarks>
public sealed class WriteLogStreamEnd
{
    internal WriteLogStreamEnd(StreamId stream, StreamEndType type, long blockCount, long byteCount, long filemarkCount, string reason)
    {
        Stream = stream;
        Type = type;
        BlockCount = blockCount;
        ByteCount = byteCount;
        FilemarkCount = filemarkCount;
        Reason = reason;
    }

    /// <summary>Gets which stream ended.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets how it ended.</summary>
    public StreamEndType Type { get; }

    /// <summary>Gets how many blocks it had.</summary>
    public long BlockCount { get; }

    /// <summary>Gets how many bytes its blocks have on tape.</summary>
    public long ByteCount { get; }

    /// <summary>Gets how many filemarks it had.</summary>
    public long FilemarkCount { get; }

    /// <summary>Gets why it failed, for a person; may be empty.</summary>
    public string Reason { get; }
}
