namespace MultiThreadBackupLog.Log.Format;

/// <summary>A run of a stream, and where among the stream's runs it stands.</summary>
internal readonly struct RunPlace
{
    public RunPlace(int chunk, int index, long firstBlock, long blockCount, long firstObject, int blockLength)
    {
        Chunk = chunk;
        Index = index;
        FirstBlock = firstBlock;
        BlockCount = blockCount;
        FirstObject = firstObject;
        BlockLength = blockLength;
    }

    public int Chunk { get; }

    /// <summary>Gets the number of the run in its chunk.</summary>
    public int Index { get; }

    public long FirstBlock { get; }

    public long BlockCount { get; }

    public long FirstObject { get; }

    public int BlockLength { get; }

    public long EndObject => FirstObject + BlockCount;
}
