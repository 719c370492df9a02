#if NET
using System.Numerics;
#endif

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Indices of set bits.</summary>
internal static class BitIndex
{
    /// <summary>Gives the index of the lowest set bit; the value is not 0.</summary>
    public static int Lowest(ulong bits)
    {
#if NET
        return BitOperations.TrailingZeroCount(bits);
#else
        // A de Bruijn sequence: each of its 64 windows of six bits is different.
        const ulong Sequence = 0x03F79D71B4CB0A89;
        return Positions[(int)(unchecked((bits & (ulong)-(long)bits) * Sequence) >> 58)];
#endif
    }

    /// <summary>Gives the power of two that is not less than a value of 1 or more.</summary>
    public static int RoundUpToPowerOfTwo(int value)
    {
        int power = 1;
        while (power < value)
        {
            power *= 2;
        }

        return power;
    }

#if !NET
    private static readonly byte[] Positions =
    [
        0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
        63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6,
    ];
#endif
}
