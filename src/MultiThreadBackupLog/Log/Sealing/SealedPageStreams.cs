using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The streams of a sealed page as it says them: ordinals, and the block lengths of each.</summary>
internal sealed class SealedPageStreams
{
    private readonly List<int> _different = new();
    private readonly List<int> _lengths = new(); // Of all streams, one stream's after the other's.
    private int[] _lengthsAt = new int[17]; // One more than streams: where the last one's end.

    public int Count { get; private set; }

    /// <summary>Gets whether a stream has more than one block length, so that each run says which.</summary>
    public bool HasLengths { get; private set; }

    public int[] Ordinals { get; private set; } = new int[16];

    public int[] FirstLengths { get; private set; } = new int[16];

    public bool TryRead(ReadOnlySpan<byte> payload, ref int position)
    {
        _lengths.Clear();
        HasLengths = false;
        return TryReadDifferent(payload, ref position) && TryReadStreams(payload, ref position);
    }

    public bool TryGetLength(int stream, long number, out int length)
    {
        bool isKnown = number < _lengthsAt[stream + 1] - _lengthsAt[stream];
        length = isKnown ? _lengths[_lengthsAt[stream] + (int)number] : 0;
        return isKnown;
    }

    private bool TryReadDifferent(ReadOnlySpan<byte> payload, ref int position)
    {
        _different.Clear();
        if (!VarInt.TryRead(payload, ref position, out long count) || count < 1)
            return false;

        long length = 0;
        for (; count > 0; count--)
        {
            if (!VarInt.TryRead(payload, ref position, out long more) || more < 1 || more > int.MaxValue - length)
                return false;

            length += more;
            _different.Add((int)length);
        }

        return true;
    }

    private bool TryReadStreams(ReadOnlySpan<byte> payload, ref int position)
    {
        if (!VarInt.TryRead(payload, ref position, out long count) || count < 1 || count > payload.Length - position)
            return false;

        Count = (int)count;
        if (Ordinals.Length < Count)
        {
            Ordinals = new int[Math.Max(Count, 2 * Ordinals.Length)];
            FirstLengths = new int[Ordinals.Length];
            _lengthsAt = new int[Ordinals.Length + 1];
        }

        long next = 0;
        for (int stream = 0; stream < Count; stream++)
        {
            if (!VarInt.TryRead(payload, ref position, out long gap) || gap > int.MaxValue - next)
                return false;

            Ordinals[stream] = (int)(next + gap);
            next = next + gap + 1;
            _lengthsAt[stream] = _lengths.Count;
            if (!TryReadLengths(payload, ref position))
                return false;

            FirstLengths[stream] = _lengths[_lengthsAt[stream]];
        }

        _lengthsAt[Count] = _lengths.Count;
        return true;
    }

    private bool TryReadLengths(ReadOnlySpan<byte> payload, ref int position)
    {
        if (_different.Count == 1)
        {
            _lengths.Add(_different[0]);
            return true;
        }

        if (!VarInt.TryRead(payload, ref position, out long count) || count < 1)
            return false;

        HasLengths |= count > 1;
        for (; count > 0; count--)
        {
            if (!VarInt.TryRead(payload, ref position, out long number) || number >= _different.Count)
                return false;

            _lengths.Add(_different[(int)number]);
        }

        return true;
    }
}
