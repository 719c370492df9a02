using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Sequences of numbers at the limits of their symbols and frequencies: they come back, and take little more than their entropy and their table.</summary>
public class NumberSizeTests
{
    private const int TableBitsPerSymbol = 8 * (9 + 1 + 2); // At most: a first number, its bits, a frequency.

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public void Write_OneNumberManyTimes_TakesItsTableAndItsBitsAlone(long number)
    {
        long[] numbers = Enumerable.Repeat(number, 1_000).ToArray();
        int extraBits = BitsWithin(number);
        Assert.InRange(RoundTrip(numbers), 1, (extraBits * 1_000 / 8) + 16);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    public void Write_AsManyNumbersAsSymbolsOrMore_ComesBack(int different)
    {
        // Every seventh number, each as often as any other: in the ranges a symbol for each is shorter, as long as there are enough symbols.
        long[] numbers = Enumerable.Range(0, different * 100).Select(index => 7L * (index * 31 % different)).ToArray();
        int length = RoundTrip(numbers);
        if (different <= 256)
            Assert.InRange(length, 1, (numbers.Length * Math.Log2(different) * 1.01 / 8) + (different * TableBitsPerSymbol / 8) + 16);
    }

    [Fact]
    public void Write_RareNumbersBesideOneThatIsNearlyAll_ComeBack()
    {
        // Each of the rare ones must have a frequency, more than their share; it is taken from the others.
        long[] numbers = Enumerable.Repeat(3L, 100_000).Concat(Enumerable.Range(0, 250).Select(rare => (8L + (rare % 8)) << (10 + (rare / 8)))).ToArray();
        Shuffle(numbers);
        RoundTrip(numbers);
    }

    [Fact]
    public void Choose_FrequenciesForRareNumbers_AreTakenFromWhereTheyAreLeastMissed()
    {
        // Nearly all are 1, some are 2, and of the many rare ones each is there once, which the scale cannot say.
        long[] rare = Enumerable.Range(0, 200).Select(index => (8L + (index % 8)) << (10 + (index / 8))).ToArray();
        long[] numbers = Enumerable.Repeat(1L, 19_597).Concat(Enumerable.Repeat(2L, 204)).Concat(rare).ToArray();
        var symbols = new NumberSymbols();
        symbols.Choose(numbers);
        AssertCover(symbols, numbers);

        double bits = numbers.GroupBy(number => number).Sum(group => group.Count() * Math.Log2((double)NumberSymbols.Scale / symbols.Frequencies[SymbolOf(symbols, group.Key)]));
        Assert.InRange(bits, 0, Entropy(numbers) * 1.2);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(256)]
    [InlineData(2_048)]
    public void Write_FrequencyThatIsAPowerOfTwo_ComesBackFromEveryState(int frequency)
    {
        // A state may lie exactly at the border from which on a word is given away: two of these in a row, last in each of the two states, do that.
        long[] numbers = Enumerable.Repeat(1L, NumberSymbols.Scale - frequency).Concat(Enumerable.Repeat(0L, frequency)).ToArray();
        RoundTrip(numbers);
        Array.Reverse(numbers);
        RoundTrip(numbers);
    }

    [Theory]
    [InlineData(16, 11, 21)]
    [InlineData(16, 5, 11)]
    [InlineData(1_000, 1, 7)]
    public void Write_TwoNumbersOfOneRangeUnevenly_TakesLittleMoreThanTheEntropy(int first, int firstCount, int secondCount)
    {
        // A symbol for both and a bit would take a bit each; two symbols take less, and their table next to nothing.
        long[] numbers = Enumerable.Repeat((long)first, 1_024 * firstCount).Concat(Enumerable.Repeat(first + 1L, 1_024 * secondCount)).ToArray();
        Shuffle(numbers);
        Assert.InRange(RoundTrip(numbers), 1, (Entropy(numbers) * 1.01 / 8) + 32);
    }

    [Fact]
    public void Write_MoreRangesThanSymbols_TakesLittleMoreThanOctavesAndTheirBits()
    {
        // Numbers in every eighth of an octave are too many symbols; then an octave has one. Most of them are in two.
        long[] numbers = Enumerable.Repeat(4_096L, 3_000)
            .Concat(Enumerable.Repeat(1L << 40, 6_000))
            .Concat(Enumerable.Range(0, 8 * 58).Select(range => (8L + (range % 8)) << (range / 8)).Where(number => number is < 4_096 or > 8_191))
            .ToArray();
        Shuffle(numbers);
        double bits = Entropy(numbers.Select(number => (long)BitOperations.Log2((ulong)number | 1))) + numbers.Sum(number => (double)BitsWithin(number, inOctave: 1));
        Assert.InRange(RoundTrip(numbers), 1, (bits * 1.02 / 8) + (64 * TableBitsPerSymbol / 8));
    }

    [Fact]
    public void Write_AfterOtherNumbers_GivesTheBytesOfANewEncoder()
    {
        var encoder = new NumberEncoder();
        long[][] sequences =
        [
            Enumerable.Range(0, 5_000).Select(index => (long)index * index * index * 77).ToArray(), [5], [long.MaxValue, 0], Enumerable.Repeat(9L, 300).ToArray(),
            Enumerable.Range(0, 600).Select(index => index % 3L).ToArray(),
        ];
        foreach (long[] numbers in sequences)
        {
            var output = new ByteBuffer();
            var expected = new ByteBuffer();
            encoder.Write(numbers, output);
            new NumberEncoder().Write(numbers, expected);
            Assert.Equal(expected.Written.ToArray(), output.Written.ToArray());
        }
    }

    private static int RoundTrip(long[] numbers)
    {
        var symbols = new NumberSymbols();
        symbols.Choose(numbers);
        AssertCover(symbols, numbers);

        var output = new ByteBuffer();
        new NumberEncoder().Write(numbers, output);
        var decoder = new NumberDecoder();
        int position = 0;
        Assert.True(decoder.TryBegin(output.Written, ref position, numbers.Length, long.MaxValue));
        Assert.Equal(output.Length, position);
        var read = new long[numbers.Length];
        Assert.True(decoder.TryDecode(output.Written, read));
        Assert.Equal(numbers, read);
        Assert.True(decoder.IsSpent);
        return output.Length;
    }

    /// <summary>Each number has the one symbol that stands for it, each symbol a frequency, and all of them the scale.</summary>
    private static void AssertCover(NumberSymbols symbols, long[] numbers)
    {
        Assert.InRange(symbols.Count, 1, NumberSymbols.MaximumCount);
        Assert.All(symbols.Frequencies.Take(symbols.Count), frequency => Assert.InRange(frequency, 1, NumberSymbols.Scale));
        Assert.Equal(NumberSymbols.Scale, symbols.Frequencies.Take(symbols.Count).Sum());
        long[] different = numbers.Distinct().ToArray();
        var found = new byte[different.Length];
        symbols.Find(different, found);
        for (int index = 0; index < different.Length; index++)
            Assert.Equal(SymbolOf(symbols, different[index]), found[index]);
    }

    private static int SymbolOf(NumberSymbols symbols, long number)
    {
        int symbol = Enumerable.Range(0, symbols.Count).Last(candidate => symbols.Bases[candidate] <= number);
        Assert.InRange(number - symbols.Bases[symbol], 0, (1L << symbols.ExtraBits[symbol]) - 1);
        return symbol;
    }

    // Of a range of an eighth of an octave, or of an octave; none below 16, and below 4096 a number that is alone is told by its symbol.
    private static int BitsWithin(long number, int inOctave = 8)
    {
        int bits = BitOperations.Log2((ulong)number | 1) - BitOperations.Log2((uint)inOctave);
        return inOctave == 8 && number < 4_096 ? 0 : Math.Max(0, bits);
    }

    private static double Entropy(IEnumerable<long> numbers)
    {
        double[] counts = numbers.GroupBy(number => number).Select(group => (double)group.Count()).ToArray();
        double total = counts.Sum();
        return -counts.Sum(count => count * Math.Log2(count / total));
    }

    private static void Shuffle(long[] numbers)
    {
        var random = new Random(1);
        for (int index = numbers.Length - 1; index > 0; index--)
        {
            int other = random.Next(index + 1);
            (numbers[index], numbers[other]) = (numbers[other], numbers[index]);
        }
    }
}
