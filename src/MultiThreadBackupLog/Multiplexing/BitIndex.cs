using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Indices of set bits.</summary>
internal static class BitIndex
{
    /// <summary>Gives the index of the lowest set bit; the value is not 0.</summary>
    public static int Lowest(ulong bits) => BitMath.TrailingZeroCount(bits);

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
}
