using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The symbols of one sequence of numbers: each stands for a number, or for 2^k neighbours that k bits of their own tell apart.</summary>
/// <remarks>
/// <para>Numbers below 16 have a symbol each; above, an octave is eight ranges, narrow enough that a smooth distribution is nearly even
/// within each (a geometric one of mean 64 loses 0.1 per cent). Where the numbers of a range are not even, as with streams that always
/// write the same quantum, they have symbols of their own: whichever is shorter, the table's bytes counted.</para>
/// <para>All of it is whole numbers, so that every machine writes the same bytes.</para>
/// </remarks>
internal sealed class NumberSymbols
{
    public const int MaximumCount = 256;
    public const int ScaleBits = 12;
    public const int Scale = 1 << ScaleBits;

    private const int DirectNumbers = 4096;
    private const int Precise = 3; // Ranges an octave, as a power of two.
    private const int Coarse = 0;
    private const int SymbolBits = 24; // What a symbol takes in the table, about.

    private readonly int[] _direct = new int[DirectNumbers];
    private readonly byte[] _directSymbols = new byte[DirectNumbers];
    private readonly int[] _ranges = new int[RangeOf(long.MaxValue, Precise) + 1];
    private readonly byte[] _rangeSymbols = new byte[RangeOf(long.MaxValue, Precise) + 1];
    private int _precision;
    private long _numberCount;

    public int Count { get; private set; }

    public long[] Bases { get; } = new long[MaximumCount];

    public int[] ExtraBits { get; } = new int[MaximumCount];

    public int[] Frequencies { get; } = new int[MaximumCount];

    public bool HasExtraBits { get; private set; }

    /// <summary>Chooses symbols and frequencies for numbers; there is at least one.</summary>
    public void Choose(ReadOnlySpan<long> numbers)
    {
        Array.Clear(_direct, 0, _direct.Length);
        Array.Clear(_ranges, 0, _ranges.Length);
        int greatest = 0;
        unchecked
        {
            int[] direct = _direct;
            foreach (long number in numbers)
            {
                if (number < direct.Length)
                {
                    direct[(int)number]++;
                    if ((int)number > greatest)
                        greatest = (int)number;
                }
                else
                {
                    _ranges[RangeOf(number, Precise)]++;
                }
            }
        }

        _numberCount = numbers.Length;
        _precision = Precise;
        if (!TryChoose(greatest))
        {
            FoldRanges(numbers);
            Guard.Invariant(TryChoose(greatest), "a range for each power of two is few enough");
        }

        Normalize();
    }

    /// <summary>Gives the symbol of each of the numbers that they were chosen for.</summary>
    public void Find(ReadOnlySpan<long> numbers, Span<byte> symbols)
    {
        byte[] direct = _directSymbols;
        for (int index = 0; index < numbers.Length; index++)
        {
            long number = numbers[index];
            symbols[index] = number < direct.Length ? direct[unchecked((int)number)] : _rangeSymbols[RangeOf(number, _precision)];
        }
    }

    /// <summary>Gives the range of a number that has no place of its own among the direct ones.</summary>
    private static int RangeOf(long number, int precision)
    {
        int octave = BitMath.Log2((ulong)number) - precision;
        return (octave << precision) + (int)(number >> octave);
    }

    private static void BoundsOf(int range, int precision, out long first, out int extraBits)
    {
        extraBits = range < 2 << precision ? 0 : (range >> precision) - 1;
        first = extraBits == 0 ? range : (long)((range & ((1 << precision) - 1)) | (1 << precision)) << extraBits;
    }

    private void FoldRanges(ReadOnlySpan<long> numbers)
    {
        _precision = Coarse;
        Array.Clear(_ranges, 0, _ranges.Length);
        foreach (long number in numbers)
        {
            if (number >= DirectNumbers)
                _ranges[RangeOf(number, Coarse)]++;
        }
    }

    private bool TryChoose(int greatest)
    {
        Count = 0;
        HasExtraBits = false;
        int ranges = RangeOf(long.MaxValue, _precision) + 1;
        for (int range = 0; range < ranges; range++)
        {
            BoundsOf(range, _precision, out long first, out int extraBits);
            bool isDirect = first < DirectNumbers;
            if (isDirect && first > greatest)
                continue;

            int count = isDirect ? Sum((int)first, 1 << extraBits) : _ranges[range];
            if (count == 0)
                continue;

            if (!(isDirect && extraBits > 0 && _precision == Precise && IsShorterApart((int)first, extraBits, count)))
            {
                if (!TryAdd(first, extraBits, count))
                    return false;

                if (isDirect)
                    _directSymbols.AsSpan((int)first, 1 << extraBits).Fill((byte)(Count - 1));
                else
                    _rangeSymbols[range] = (byte)(Count - 1);

                continue;
            }

            for (var number = (int)first; number < (int)first + (1 << extraBits); number++)
            {
                if (_direct[number] == 0)
                    continue;

                if (!TryAdd(number, 0, _direct[number]))
                    return false;

                _directSymbols[number] = (byte)(Count - 1);
            }
        }

        return true;
    }

    private bool TryAdd(long first, int extraBits, int count)
    {
        if (Count == MaximumCount)
            return false;

        Bases[Count] = first;
        ExtraBits[Count] = extraBits;
        Frequencies[Count] = count; // Made to fit the scale later.
        HasExtraBits |= extraBits > 0;
        Count++;
        return true;
    }

    private int Sum(int first, int count)
    {
        int sum = 0;
        foreach (int direct in _direct.AsSpan(first, count))
            sum += direct;

        return sum;
    }

    /// <summary>Says whether the numbers of a range take less when each has a symbol of its own.</summary>
    private bool IsShorterApart(int first, int extraBits, int count)
    {
        long together = ((long)count * extraBits) << 16;
        long apart = (long)count * Log2(count);
        int symbols = 0;
        foreach (int direct in _direct.AsSpan(first, 1 << extraBits))
        {
            if (direct == 0)
                continue;

            apart -= (long)direct * Log2(direct);
            symbols++;
        }

        return apart + ((long)(symbols - 1) * SymbolBits << 16) < together;
    }

    /// <summary>Gives the logarithm in units of 2^-16, to about a hundredth.</summary>
    private static long Log2(int value)
    {
        int whole = BitMath.Log2((ulong)value);
        long part = (((long)value << 16) >> whole) - 65_536;
        return ((long)whole << 16) + part + (((part * (65_536 - part)) >> 16) * 22_544 >> 16);
    }

    /// <summary>Makes the counts frequencies of which each is at least 1 and the sum is the scale.</summary>
    private void Normalize()
    {
        Span<int> counts = stackalloc int[Count];
        Frequencies.AsSpan(0, Count).CopyTo(counts);
        int sum = 0;
        for (int symbol = 0; symbol < Count; symbol++)
        {
            Frequencies[symbol] = (int)Math.Max(1, (long)counts[symbol] * Scale / _numberCount);
            sum += Frequencies[symbol];
        }

        // Too few: to whom the scale owes most. Too many, for the sake of rare ones: from whom it gave most, in proportion least missed.
        for (; sum < Scale; sum++)
            Frequencies[Most(counts, owed: true)]++;

        for (; sum > Scale; sum--)
            Frequencies[Most(counts, owed: false)]--;
    }

    private int Most(ReadOnlySpan<int> counts, bool owed)
    {
        int best = -1;
        long most = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            // The greatest frequency is above 1 as long as the sum is too great: there are fewer symbols than the scale has.
            long weight = owed ? ((long)counts[symbol] * Scale) - (Frequencies[symbol] * _numberCount) : Frequencies[symbol];
            if (best < 0 || weight > most)
            {
                best = symbol;
                most = weight;
            }
        }

        return best;
    }
}
