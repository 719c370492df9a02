using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The block lengths of a chunk in which they are not all the stream's usual one: each different length once, and a code for each run.</summary>
/// <remarks>A word with the number of different lengths, the lengths two to a word, and codes of as few bits as tell them apart.</remarks>
internal static class RunLengths
{
    /// <summary>Says how many words the lengths take, from the first of them and the number of runs.</summary>
    public static int Words(ulong header, int count) => TableWords((int)header) + EliasFano.LowWords(count, CodeBits((int)header));

    /// <summary>Gives the length of one run.</summary>
    public static int Get(ulong[] words, int at, int index)
    {
        unchecked
        {
            int different = (int)words[at];
            int bits = CodeBits(different);
            int bit = index * bits;
            int codesAt = at + TableWords(different) + (bit >> 6);
            ulong code = (words[codesAt] >> bit) | ((words[codesAt + 1] << 1) << (63 - (bit & 63)));
            var entry = (int)(code & ((1UL << bits) - 1));
            return (int)(words[at + 1 + (entry >> 1)] >> ((entry & 1) * 32));
        }
    }

    /// <summary>Counts the different lengths, and gives each run its code in place of its length.</summary>
    public static int Encode(ReadOnlySpan<int> lengths, Span<int> different, Span<int> codes)
    {
        // Files end in short blocks, so neighbours alternate between few lengths; the search begins with the length before.
        int count = 0;
        int entry = 0;
        for (int index = 0; index < lengths.Length; index++)
        {
            if (count == 0 || different[entry] != lengths[index])
            {
                entry = different.Slice(0, count).IndexOf(lengths[index]);
                if (entry < 0)
                {
                    entry = count++;
                    different[entry] = lengths[index];
                }
            }

            codes[index] = entry;
        }

        return count;
    }

    public static void Write(ulong[] words, int at, ReadOnlySpan<int> different, ReadOnlySpan<int> codes)
    {
        unchecked
        {
            words[at] = (ulong)different.Length;
            for (int entry = 0; entry < different.Length; entry++)
                words[at + 1 + (entry >> 1)] |= (ulong)(uint)different[entry] << ((entry & 1) * 32);

            int codesAt = at + TableWords(different.Length);
            int bits = CodeBits(different.Length);
            int bit = 0;
            foreach (int code in codes)
            {
                if (bits == 0)
                    break;

                words[codesAt + (bit >> 6)] |= (ulong)code << bit;
                if ((bit & 63) + bits > 64)
                    words[codesAt + (bit >> 6) + 1] |= (ulong)code >> (64 - (bit & 63));

                bit += bits;
            }
        }
    }

    /// <summary>Says whether every run has a code of a length that a block can have.</summary>
    public static bool AreGood(ulong[] words, int at, int count)
    {
        var different = (int)words[at];
        int bits = CodeBits(different);
        for (int entry = 0; entry < different; entry++)
        {
            if (unchecked((int)(words[at + 1 + (entry >> 1)] >> ((entry & 1) * 32))) <= 0)
                return false;
        }

        for (int index = 0; index < count; index++)
        {
            int bit = index * bits;
            int codesAt = at + TableWords(different) + (bit >> 6);
            ulong code = (words[codesAt] >> bit) | ((words[codesAt + 1] << 1) << (63 - (bit & 63)));
            if ((code & ((1UL << bits) - 1)) >= (ulong)different)
                return false;
        }

        return true;
    }

    private static int TableWords(int different) => 1 + ((different + 1) >> 1);

    private static int CodeBits(int different) => different <= 1 ? 0 : 1 + BitMath.Log2((ulong)(different - 1));
}
