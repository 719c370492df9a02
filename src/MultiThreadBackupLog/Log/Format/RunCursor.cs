using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Goes through the runs of one stream in order: each step reads the next bit and the next low part of both kinds of numbers.</summary>
internal sealed class RunCursor
{
    private readonly RunSequence _runs;
    private readonly ulong[] _words;
    private RunChunkView _view;
    private int _chunk;
    private int _index;

    // What is left of the word of high bits in hand, where that word is, and where the bits of the next word begin.
    private ulong _blockBits;
    private int _blockWord;
    private ulong _objectBits;
    private int _objectWord;
    private long _nextBlock;

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

    public long FirstBlock { get; private set; }

    public long BlockCount => unchecked(_nextBlock - FirstBlock);

    public long FirstObject { get; private set; }

    public long EndObject => unchecked(FirstObject + BlockCount);

    public int BlockLength => _view.LengthsAt < 0 ? _runs.UsualLength : _runs.LengthOf(_view, _index);

    /// <summary>Goes to a run that the stream has.</summary>
    public void MoveTo(int chunk, int index)
    {
        unchecked
        {
            _chunk = chunk;
            _view = _runs.View(chunk);
            _index = index;
            int block = EliasFano.Select(_words, _view.BlockHighAt, index);
            int logicalObject = EliasFano.Select(_words, _view.ObjectHighAt, index);
            _blockWord = _view.BlockHighAt + (block >> 6);
            _blockBits = _words[_blockWord] & (ulong.MaxValue << block);
            _objectWord = _view.ObjectHighAt + (logicalObject >> 6);
            _objectBits = _words[_objectWord] & (ulong.MaxValue << logicalObject);
            _nextBlock = NextBlock(index);
            Take();
        }
    }

    /// <summary>Goes to the first run that ends behind an object. False when there is none.</summary>
    public bool TryMoveToObject(long logicalObject)
    {
        if (_runs.ChunkCount == 0 || logicalObject >= _runs.EndObject)
            return false;

        if (!_runs.TryFindObject(logicalObject, out RunPlace place))
        {
            MoveTo(0, 0);
            return true;
        }

        MoveTo(place.Chunk, place.Index);
        return place.EndObject > logicalObject || MoveNext();
    }

    /// <summary>Goes to the next run. False when there is none; the cursor then stays.</summary>
    public bool MoveNext()
    {
        unchecked
        {
            if (_index + 1 < _view.Count)
            {
                _index++;
                Take();
                return true;
            }

            if (_chunk + 1 >= _runs.ChunkCount)
                return false;

            MoveTo(_chunk + 1, 0);
            return true;
        }
    }

    /// <summary>The run at the index: its block is known already; its end and its object are read.</summary>
    private void Take()
    {
        unchecked
        {
            FirstBlock = _nextBlock;
            _nextBlock = _index + 1 < _view.Count ? NextBlock(_index + 1) : _view.EndBlock;
            while (_objectBits == 0)
                _objectBits = _words[++_objectWord];

            int position = ((_objectWord - _view.ObjectHighAt) << 6) + BitMath.TrailingZeroCount(_objectBits);
            _objectBits &= _objectBits - 1;
            FirstObject = _view.Chunk.FirstObject + EliasFano.Value(_words, _view.ObjectLowAt, _view.Chunk.ObjectWidth, _index, position);
        }
    }

    private long NextBlock(int index)
    {
        unchecked
        {
            while (_blockBits == 0)
                _blockBits = _words[++_blockWord];

            int position = ((_blockWord - _view.BlockHighAt) << 6) + BitMath.TrailingZeroCount(_blockBits);
            _blockBits &= _blockBits - 1;
            return _view.Chunk.FirstBlock + EliasFano.Value(_words, _view.BlockLowAt, _view.Chunk.BlockWidth, index, position);
        }
    }
}
