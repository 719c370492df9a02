namespace MultiThreadBackupLog.Log.Format;

/// <summary>What a reader of a log knows about one stream at some record.</summary>
internal sealed class ReplayStream
{
    public ReplayStream(int ordinal) => Ordinal = ordinal;

    public int Ordinal { get; }

    public long BlockCount { get; set; }

    public long ByteCount { get; set; }

    public long FilemarkCount { get; set; }

    /// <summary>Gets or sets how the stream ended; null while it is open.</summary>
    public WriteLogStreamEnd? End { get; set; }
}
