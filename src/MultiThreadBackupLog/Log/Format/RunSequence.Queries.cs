using System;

namespace MultiThreadBackupLog.Log.Format;

// The questions; only of a sealed sequence, but for those of a cursor.
internal sealed partial class RunSequence
{
    internal int ChunkCount => _chunkCount;

    internal ulong[] Words => _words;

    internal int UsualLength => _usualLength;

    /// <summary>Finds the run that holds a block that the stream has.</summary>
    public RunPlace FindBlock(long block)
    {
        int chunk = FindChunk(block, byObject: false);
        RunChunkView view = View(chunk);
        long wanted = block - view.Chunk.FirstBlock;
        ulong objects = _words[view.ObjectHighAt]; // Asked for now, so that it is there when the block has been found.
        int index = EliasFano.FindLast(_words, view.BlockHighAt, view.BlockLowAt, view.Chunk.BlockWidth, view.Count, wanted, out int position);
        int objectPosition = EliasFano.Select(_words, view.ObjectHighAt, objects, index);
        return Place(view, chunk, index, position, objectPosition);
    }

    /// <summary>Finds the last run that begins at an object or before it, and gives its first object; -1 when there is none.</summary>
    public long FindObject(long logicalObject, out int chunk, out int index)
    {
        chunk = 0;
        index = 0;
        if (_chunkCount == 0 || logicalObject < ChunkAt(0).FirstObject)
            return -1;

        chunk = FindChunk(logicalObject, byObject: true);
        RunChunkView view = View(chunk);
        RunChunk entry = view.Chunk;
        index = EliasFano.FindLast(_words, view.ObjectHighAt, view.ObjectLowAt, entry.ObjectWidth, view.Count, logicalObject - entry.FirstObject, out int position);
        return entry.FirstObject + EliasFano.Value(_words, view.ObjectLowAt, entry.ObjectWidth, index, position);
    }

    /// <summary>Says whether the directory knows of every run between two objects that its blocks have the stream's usual length.</summary>
    /// <remarks>Runs before and behind may be in the way, those of the same chunks.</remarks>
    public bool HasUsualLength(long fromObject, long toObject)
    {
        if (_chunkCount == 0 || ChunkAt(0).FirstObject >= toObject)
            return true;

        int chunk = FindChunk(toObject - 1, byObject: true);
        while (!ChunkAt(chunk).HasLengths)
        {
            if (chunk == 0 || ChunkAt(chunk).FirstObject <= fromObject)
                return true;

            chunk--;
        }

        return false;
    }

    /// <summary>Gives a run that the stream has.</summary>
    public RunPlace Get(int chunk, int index)
    {
        RunChunkView view = View(chunk);
        return Place(view, chunk, index, EliasFano.Select(_words, view.BlockHighAt, index), EliasFano.Select(_words, view.ObjectHighAt, index));
    }

    internal RunChunkView View(int chunk)
    {
        if (_carried is not null)
            PrepareChunk(chunk);

        bool isLast = chunk == _chunkCount - 1;
        return new RunChunkView(_words, ChunkAt(chunk), isLast ? _lastChunkRuns : ChunkRuns, isLast ? BlockCount : ChunkAt(chunk + 1).FirstBlock);
    }

    internal int LengthOf(in RunChunkView view, int index) =>
        view.LengthsAt < 0 ? _usualLength : RunLengths.Get(_words, view.LengthsAt, index);

    private RunPlace Place(in RunChunkView view, int chunk, int index, int blockPosition, int objectPosition)
    {
        RunChunk entry = view.Chunk;
        long first = EliasFano.Value(_words, view.BlockLowAt, entry.BlockWidth, index, blockPosition);
        long end = view.EndBlock - entry.FirstBlock;
        if (index + 1 < view.Count)
        {
            int next = EliasFano.Next(_words, view.BlockHighAt, blockPosition);
            end = EliasFano.Value(_words, view.BlockLowAt, entry.BlockWidth, index + 1, next);
        }

        long firstObject = entry.FirstObject + EliasFano.Value(_words, view.ObjectLowAt, entry.ObjectWidth, index, objectPosition);
        return new RunPlace(chunk, index, entry.FirstBlock + first, end - first, firstObject, LengthOf(view, index));
    }

    /// <summary>Finds the last chunk that begins at a value or before it; the first one does.</summary>
    private int FindChunk(long value, bool byObject)
    {
        // Streams grow evenly, so the guess is a few chunks off; where they do not, doubling steps find the chunk in logarithmic time.
        int count = _chunkCount;
        long from = byObject ? ChunkAt(0).FirstObject : 0;
        double share = (value - from) / (double)((byObject ? EndObject : BlockCount) - from);
        int low = share > 0 ? Math.Min((int)(Math.Min(share, 1) * count), count - 1) : 0; // No number where a carried index lies.
        int high = low + 1;
        int step = 1;
        if (Key(low, byObject) <= value)
        {
            while (high < count && Key(high, byObject) <= value)
            {
                low = high;
                step <<= 1;
                high = step < count - low ? low + step : count;
            }
        }
        else
        {
            do
            {
                high = low;
                low = Math.Max(0, low - step);
                step <<= 1;
            }
            while (Key(low, byObject) > value);
        }

        while (high - low > 1)
        {
            int middle = low + ((high - low) >> 1);
            if (Key(middle, byObject) <= value)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private long Key(int chunk, bool byObject)
    {
        // The first one begins with the first block, whatever a carried directory says: the search relies on it.
        RunChunk entry = ChunkAt(chunk);
        return byObject ? entry.FirstObject : chunk == 0 ? 0 : entry.FirstBlock;
    }
}
