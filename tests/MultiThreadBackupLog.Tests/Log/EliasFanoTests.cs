using System;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class EliasFanoTests
{
    [Fact]
    public void Ascending_numbers_are_found_by_index_and_by_value() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            long[] values = Values(random);
            int count = values.Length;
            long last = values[^1] - values[0];
            long maximum = last - (count - 1) + (random.Next(2) == 0 ? 0 : random.NextInt64(1 + Math.Min(1_000, long.MaxValue - last)));
            int width = EliasFano.WidthFor(count, maximum);
            int lowAt = 3 + EliasFano.HighWords(count, maximum, width);
            var words = new ulong[lowAt + EliasFano.LowWords(count, width) + 2]; // Two words are read at a time, also behind no low bits.
            EliasFano.Encode(words, 3, lowAt, width, values);

            for (int index = 0; index < count; index++)
            {
                int position = EliasFano.Select(words, 3, index);
                long value = EliasFano.Value(words, lowAt, width, index, position);
                Assert.Equal(values[index] - values[0], value);
                if (index + 1 < count)
                    Assert.Equal(EliasFano.Select(words, 3, index + 1), EliasFano.Next(words, 3, position));

                long behind = index + 1 < count ? values[index + 1] - values[0] - 1 : value;
                foreach (long wanted in new[] { value, behind, value + ((behind - value) / 2) })
                {
                    Assert.Equal(index, EliasFano.FindLast(words, 3, lowAt, width, count, wanted, out int found));
                    Assert.Equal(position, found);
                }
            }

            int first = random.Next(count);
            int at = 3 + (EliasFano.Select(words, 3, first) >> 6);
            ulong bits = words[at] & (ulong.MaxValue << EliasFano.Select(words, 3, first));
            var decoded = new long[count - first];
            EliasFano.Decode(words, 3, lowAt, width, first, values[0], ref at, ref bits, decoded);
            Assert.Equal(values.Skip(first), decoded);
            return true;
        },
        cases: 400);

    [Fact]
    public void Bits_are_counted_and_found_as_one_by_one() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            ulong bits = unchecked((ulong)random.NextInt64() * (ulong)random.Next(1, 4));
            bits = random.Next(4) == 0 ? bits & (ulong)random.NextInt64() & (ulong)random.NextInt64() : bits;
            bits |= 1UL << random.Next(64);
            int[] set = Enumerable.Range(0, 64).Where(bit => ((bits >> bit) & 1) != 0).ToArray();
            Assert.Equal(set.Length, BitMath.PopCount(bits));
            Assert.Equal(set[0], BitMath.TrailingZeroCount(bits));
            Assert.Equal(set[^1], BitMath.Log2(bits));
            Assert.Equal(set, Enumerable.Range(0, set.Length).Select(index => BitMath.Select(bits, index)));
            return true;
        },
        cases: 400);

    /// <summary>As many bits as the greatest number divided by the count has, less 1; at most 56.</summary>
    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(256, 255, 0)]
    [InlineData(256, 256, 0)]
    [InlineData(256, 511, 0)]
    [InlineData(256, 512, 1)]
    [InlineData(3, (3 * 1024) - 1, 9)]
    [InlineData(3, 3 * 1024, 10)]
    [InlineData(2, 1L << 57, 56)]
    [InlineData(1, long.MaxValue, 56)]
    public void WidthFor_SoManyNumbersUpToABound_IsWhatTheFormatSays(int count, long maximum, int width) =>
        Assert.Equal(width, EliasFano.WidthFor(count, maximum));

    private static long[] Values(Random random)
    {
        int count = random.Next(4) == 0 ? 1 : random.Next(1, 257);
        long spread = (1L << random.Next(1, 54)) + 1;
        var values = new long[count];
        values[0] = random.Next(3) == 0 ? 0 : random.NextInt64(1L << 60);
        for (int index = 1; index < count; index++)
            values[index] = values[index - 1] + (random.Next(20) == 0 ? random.NextInt64(1, spread) : random.Next(1, 6));

        return values;
    }
}
