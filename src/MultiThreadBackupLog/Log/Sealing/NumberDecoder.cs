using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Reads what <see cref="NumberEncoder"/> writes. Works on any bytes: a table that lies is refused before it is used.</summary>
internal sealed class NumberDecoder
{
    private const int Part = 256;

    // For each of the 4096 remainders: frequency - 1 (12 bits), remainder less the symbol's first (12 bits), symbol (8 bits).
    private readonly uint[] _slots = new uint[NumberSymbols.Scale];
    private readonly long[] _bases = new long[NumberSymbols.MaximumCount];
    private readonly byte[] _extraBits = new byte[NumberSymbols.MaximumCount];
    private int _symbolCount;
    private bool _isPlain; // Each symbol is its own number.
    private bool _hasExtraBits;
    private int _left;

    // The state of the next number and that of the one after it.
    private uint _next;
    private uint _other;
    private ushort[] _words = new ushort[2 * Part]; // With room behind them for what a part of numbers could take.
    private int _wordAt;
    private int _wordCount;

    private ulong _bits;
    private int _bitCount;
    private int _extraAt;
    private int _extraEnd;

    /// <summary>Reads the head of a sequence and moves on past all of it. False when no encoder writes such a one.</summary>
    public bool TryBegin(ReadOnlySpan<byte> payload, ref int position, int count, long greatest)
    {
        _left = count;
        _next = NumberEncoder.LowestState;
        _other = NumberEncoder.LowestState;
        _wordAt = 0;
        _wordCount = 0;
        _bits = 0;
        _bitCount = 0;
        _extraAt = 0;
        _extraEnd = 0;
        return TryReadTable(payload, ref position, greatest)
            && (_symbolCount == 1 || TryReadWords(payload, ref position))
            && (!_hasExtraBits || TryReadPart(payload, ref position, out _extraAt, out _extraEnd));
    }

    /// <summary>Decodes the next numbers, of which there are so many. False when the bytes end too early.</summary>
    public bool TryDecode(ReadOnlySpan<byte> payload, Span<long> numbers)
    {
        _left -= numbers.Length;
        if (_symbolCount == 1)
            numbers.Fill(_hasExtraBits ? 0 : _bases[0]);
        else if (!TryDecodeSymbols(numbers))
            return false;

        if (_hasExtraBits)
            return TryAddExtraBits(payload, numbers);

        if (_symbolCount > 1 && !_isPlain)
        {
            long[] bases = _bases;
            for (int index = 0; index < numbers.Length; index++)
                numbers[index] = bases[(byte)numbers[index]];
        }

        return true;
    }

    /// <summary>Says, when all numbers were decoded, whether they used up exactly what there was.</summary>
    public bool IsSpent => _left == 0 && _next == NumberEncoder.LowestState && _other == NumberEncoder.LowestState
        && _wordAt == _wordCount && _extraAt == _extraEnd && _bits == 0; // The last byte was not taken before it was needed.

    private bool TryReadTable(ReadOnlySpan<byte> payload, ref int position, long greatest)
    {
        if (!VarInt.TryRead(payload, ref position, out long symbolCount) || symbolCount is < 1 or > NumberSymbols.MaximumCount)
            return false;

        _symbolCount = (int)symbolCount;
        _hasExtraBits = false;
        _isPlain = true;
        uint[] slots = _slots;
        int start = 0;
        long end = 0;
        for (int symbol = 0; symbol < _symbolCount; symbol++)
        {
            if (!VarInt.TryRead(payload, ref position, out long gap) || gap > greatest - end || position >= payload.Length)
                return false;

            long first = end + gap;
            byte extraBits = payload[position++];
            if (extraBits > 62 || (1L << extraBits) - 1 > greatest - first)
                return false;

            _bases[symbol] = first;
            _extraBits[symbol] = extraBits;
            _hasExtraBits |= extraBits > 0;
            _isPlain &= first == symbol;
            end = first == long.MaxValue ? first : first + 1;
            if (_symbolCount == 1)
                return true;

            if (!VarInt.TryRead(payload, ref position, out long frequency) || frequency < 1 || frequency > NumberSymbols.Scale - start)
                return false;

            unchecked
            {
                var slot = (uint)(((frequency - 1) << 20) | (uint)symbol);
                foreach (ref uint entry in slots.AsSpan(start, (int)frequency))
                {
                    entry = slot;
                    slot += 1u << 8;
                }
            }

            start += (int)frequency;
        }

        return start == NumberSymbols.Scale;
    }

    private bool TryReadWords(ReadOnlySpan<byte> payload, ref int position)
    {
        if (!VarInt.TryRead(payload, ref position, out long words) || words > (payload.Length - position - 8) >> 1)
            return false;

        _next = BinaryPrimitives.ReadUInt32BigEndian(payload.Slice(position));
        _other = BinaryPrimitives.ReadUInt32BigEndian(payload.Slice(position + 4));
        _wordCount = (int)words;
        if (_words.Length < _wordCount + Part)
            _words = new ushort[Math.Max(_wordCount + Part, 2 * _words.Length)];

        ReadOnlySpan<byte> bytes = payload.Slice(position + 8, 2 * _wordCount);
        for (int word = 0; word < _wordCount; word++)
            _words[word] = BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(2 * word));

        position += 8 + bytes.Length;
        return IsState(_next) && IsState(_other);
    }

    private static bool TryReadPart(ReadOnlySpan<byte> payload, ref int position, out int at, out int end)
    {
        bool isGood = VarInt.TryRead(payload, ref position, out long count) && count <= payload.Length - position;
        at = position;
        end = isGood ? position + (int)count : position;
        position = end;
        return isGood;
    }

    private static bool IsState(uint state) => state is >= NumberEncoder.LowestState and < 1u << 31;

    private bool TryDecodeSymbols(Span<long> numbers)
    {
        // A part takes a word for each number at most, so the words behind the last are looked at before they are believed.
        for (; numbers.Length > Part; numbers = numbers.Slice(Part))
        {
            DecodePart(numbers.Slice(0, Part));
            if (_wordAt > _wordCount)
                return false;
        }

        DecodePart(numbers);
        return _wordAt <= _wordCount;
    }

    private void DecodePart(Span<long> numbers)
    {
        unchecked
        {
            ushort[] words = _words;
            uint[] slots = _slots;
            uint next = _next;
            uint other = _other;
            int at = _wordAt;
            int index = 0;
            for (; index + 1 < numbers.Length; index += 2)
            {
                uint first = slots[(int)(next & (NumberSymbols.Scale - 1))];
                uint second = slots[(int)(other & (NumberSymbols.Scale - 1))];
                numbers[index] = (byte)first;
                numbers[index + 1] = (byte)second;
                next = (((first >> 20) + 1) * (next >> NumberSymbols.ScaleBits)) + ((first >> 8) & (NumberSymbols.Scale - 1));
                other = (((second >> 20) + 1) * (other >> NumberSymbols.ScaleBits)) + ((second >> 8) & (NumberSymbols.Scale - 1));
                next = Refill(next, words, ref at);
                other = Refill(other, words, ref at);
            }

            if (index < numbers.Length)
            {
                uint last = slots[(int)(next & (NumberSymbols.Scale - 1))];
                numbers[index] = (byte)last;
                uint state = (((last >> 20) + 1) * (next >> NumberSymbols.ScaleBits)) + ((last >> 8) & (NumberSymbols.Scale - 1));
                next = other;
                other = Refill(state, words, ref at);
            }

            _next = next;
            _other = other;
            _wordAt = at;
        }
    }

    /// <summary>Takes a word when the state is too low; without a branch, which would be guessed wrongly now and then.</summary>
    private static uint Refill(uint state, ushort[] words, ref int at)
    {
        unchecked
        {
            int takes = (int)(state - NumberEncoder.LowestState) >> 31; // All ones, or none: a state is below 2^31.
            uint word = words[at];
            at -= takes;
            return (state << (takes & 16)) | (word & (uint)takes);
        }
    }

    private bool TryAddExtraBits(ReadOnlySpan<byte> payload, Span<long> numbers)
    {
        unchecked
        {
            ulong bits = _bits;
            int bitCount = _bitCount;
            int at = _extraAt;
            int end = _extraEnd;
            for (int index = 0; index < numbers.Length; index++)
            {
                int symbol = (byte)numbers[index];
                int left = _extraBits[symbol];
                ulong number = (ulong)_bases[symbol];
                for (int shift = 0; left > 0; shift += 32)
                {
                    int taken = left < 32 ? left : 32;
                    if (bitCount < taken && end - at >= 8)
                    {
                        // As many whole bytes as there is room for; the bits above them are the same when they are read again.
                        bits |= BinaryPrimitives.ReadUInt64LittleEndian(payload.Slice(at)) << bitCount;
                        at += (63 - bitCount) >> 3;
                        bitCount |= 56;
                    }

                    for (; bitCount < taken; bitCount += 8)
                    {
                        if (at >= end)
                            return false;

                        bits |= (ulong)payload[at++] << bitCount;
                    }

                    number += (bits & ((1UL << taken) - 1)) << shift;
                    bits >>= taken;
                    bitCount -= taken;
                    left -= taken;
                }

                numbers[index] = (long)number;
            }

            _bits = bits; // Above the count: zeros, or those that are read again.
            _bitCount = bitCount;
            _extraAt = at;
            return true;
        }
    }
}
