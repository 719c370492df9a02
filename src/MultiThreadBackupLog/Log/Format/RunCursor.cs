using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Goes through the runs of one stream in order, some of them decoded in advance: few at first, more when many are asked for.</summary>
internal sealed class RunCursor
{
    private const int FirstBatch = 4;
    private const int MaximumBatch = 256;

    private readonly RunSequence _runs;
    private readonly ulong[] _words;
    private RunChunkView _view;
    private int _chunk;

    // The decoded runs of the chunk, from the number _base on; a first block more than there are runs, for where the last one ends.
    private long[] _blocks = new long[FirstBatch + 1];
    private long[] _objects = new long[FirstBatch];
    private int _base;
    private int _decoded;
    private int _at;

    // What is left of the words of high bits in hand, and where they are.
    private ulong _blockBits;
    private int _blockWord;
    private ulong _objectBits;
    private int _objectWord;

    public RunCursor(RunSequence runs, int stream = -1)
    {
        _runs = runs;
        Stream = stream;
        _words = runs.Words;
    }

    /// <summary>Gets which stream it is, for whoever has several.</summary>
    public int Stream { get; }

    /// <summary>Gets or sets whether the cursor stands where a walk along the tape will come by.</summary>
    public bool IsAhead { get; set; }

    public long FirstBlock => _blocks[_at];

    public long EndBlock => _blocks[_at + 1];

    public long BlockCount => unchecked(_blocks[_at + 1] - _blocks[_at]);

    public long FirstObject => _objects[_at];

    public long EndObject => unchecked(FirstObject + BlockCount);

    public int BlockLength => _view.LengthsAt < 0 ? _runs.UsualLength : _runs.LengthOf(_view, _base + _at);

    /// <summary>Goes to a run that the stream has.</summary>
    public void MoveTo(int chunk, int index)
    {
        unchecked
        {
            _chunk = chunk;
            _view = _runs.View(chunk);
            int block = EliasFano.Select(_words, _view.BlockHighAt, index);
            int logicalObject = EliasFano.Select(_words, _view.ObjectHighAt, index);
            _blockWord = _view.BlockHighAt + (block >> 6);
            _blockBits = _words[_blockWord] & (ulong.MaxValue << block);
            _objectWord = _view.ObjectHighAt + (logicalObject >> 6);
            _objectBits = _words[_objectWord] & (ulong.MaxValue << logicalObject);
            DecodeBlocks(index, 1, _blocks.AsSpan(0, 1));
            Decode(index);
        }
    }

    /// <summary>Goes to the first run that ends behind an object. False when there is none.</summary>
    public bool TryMoveToObject(long logicalObject)
    {
        if (_runs.ChunkCount == 0 || logicalObject >= _runs.EndObject)
            return false;

        bool isBefore = _runs.FindObject(logicalObject, out int chunk, out int index) >= 0;
        MoveTo(chunk, index);
        return !isBefore || EndObject > logicalObject || MoveNext();
    }

    /// <summary>Goes to the next run. False when there is none; the cursor then stays.</summary>
    public bool MoveNext()
    {
        int next = unchecked(_at + 1);
        if (next >= _decoded)
            return MoveToNextBatch();

        _at = next;
        return true;
    }

    private bool MoveToNextBatch()
    {
        int next = _base + _decoded;
        bool isInChunk = next < _view.Count;
        if (!isInChunk && _chunk + 1 >= _runs.ChunkCount)
            return false;

        long first = _blocks[_decoded];
        if (_objects.Length < MaximumBatch)
        {
            _objects = new long[4 * _objects.Length];
            _blocks = new long[_objects.Length + 1];
        }

        if (isInChunk)
        {
            _blocks[0] = first;
            Decode(next);
        }
        else
        {
            MoveTo(_chunk + 1, 0);
        }

        return true;
    }

    /// <summary>Decodes the runs of the chunk from one on, whose first block stands in its place already.</summary>
    private void Decode(int index)
    {
        unchecked
        {
            int count = Math.Min(_objects.Length, _view.Count - index);
            bool reachesEnd = index + count == _view.Count;
            DecodeBlocks(index + 1, reachesEnd ? count - 1 : count, _blocks.AsSpan(1));
            if (reachesEnd)
                _blocks[count] = _view.EndBlock;

            RunChunk chunk = _view.Chunk;
            EliasFano.Decode(_words, _view.ObjectHighAt, _view.ObjectLowAt, chunk.ObjectWidth, index, chunk.FirstObject, ref _objectWord, ref _objectBits, _objects.AsSpan(0, count));
            _base = index;
            _decoded = count;
            _at = 0;
        }
    }

    private void DecodeBlocks(int index, int count, Span<long> blocks)
    {
        RunChunk chunk = _view.Chunk;
        EliasFano.Decode(_words, _view.BlockHighAt, _view.BlockLowAt, chunk.BlockWidth, index, chunk.FirstBlock, ref _blockWord, ref _blockBits, blocks.Slice(0, count));
    }
}
