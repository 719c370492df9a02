using System;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Log.Format;

// The runs as a sealed log carries them: directory and chunks are words of the carried index, looked at when they are asked for.
internal sealed partial class RunSequence
{
    private readonly CarriedIndex? _carried;
    private readonly byte[] _isChunkGood = []; // 1: the words of the chunk are there, and say what can be.
    private readonly int _directoryAt;
    private readonly int _wordsEnd;

    public RunSequence()
    {
    }

    /// <summary>Takes the runs from words of a carried index: the directory, three words for each chunk, and the words of the chunks behind it.</summary>
    public RunSequence(CarriedIndex carried, int directoryAt, int words, long runs, long blocks, long bytes, long endObject, int usualLength)
    {
        _carried = carried;
        _directoryAt = directoryAt;
        _chunkCount = (int)((runs + ChunkRuns - 1) >> ChunkShift);
        _lastChunkRuns = (int)(runs - ((long)(_chunkCount - 1) << ChunkShift)); // Without a chunk as many as one has, as in any sequence.
        _isChunkGood = new byte[_chunkCount];
        _words = carried.Words;
        _wordCount = words;
        _wordsEnd = directoryAt + (3 * _chunkCount) + words;
        _usualLength = usualLength;
        _blocks = [];
        _objects = [];
        _lengths = [];
        BlockCount = blocks;
        ByteCount = bytes;
        EndObject = endObject;
    }

    /// <summary>Gets how many words the chunks take.</summary>
    internal int WordCount => _wordCount;

    internal RunChunk ChunkAt(int chunk)
    {
        if (_carried is null)
            return _chunks[chunk];

        int at = _directoryAt + (3 * chunk);
        _carried.Ensure(at, at + 3);
        return new RunChunk(_words, at);
    }

    /// <summary>Makes sure that the words of a chunk are there and can be worked with: no search in them runs out of them, and no run is empty or lies before another.</summary>
    /// <exception cref="WriteLogException">The index is damaged, and so are the pages.</exception>
    private void PrepareChunk(int chunk)
    {
        if (Volatile.Read(ref _isChunkGood[chunk]) != 0)
            return;

        if (!IsChunkGood(chunk))
            _carried!.Rebuild(new WriteLogFault(WriteLogFaultReason.Malformed, 0, "A chunk of the index says what cannot be."));

        Volatile.Write(ref _isChunkGood[chunk], 1);
    }

    private bool IsChunkGood(int chunk)
    {
        bool isLast = chunk == _chunkCount - 1;
        int count = isLast ? _lastChunkRuns : ChunkRuns;
        RunChunk entry = ChunkAt(chunk);
        RunChunk next = isLast ? default : ChunkAt(chunk + 1);
        long end = isLast ? _wordsEnd : next.Word;
        long endBlock = isLast ? BlockCount : next.FirstBlock;
        long endObject = isLast ? EndObject : next.FirstObject;
        int first = _directoryAt + (3 * _chunkCount);
        if (entry.Word < first || entry.Word >= end || end > _wordsEnd || (chunk == 0 && entry.FirstBlock != 0)
            || entry.FirstBlock < 0 || entry.FirstBlock > endBlock - count || entry.FirstObject < 0 || entry.FirstObject > endObject - count
            || entry.BlockWidth > EliasFano.MaximumWidth || entry.ObjectWidth > EliasFano.MaximumWidth)
        {
            return false;
        }

        _carried!.Ensure(entry.Word, (int)end);
        if (entry.HasLengths && _words[entry.Word] is < 1 or > ChunkRuns)
            return false;

        // In longs, where a view would be taken in by what is too great.
        long low = EliasFano.LowWords(count, entry.BlockWidth) + (long)EliasFano.LowWords(count, entry.ObjectWidth);
        long lengths = entry.HasLengths ? RunLengths.Words(_words[entry.Word], count) : 0;
        long high = (count + ((endBlock - entry.FirstBlock - count) >> entry.BlockWidth) + 63) >> 6;
        if (lengths + high + low >= end - entry.Word)
            return false;

        var view = new RunChunkView(_words, entry, count, endBlock);
        return (!entry.HasLengths || RunLengths.AreGood(_words, entry.Word, count))
            && Ones(view.BlockHighAt, view.BlockLowAt) == count && Ones(view.ObjectHighAt, (int)end) == count
            && AreAscending(view, endObject);
    }

    private bool AreAscending(in RunChunkView view, long endObject)
    {
        Span<long> blocks = stackalloc long[ChunkRuns + 1];
        Span<long> objects = stackalloc long[ChunkRuns + 1];
        Decode(view.BlockHighAt, view.BlockLowAt, view.Chunk.BlockWidth, view.Chunk.FirstBlock, blocks.Slice(0, view.Count));
        Decode(view.ObjectHighAt, view.ObjectLowAt, view.Chunk.ObjectWidth, view.Chunk.FirstObject, objects.Slice(0, view.Count));
        blocks[view.Count] = view.EndBlock;
        objects[view.Count] = endObject;
        bool isGood = blocks[0] == view.Chunk.FirstBlock && objects[0] == view.Chunk.FirstObject;
        unchecked
        {
            for (int run = 0; run < view.Count; run++)
            {
                long count = blocks[run + 1] - blocks[run];
                isGood &= blocks[run + 1] > blocks[run] && objects[run + 1] >= objects[run] && objects[run + 1] - objects[run] >= count;
            }
        }

        return isGood;
    }

    private void Decode(int highAt, int lowAt, int width, long added, Span<long> values)
    {
        int word = highAt;
        ulong bits = _words[word];
        EliasFano.Decode(_words, highAt, lowAt, width, 0, added, ref word, ref bits, values);
    }

    private int Ones(int from, int to)
    {
        int ones = 0;
        for (int at = from; at < to; at++)
            ones += BitMath.PopCount(_words[at]);

        return ones;
    }
}
