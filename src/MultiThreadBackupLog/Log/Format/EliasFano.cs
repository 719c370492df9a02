using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Ascending numbers in little more space than their entropy, each found without decoding those before it.</summary>
/// <remarks>
/// <para>The numbers v(0) = 0 &lt; v(1) &lt; … are strictly ascending, so v(i) - i is kept, which only does not descend: its last
/// <c>width</c> bits among the low bits, one after another, and the rest in unary among the high bits: a 1 at bit high + i for
/// each number, so that the zeros before a 1 count its high part.</para>
/// <para>With a width of log2(last / count) a number takes the width and two to three bits, whatever the numbers are. The counts
/// here are small (a chunk), so finding the i-th 1 is counting the bits of a few words that lie side by side.</para>
/// </remarks>
internal static class EliasFano
{
    // So that a high part of more bits than there are numbers, shifted by the width, stays within 64 bits.
    public const int MaximumWidth = 56;

    /// <summary>Gives the width for so many numbers v(i) - i of which none is above a bound.</summary>
    public static int WidthFor(int count, long maximum) =>
        maximum < count ? 0 : Math.Min(MaximumWidth, BitMath.Log2((ulong)(maximum / count)));

    public static int HighWords(int count, long maximum, int width) => unchecked((int)((count + (maximum >> width) + 63) >> 6));

    public static int LowWords(int count, int width) => unchecked(((count * width) + 63) >> 6);

    /// <summary>Writes numbers, less the first of them, into words that are zero. Behind the low bits there are two words more, of whatever content.</summary>
    public static void Encode(ulong[] words, int highAt, int lowAt, int width, ReadOnlySpan<long> values)
    {
        unchecked
        {
            ulong mask = (1UL << width) - 1;
            int lowBit = 0;
            for (int index = 0; index < values.Length; index++)
            {
                var excess = (ulong)(values[index] - values[0] - index);
                int position = (int)(excess >> width) + index;
                words[highAt + (position >> 6)] |= 1UL << position;
                if (width == 0)
                    continue;

                int at = lowAt + (lowBit >> 6);
                ulong low = excess & mask;
                words[at] |= low << lowBit;
                if ((lowBit & 63) + width > 64)
                    words[at + 1] |= low >> (64 - (lowBit & 63));

                lowBit += width;
            }
        }
    }

    /// <summary>Gives the bit that stands for a number.</summary>
    public static int Select(ulong[] words, int highAt, int index) => Select(words, highAt, words[highAt], index);

    /// <summary>Gives the bit that stands for a number, from the first of the words with high bits.</summary>
    public static int Select(ulong[] words, int highAt, ulong word, int index)
    {
        for (int at = highAt; ; word = words[++at])
        {
            int count = BitMath.PopCount(word);
            if (index < count)
                return unchecked(((at - highAt) << 6) + BitMath.Select(word, index));

            index -= count;
        }
    }

    /// <summary>Gives the bit that stands for the next number; there is one.</summary>
    public static int Next(ulong[] words, int highAt, int position)
    {
        unchecked
        {
            int at = highAt + ((position + 1) >> 6);
            ulong word = words[at] & (ulong.MaxValue << (position + 1));
            while (word == 0)
                word = words[++at];

            return ((at - highAt) << 6) + BitMath.TrailingZeroCount(word);
        }
    }

    /// <summary>Gives a number from the bit that stands for it.</summary>
    public static long Value(ulong[] words, int lowAt, int width, int index, int position)
    {
        unchecked
        {
            int bit = index * width;
            int at = lowAt + (bit >> 6);
            ulong low = (words[at] >> bit) | ((words[at + 1] << 1) << (63 - (bit & 63)));
            return (long)((((ulong)(position - index)) << width) | (low & ((1UL << width) - 1))) + index;
        }
    }

    /// <summary>Gives neighbouring numbers, each with an amount added. The high bits are those of a word from the first number's on, and so they are left behind the last.</summary>
    public static void Decode(ulong[] words, int highAt, int lowAt, int width, int index, long added, ref int word, ref ulong bits, Span<long> values)
    {
        unchecked
        {
            int at = word;
            ulong left = bits;
            ulong mask = (1UL << width) - 1;
            int lowWord = lowAt + ((index * width) >> 6);
            int lowLeft = 64 - ((index * width) & 63);
            ulong lowBits = words[lowWord] >> (64 - lowLeft);
            int start = ((at - highAt) << 6) - index;
            added += index;
            for (int entry = 0; entry < values.Length; entry++)
            {
                while (left == 0)
                {
                    left = words[++at];
                    start += 64;
                }

                int high = start + BitMath.TrailingZeroCount(left) - entry;
                left &= left - 1;
                ulong low = lowBits & mask;
                lowBits >>= width;
                lowLeft -= width;
                if (lowLeft <= 0)
                {
                    // The word is used up, and may have had only the beginning of this number.
                    ulong next = words[++lowWord];
                    low |= (next << (lowLeft + width)) & mask;
                    lowBits = next >> -lowLeft;
                    lowLeft += 64;
                }

                values[entry] = added + entry + (long)(((ulong)high << width) | low);
            }

            word = at;
            bits = left;
        }
    }

    /// <summary>Finds the last number that is not above a value, and the bit that stands for it.</summary>
    public static int FindLast(ulong[] words, int highAt, int lowAt, int width, int count, long value, out int position)
    {
        unchecked
        {
            // The least that a number can be whose bit stands at or behind some bit: the ones before it are its index, the zeros its high part.
            int at = highAt;
            int ones = 0;
            ulong word = words[at];
            for (int next = BitMath.PopCount(word); next < count; next = ones + BitMath.PopCount(word))
            {
                int zeros = ((at + 1 - highAt) << 6) - next;
                if (((ulong)zeros << width) + (ulong)next > (ulong)value)
                    break;

                ones = next;
                word = words[++at];
            }

            // The last bit in this word for which that least is not above the value.
            int start = (at - highAt) << 6;
            int bit = 0;
            for (int step = 32; step > 0; step >>= 1)
            {
                int before = ones + BitMath.PopCount(word & ((1UL << (bit + step)) - 1));
                int isBelow = ((ulong)(start + bit + step - before) << width) + (ulong)before <= (ulong)value ? 1 : 0;
                bit += step & -isBelow; // No branch: it would be guessed wrongly every other time.
            }

            // A few numbers share a high part; the low parts decide. The first number is 0, so this ends.
            int index = ones + BitMath.PopCount(word & ((1UL << bit) - 1)) - 1;
            index += (int)((word >> bit) & 1);
            for (position = start + bit; ; index--, position--)
            {
                while (((words[highAt + (position >> 6)] >> position) & 1) == 0)
                    position--;

                if (Value(words, lowAt, width, index, position) <= value)
                    return index;
            }
        }
    }
}
