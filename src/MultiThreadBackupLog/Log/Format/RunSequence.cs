using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>All runs of one stream, in the order of the stream, which is that of the tape.</summary>
/// <remarks>
/// <para>A directory with an entry for each 256 runs, and behind it chunks: the first blocks and the first objects of their runs as
/// <see cref="EliasFano"/> numbers, and block lengths only where they are not the usual one. At 8 streams and a mean run of 4 blocks that is
/// 11.6 bits a run. A lookup guesses the chunk from the share of the block in the stream, corrects the guess in the directory,
/// and then touches two or three lines of one chunk.</para>
/// <para>While it is built, the last runs, at most 256 of them, stand in plain arrays, so that they can grow and be cut. Those
/// arrays begin small: a log with thousands of short streams pays for what it has. Not changed any more once it is sealed,
/// and then safe to share between threads.</para>
/// </remarks>
internal sealed partial class RunSequence
{
    public const int ChunkRuns = 1 << ChunkShift;

    private const int ChunkShift = 8;

    private RunChunk[] _chunks = [];
    private ulong[] _words = [];
    private int _chunkCount;
    private int _wordCount;
    private int _lastChunkRuns = ChunkRuns; // As many as any other has, also while there is none.

    // The runs behind the last chunk. There is at least one while the stream has any run.
    private long[] _blocks = new long[2];
    private long[] _objects = new long[2];
    private int[] _lengths = new int[2];
    private int _openCount;
    private int _usualLength;

    public long Count => ((long)(_chunkCount - 1) << ChunkShift) + _lastChunkRuns + _openCount;

    public long BlockCount { get; private set; }

    public long ByteCount { get; private set; }

    /// <summary>Gets the object after the last run's last.</summary>
    public long EndObject { get; private set; }

    /// <summary>Gets how many bytes of memory the runs take.</summary>
    public long MemoryBytes => _carried is not null ? (24L * _chunkCount) + (8L * _wordCount) : (24L * _chunks.Length) + (8L * _words.Length) + (20L * _blocks.Length);

    /// <summary>Adds blocks at the end; neighbours of one length become one run. Says whether there is a new one.</summary>
    public bool Add(long firstObject, long blockCount, int blockLength)
    {
        unchecked
        {
            // The reader has made sure that no sum passes 63 bits.
            bool isNew = _openCount == 0 || firstObject != EndObject || _lengths[_openCount - 1] != blockLength;
            if (isNew)
            {
                if (_openCount == _blocks.Length)
                    MakeRoom();

                _blocks[_openCount] = BlockCount;
                _objects[_openCount] = firstObject;
                _lengths[_openCount] = blockLength;
                _openCount++;
            }

            BlockCount += blockCount;
            ByteCount += blockCount * blockLength;
            EndObject = firstObject + blockCount;
            return isNew;
        }
    }

    /// <summary>Takes away what lies at an object and behind it.</summary>
    public void CutTo(long toObject)
    {
        while (_openCount > 0 && EndObject > toObject)
        {
            int last = _openCount - 1;
            long firstObject = _objects[last];
            long went = EndObject - Math.Max(firstObject, toObject);
            BlockCount -= went;
            ByteCount -= went * _lengths[last];
            EndObject -= went;
            if (EndObject > firstObject)
                return;

            _openCount--;
            if (_openCount == 0 && _chunkCount > 0)
                OpenLastChunk();

            if (_openCount > 0)
                EndObject = _objects[_openCount - 1] + (BlockCount - _blocks[_openCount - 1]);
        }
    }

    /// <summary>Nothing is added or cut any more; questions may be asked.</summary>
    public void Seal()
    {
        if (_openCount > 0)
        {
            int runs = _openCount;
            CloseChunk();
            _lastChunkRuns = runs;
        }

        Array.Resize(ref _chunks, _chunkCount);
        Array.Resize(ref _words, _wordCount + 1); // Low bits are read two words at a time.
        _blocks = [];
        _objects = [];
        _lengths = [];
    }

    private void MakeRoom()
    {
        if (_openCount == ChunkRuns)
        {
            CloseChunk();
            return;
        }

        Array.Resize(ref _blocks, 2 * _openCount);
        Array.Resize(ref _objects, 2 * _openCount);
        Array.Resize(ref _lengths, 2 * _openCount);
    }

    /// <summary>Makes a chunk of the open runs; the blocks end at <see cref="BlockCount"/>.</summary>
    private void CloseChunk()
    {
        int count = _openCount;
        if (_chunkCount == 0)
            _usualLength = _lengths[0];

        Span<int> different = stackalloc int[ChunkRuns];
        Span<int> codes = stackalloc int[ChunkRuns];
        bool hasLengths = !IsUsual(_lengths.AsSpan(0, count));
        int differentCount = hasLengths ? RunLengths.Encode(_lengths.AsSpan(0, count), different, codes) : 0;
        int lengthWords = hasLengths ? RunLengths.Words((ulong)differentCount, count) : 0;

        long maximumBlock = BlockCount - _blocks[0] - count;
        long maximumObject = _objects[count - 1] - _objects[0] - (count - 1);
        int blockWidth = EliasFano.WidthFor(count, maximumBlock);
        int objectWidth = EliasFano.WidthFor(count, maximumObject);
        int at = _wordCount;
        int blockHighAt = at + lengthWords;
        int blockLowAt = blockHighAt + EliasFano.HighWords(count, maximumBlock, blockWidth);
        int objectLowAt = blockLowAt + EliasFano.LowWords(count, blockWidth);
        int objectHighAt = objectLowAt + EliasFano.LowWords(count, objectWidth);
        int end = objectHighAt + EliasFano.HighWords(count, maximumObject, objectWidth);

        if (end + 1 > _words.Length)
            Array.Resize(ref _words, Math.Max(end + 1, _words.Length < 64 ? _words.Length + (_words.Length / 2) : 2 * _words.Length));

        Array.Clear(_words, at, end - at);
        if (hasLengths)
            RunLengths.Write(_words, at, different.Slice(0, differentCount), codes.Slice(0, count));

        EliasFano.Encode(_words, blockHighAt, blockLowAt, blockWidth, _blocks.AsSpan(0, count));
        EliasFano.Encode(_words, objectHighAt, objectLowAt, objectWidth, _objects.AsSpan(0, count));
        _wordCount = end;

        if (_chunkCount == _chunks.Length)
            Array.Resize(ref _chunks, Math.Max(1, _chunkCount + ((_chunkCount + 1) / 2)));

        _chunks[_chunkCount++] = new RunChunk(_blocks[0], _objects[0], at, blockWidth, objectWidth, hasLengths);
        _openCount = 0;
    }

    /// <summary>Makes open runs of the last chunk again. A retraction reaches back so far; each time costs some hundred steps at most.</summary>
    private void OpenLastChunk()
    {
        var cursor = new RunCursor(this);
        cursor.MoveTo(_chunkCount - 1, 0);
        do
        {
            _blocks[_openCount] = cursor.FirstBlock;
            _objects[_openCount] = cursor.FirstObject;
            _lengths[_openCount] = cursor.BlockLength;
            _openCount++;
        }
        while (cursor.MoveNext());

        _chunkCount--;
        _wordCount = _chunks[_chunkCount].Word;
    }

    private bool IsUsual(ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            if (length != _usualLength)
                return false;
        }

        return true;
    }
}
