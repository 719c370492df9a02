namespace MultiThreadBackupLog.Log.Format;

/// <summary>A part of a tape of which it is known without going through its runs whether nothing but blocks of one length lies there.</summary>
/// <remarks>The default value is no part.</remarks>
internal readonly struct TapeStretch(long firstObject, long endObject, int blockLengthBytes)
{
    public long FirstObject { get; } = firstObject;

    /// <summary>Gets the object after the last.</summary>
    public long EndObject { get; } = endObject;

    /// <summary>Gets the length of every block; 0 where there are filemarks, or perhaps several lengths.</summary>
    public int BlockLengthBytes { get; } = blockLengthBytes;

    public bool Holds(long logicalObject) => logicalObject >= FirstObject && logicalObject < EndObject;
}
