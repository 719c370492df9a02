#if NET
using System.Numerics;
using System.Runtime.Intrinsics.X86;
#endif

namespace MultiThreadBackupLog.Internal;

/// <summary>Counting and finding bits, by the processor's instructions where there are such.</summary>
internal static class BitMath
{
    /// <summary>Gives the index of the lowest set bit; the value is not 0.</summary>
    public static int TrailingZeroCount(ulong bits)
    {
#if NET
        return BitOperations.TrailingZeroCount(bits);
#else
        // A de Bruijn sequence: each of its 64 windows of six bits is different.
        const ulong Sequence = 0x03F79D71B4CB0A89;
        return Positions[(int)(unchecked((bits & (ulong)-(long)bits) * Sequence) >> 58)];
#endif
    }

    /// <summary>Counts the set bits.</summary>
    public static int PopCount(ulong bits)
    {
#if NET
        return BitOperations.PopCount(bits);
#else
        unchecked
        {
            bits -= (bits >> 1) & 0x5555555555555555;
            bits = (bits & 0x3333333333333333) + ((bits >> 2) & 0x3333333333333333);
            return (int)((((bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101) >> 56);
        }
#endif
    }

    /// <summary>Gives the index of the highest set bit; 0 for 0.</summary>
    public static int Log2(ulong bits)
    {
#if NET
        return BitOperations.Log2(bits);
#else
        int result = 0;
        for (int step = 32; step > 0; step >>= 1)
        {
            if (bits >> step != 0)
            {
                bits >>= step;
                result += step;
            }
        }

        return result;
#endif
    }

    /// <summary>Gives the position of a set bit by its number among the set bits, from 0, the lowest first; there are so many.</summary>
    public static int Select(ulong bits, int index)
    {
#if NET
        if (Bmi2.X64.IsSupported)
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << index, bits));
#endif
        int position = 0;
        for (int step = 32; step > 0; step >>= 1)
        {
            int below = PopCount(bits & ((1UL << step) - 1));
            if (index < below)
                continue;

            index -= below;
            bits >>= step;
            position += step;
        }

        return position;
    }

#if !NET
    private static readonly byte[] Positions =
    [
        0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
        63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6,
    ];
#endif
}
