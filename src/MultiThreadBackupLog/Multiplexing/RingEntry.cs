namespace MultiThreadBackupLog.Multiplexing;

/// <summary>One thing that a stream handed over, in the stream's order. Written by the producer before it counts it as published.</summary>
internal struct RingEntry
{
    public RingEntryType Type;

    /// <summary>The block's index in the slab.</summary>
    public int Block;

    /// <summary>The payload's length in bytes, or how many filemarks.</summary>
    public int Count;

    /// <summary>CRC32C of the payload, or 0 where none is kept.</summary>
    public uint PayloadChecksum;
}

/// <summary>What an entry of a ring asks for.</summary>
internal enum RingEntryType
{
    Block,
    Filemarks,
    SynchronousFilemarks,

    /// <summary>Something that the drain thread does here, see <see cref="RingRemark"/>.</summary>
    Remark,

    /// <summary>The last entry: the stream ended well.</summary>
    Completed,

    /// <summary>The last entry: its producer gave the stream up.</summary>
    Failed,
}
