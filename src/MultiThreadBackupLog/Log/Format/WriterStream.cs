namespace MultiThreadBackupLog.Log.Format;

/// <summary>What the writer of a log knows about one stream.</summary>
internal struct WriterStream
{
    public bool IsDefined;
    public bool IsOpen;          // Defined and not ended, or opened again by a retraction.
    public byte SlotHint;        // Where the stream's last run stood among the page's slots; checked before it is believed.
    public long BlockCount;
    public long ByteCount;
    public long FilemarkCount;
}
