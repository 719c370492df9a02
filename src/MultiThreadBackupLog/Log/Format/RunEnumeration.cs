using System;
using System.Collections;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The runs of one stream in a range of its blocks, the first and the last cut to it; decoded while they are asked for.</summary>
/// <remarks>Written out, because an iterator would copy each run twice more: there are many millions of them.</remarks>
internal sealed class RunEnumeration : IEnumerable<WriteRun>
{
    private readonly RunSequence _runs;
    private readonly StreamId _stream;
    private readonly BlockRange _blocks;

    /// <summary>The range begins below the stream's end and is not empty.</summary>
    public RunEnumeration(RunSequence runs, StreamId stream, BlockRange blocks)
    {
        _runs = runs;
        _stream = stream;
        _blocks = blocks;
    }

    public IEnumerator<WriteRun> GetEnumerator() => new Enumerator(_runs, _stream, _blocks);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Enumerator : IEnumerator<WriteRun>
    {
        private readonly RunSequence _runs;
        private readonly RunCursor _cursor;
        private readonly StreamId _stream;
        private readonly long _firstBlock;
        private readonly long _endBlock;
        private bool _hasBegun;

        public Enumerator(RunSequence runs, StreamId stream, BlockRange blocks)
        {
            _runs = runs;
            _cursor = new RunCursor(runs);
            _stream = stream;
            _firstBlock = blocks.FirstBlock;
            _endBlock = blocks.EndBlock;
        }

        public WriteRun Current
        {
            get
            {
                unchecked
                {
                    long first = Math.Max(_cursor.FirstBlock, _firstBlock);
                    long end = Math.Min(_cursor.EndBlock, _endBlock);
                    return WriteRun.Known(_stream, first, end - first, _cursor.BlockLength, _cursor.FirstObject + (first - _cursor.FirstBlock));
                }
            }
        }

        object IEnumerator.Current => Current;

        public bool MoveNext() => _hasBegun ? _cursor.MoveNext() && _cursor.FirstBlock < _endBlock : Begin();

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private bool Begin()
        {
            RunPlace place = _runs.FindBlock(_firstBlock);
            _cursor.MoveTo(place.Chunk, place.Index);
            _hasBegun = true;
            return true;
        }
    }
}
