namespace MultiThreadBackupLog.Copying;

/// <summary>Bytes of one stream with one destination.</summary>
internal readonly struct RestoreMapRange(long firstStreamByte, long byteCount, RestoreDestination destination)
{
    public long FirstStreamByte { get; } = firstStreamByte;

    public long ByteCount { get; } = byteCount;

    public long EndStreamByte => FirstStreamByte + ByteCount;

    public RestoreDestination Destination { get; } = destination;
}
