using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The streams of a page that is being filled, numbered as they come, and for each its block lengths, numbered as they come.</summary>
internal sealed class PageStreams
{
    private const int MaximumDirectOrdinals = 65_536;

    private readonly List<int> _ordinals = new();
    private readonly List<List<int>> _lengths = new();
    private readonly Dictionary<int, int> _numbers = new();
    private readonly Dictionary<(int Stream, int Length), int> _lengthNumbers = new();
    private int[] _firstLengths = new int[16];
    private int[] _direct = new int[64]; // By ordinal: 1 + number; 0 where the page does not have it.

    public int Count => _ordinals.Count;

    public int OrdinalOf(int stream) => _ordinals[stream];

    public List<int> LengthsOf(int stream) => _lengths[stream];

    /// <summary>Gets whether a stream has more than one block length.</summary>
    public bool HasLengths => _lengthNumbers.Count > _ordinals.Count;

    public int FirstLengthOf(int stream) => _firstLengths[stream];

    public void Clear()
    {
        foreach (int ordinal in _ordinals)
        {
            if (ordinal < _direct.Length)
                _direct[ordinal] = 0;
        }

        _ordinals.Clear();
        _lengths.Clear();
        _numbers.Clear();
        _lengthNumbers.Clear();
    }

    /// <summary>Gives the numbers of a stream and of a block length among that stream's.</summary>
    public int Find(int ordinal, int blockLength, out int length)
    {
        int stream = ordinal < _direct.Length ? _direct[ordinal] - 1 : _numbers.TryGetValue(ordinal, out int number) ? number : -1;
        if (stream < 0)
            stream = Add(ordinal, blockLength);

        length = 0;
        if (_firstLengths[stream] == blockLength)
            return stream;

        List<int> lengths = _lengths[stream];
        if (!_lengthNumbers.TryGetValue((stream, blockLength), out length))
        {
            length = lengths.Count;
            lengths.Add(blockLength);
            _lengthNumbers.Add((stream, blockLength), length);
        }

        return stream;
    }

    private int Add(int ordinal, int blockLength)
    {
        int stream = _ordinals.Count;
        _ordinals.Add(ordinal);
        _lengths.Add(new List<int>(1) { blockLength });
        _lengthNumbers.Add((stream, blockLength), 0);
        if (stream == _firstLengths.Length)
            Array.Resize(ref _firstLengths, 2 * stream);

        _firstLengths[stream] = blockLength;
        if (ordinal >= _direct.Length && ordinal < MaximumDirectOrdinals)
            Array.Resize(ref _direct, Math.Min(MaximumDirectOrdinals, Math.Max(ordinal + 1, 2 * _direct.Length))); // The dictionary has greater ones alone.

        if (ordinal < _direct.Length)
            _direct[ordinal] = stream + 1;
        else
            _numbers.Add(ordinal, stream);

        return stream;
    }
}
