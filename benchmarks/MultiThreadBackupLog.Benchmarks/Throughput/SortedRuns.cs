using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>The runs of one stream in plain sorted arrays: what an index is compared with, in its answers and in its speed.</summary>
internal sealed class SortedRuns
{
    private readonly (long Block, long Object)[] _pairs; // 16 bytes a run, for lookups.
    private readonly long[] _blocks;                     // 8 bytes a run and array, for streaming; one more at the end.
    private readonly long[] _objects;
    private readonly StreamId _stream;

    public SortedRuns(int ordinal, List<(long Block, long Object)> runs, long blockCount)
    {
        _stream = new StreamId(ordinal);
        _pairs = runs.ToArray();
        _blocks = new long[_pairs.Length + 1];
        _objects = new long[_pairs.Length];
        for (int index = 0; index < _pairs.Length; index++)
        {
            (_blocks[index], _objects[index]) = _pairs[index];
        }

        _blocks[^1] = blockCount;
    }

    public long BlockCount => _blocks[^1];

    /// <summary>Branch-free binary search; the loop is as long for every block.</summary>
    public long Find(long block)
    {
        unchecked
        {
            (long Block, long Object)[] pairs = _pairs;
            int at = 0;
            for (int count = pairs.Length; count > 1;)
            {
                int half = count >> 1;
                at += half & (int)((pairs[at + half].Block - block - 1) >> 63);
                count -= half;
            }

            return pairs[at].Object + (block - pairs[at].Block);
        }
    }

    public long Scan(long block)
    {
        int at = 0;
        while (at + 1 < _pairs.Length && _pairs[at + 1].Block <= block)
        {
            at++;
        }

        return _pairs[at].Object + (block - _pairs[at].Block);
    }

    public IEnumerable<WriteRun> Runs()
    {
        for (int index = 0; index < _objects.Length; index++)
        {
            yield return new WriteRun(_stream, _blocks[index], _blocks[index + 1] - _blocks[index], 65_536, _objects[index]);
        }
    }

    /// <summary>The same without the enumerator, for information.</summary>
    public long SumOfObjects()
    {
        long sum = 0;
        for (int index = 0; index < _objects.Length; index++)
        {
            sum += _objects[index] + (_blocks[index + 1] - _blocks[index]);
        }

        return sum;
    }
}
