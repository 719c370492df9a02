using System;
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Writes a sequence of numbers in little more than its entropy: a table of symbols, and range asymmetric numeral systems (rANS) over it.</summary>
/// <remarks>
/// Two states take turns, the numbers with even places and those with odd ones, so that a reader has two sums in flight. A state is kept
/// within [2^15, 2^31) by 16-bit words. The encoder goes backwards, as this coding wants, so that the reader goes forwards.
/// Division by a frequency is multiplication by its reciprocal, exact for states below 2^31.
/// </remarks>
internal sealed class NumberEncoder
{
    public const uint LowestState = 1u << 15;

    private readonly NumberSymbols _symbols = new();
    private readonly Step[] _steps = new Step[NumberSymbols.MaximumCount];
    private byte[] _extra = [];
    private byte[] _symbolsOf = new byte[256];
    private ushort[] _words = new ushort[257]; // One more than numbers.

    /// <summary>Writes numbers of which none is negative; there is at least one.</summary>
    public void Write(ReadOnlySpan<long> numbers, ByteBuffer output)
    {
        _symbols.Choose(numbers);
        output.Number(_symbols.Count);
        long end = 0;
        for (int symbol = 0; symbol < _symbols.Count; symbol++)
        {
            output.Number(_symbols.Bases[symbol] - end);
            output.Byte((byte)_symbols.ExtraBits[symbol]);
            if (_symbols.Count > 1)
                output.Number(_symbols.Frequencies[symbol]);

            end = _symbols.Bases[symbol] + 1;
        }

        if (_symbolsOf.Length < numbers.Length)
        {
            _symbolsOf = new byte[Math.Max(numbers.Length, 2 * _symbolsOf.Length)];
            _words = new ushort[_symbolsOf.Length + 1];
        }

        if (_symbols.Count > 1 || _symbols.HasExtraBits)
            _symbols.Find(numbers, _symbolsOf);

        if (_symbols.Count > 1)
            WriteSymbols(numbers.Length, output);

        if (_symbols.HasExtraBits)
            WriteExtraBits(numbers, output);
    }

    private void WriteSymbols(int count, ByteBuffer output)
    {
        uint start = 0;
        for (int symbol = 0; symbol < _symbols.Count; symbol++)
        {
            var frequency = (uint)_symbols.Frequencies[symbol];
            _steps[symbol] = new Step(start, frequency);
            start += frequency;
        }

        Step[] steps = _steps;
        byte[] symbols = _symbolsOf;
        ushort[] words = _words;
        int at = words.Length;
        uint even = LowestState;
        uint odd = LowestState;
        int index = count;
        unchecked
        {
            if ((index & 1) != 0)
                even = Put(even, steps[symbols[--index]], words, ref at);

            while (index > 0)
            {
                odd = Put(odd, steps[symbols[--index]], words, ref at);
                even = Put(even, steps[symbols[--index]], words, ref at);
            }
        }

        int wordCount = words.Length - at;
        output.Number(wordCount);
        Span<byte> bytes = output.Take(8 + (2 * wordCount));
        BinaryPrimitives.WriteUInt32BigEndian(bytes, even);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(4), odd);
        for (int word = 0; word < wordCount; word++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.Slice(8 + (2 * word)), words[at + word]);
    }

    private static uint Put(uint state, in Step step, ushort[] words, ref int at)
    {
        unchecked
        {
            // The word is written in any case, and stays when the state was too great: no branch, which would be guessed wrongly now and then.
            int gives = state >= step.Limit ? 1 : 0;
            words[at - 1] = (ushort)state;
            at -= gives;
            state >>= gives << 4;
            var quotient = (uint)(((ulong)state * step.Reciprocal) >> 32) >> step.Shift;
            return state + step.Bias + (quotient * step.Complement);
        }
    }

    private void WriteExtraBits(ReadOnlySpan<long> numbers, ByteBuffer output)
    {
        if (_extra.Length < 8 * (numbers.Length + 1))
            _extra = new byte[8 * (numbers.Length + 1)];

        byte[] extra = _extra;
        long[] bases = _symbols.Bases;
        int[] widths = _symbols.ExtraBits;
        byte[] symbols = _symbolsOf;
        int at = 0;
        ulong bits = 0;
        int count = 0;
        unchecked
        {
            for (int index = 0; index < numbers.Length; index++)
            {
                int symbol = symbols[index];
                int width = widths[symbol];
                var value = (ulong)(numbers[index] - bases[symbol]);
                if (width > 32)
                {
                    Put32(extra, ref at, ref bits, ref count, value & uint.MaxValue, 32);
                    value >>= 32;
                    width -= 32;
                }

                Put32(extra, ref at, ref bits, ref count, value, width);
            }
        }

        for (; count > 0; count -= 8, bits >>= 8)
            extra[at++] = unchecked((byte)bits);

        output.Number(at);
        output.Write(extra.AsSpan(0, at));
    }

    /// <summary>Adds up to 32 bits behind fewer than 32, and writes 32 as soon as there are so many.</summary>
    private static void Put32(byte[] extra, ref int at, ref ulong bits, ref int count, ulong value, int width)
    {
        unchecked
        {
            bits |= value << count;
            count += width;
            if (count >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(extra.AsSpan(at), (uint)bits);
                at += 4;
                bits >>= 32;
                count -= 32;
            }
        }
    }

    /// <summary>What encoding one symbol takes.</summary>
    private readonly struct Step
    {
        public readonly uint Limit;      // A state from here on gives a word away first.
        public readonly uint Reciprocal;
        public readonly uint Bias;
        public readonly uint Complement;
        public readonly int Shift;

        public Step(uint start, uint frequency)
        {
            unchecked
            {
                Limit = frequency << (31 - NumberSymbols.ScaleBits);
                Complement = NumberSymbols.Scale - frequency;
                if (frequency < 2)
                {
                    // The reciprocal of 1 has no 32 bits: state - 1 comes out as the quotient, and the bias makes that good.
                    Reciprocal = uint.MaxValue;
                    Shift = 0;
                    Bias = start + NumberSymbols.Scale - 1;
                }
                else
                {
                    int shift = 0;
                    while (frequency > 1u << shift)
                        shift++;

                    Reciprocal = (uint)(((1UL << (shift + 31)) + frequency - 1) / frequency);
                    Shift = shift - 1;
                    Bias = start;
                }
            }
        }
    }
}
