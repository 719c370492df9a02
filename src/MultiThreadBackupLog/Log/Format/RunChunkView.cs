namespace MultiThreadBackupLog.Log.Format;

/// <summary>Where the parts of one chunk lie among a stream's words.</summary>
internal readonly struct RunChunkView
{
    public RunChunkView(ulong[] words, RunChunk chunk, int count, long endBlock)
    {
        unchecked
        {
            Chunk = chunk;
            Count = count;
            EndBlock = endBlock;
            LengthsAt = chunk.HasLengths ? chunk.Word : -1;
            BlockHighAt = chunk.HasLengths ? chunk.Word + RunLengths.Words(words[chunk.Word], count) : chunk.Word;
            BlockLowAt = BlockHighAt + EliasFano.HighWords(count, endBlock - chunk.FirstBlock - count, chunk.BlockWidth);
            ObjectLowAt = BlockLowAt + EliasFano.LowWords(count, chunk.BlockWidth);
            ObjectHighAt = ObjectLowAt + EliasFano.LowWords(count, chunk.ObjectWidth);
        }
    }

    public RunChunk Chunk { get; }

    public int Count { get; }

    /// <summary>Gets the block of the stream after the chunk's last.</summary>
    public long EndBlock { get; }

    /// <summary>Gets where the block lengths are; -1 when all are the stream's usual one.</summary>
    public int LengthsAt { get; }

    public int BlockHighAt { get; }

    public int BlockLowAt { get; }

    public int ObjectLowAt { get; }

    public int ObjectHighAt { get; }
}
