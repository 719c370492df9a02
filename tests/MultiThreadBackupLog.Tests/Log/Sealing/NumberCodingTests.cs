using System;
using System.Linq;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The sequences of numbers that sealed pages are made of.</summary>
public class NumberCodingTests
{
    [Fact]
    public void Any_numbers_come_back_as_they_were_in_batches_of_any_even_size() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        long[] numbers = Numbers(random);
        var output = new ByteBuffer();
        output.Byte(77); // The sequence does not begin where the page begins.
        new NumberEncoder().Write(numbers, output);
        int length = output.Length;
        output.Byte(88);

        var decoder = new NumberDecoder();
        int position = 1;
        Assert.True(decoder.TryBegin(output.Written, ref position, numbers.Length, long.MaxValue));
        Assert.Equal(length, position);
        var read = new long[numbers.Length];
        for (int at = 0; at < read.Length;)
        {
            int count = Math.Min(read.Length - at, 2 * random.Next(1, 40));
            if (random.Next(3) == 0)
                count = 1;

            Assert.True(decoder.TryDecode(output.Written, read.AsSpan(at, count)));
            at += count;
        }

        Assert.Equal(numbers, read);
        Assert.True(decoder.IsSpent);
        return true;
    });

    [Fact]
    public void Write_MoreDifferentNumbersThanSymbols_ComesBack()
    {
        long[] numbers = Enumerable.Range(0, 4_000).Select(n => (long)n * n * n * n * n).Concat(Enumerable.Range(0, 62).Select(bit => 1L << bit)).ToArray();
        var output = new ByteBuffer();
        new NumberEncoder().Write(numbers, output);
        var decoder = new NumberDecoder();
        int position = 0;
        Assert.True(decoder.TryBegin(output.Written, ref position, numbers.Length, long.MaxValue));
        var read = new long[numbers.Length];
        Assert.True(decoder.TryDecode(output.Written, read));
        Assert.Equal(numbers, read);
        Assert.True(decoder.IsSpent);
    }

    [Theory]
    [InlineData("no symbol", "00")]
    [InlineData("more symbols than may be", "8102 00 00 01")]
    [InlineData("frequencies below the scale", "02 00 00 01 00 00 01 00 00008000 00008000")]
    [InlineData("frequencies above the scale", "02 00 00 FF1F 00 00 02 00 00008000 00008000")]
    [InlineData("a frequency of zero", "02 00 00 8020 00 00 00 00 00008000 00008000")]
    [InlineData("a state too low", "02 00 00 8010 00 00 8010 00 00007FFF 00008000")]
    [InlineData("a state too high", "02 00 00 8010 00 00 8010 00 80000000 00008000")]
    [InlineData("more words than bytes", "02 00 00 8010 00 00 8010 01 00008000 00008000")]
    [InlineData("more words than there can be", "02 00 00 8010 00 00 8010 FFFFFFFFFFFFFFFF7F 00008000 00008000")]
    [InlineData("a symbol beyond 63 bits", "02 00 00 8010 FFFFFFFFFFFFFFFF7F 00 8010 00 00008000 00008000")]
    [InlineData("a symbol with more bits than a number", "01 00 3F")]
    [InlineData("more bytes of bits than bytes", "01 00 01 02 00")]
    [InlineData("the end inside the table", "02 00 00")]
    public void TryBegin_TableThatLies_IsRefused(string what, string bytes)
    {
        int position = 0;
        Assert.False(new NumberDecoder().TryBegin(Hex.Parse(bytes), ref position, 4, long.MaxValue), what);
    }

    private static long[] Numbers(Random random)
    {
        int count = random.Next(1, 1 << random.Next(1, 13));
        int kind = random.Next(7);
        int size = random.Next(1, 63);
        double mean = 1 + (random.NextDouble() * 100);
        return Enumerable.Range(0, count).Select(index => kind switch
        {
            0 => 5L,
            1 => random.Next(2) == 0 ? 100 : random.Next(90, 110),
            2 => Sealed.Geometric(random, mean),
            3 => random.NextInt64(1L << random.Next(size)),
            4 => random.Next(50) == 0 ? long.MaxValue : random.Next(4),
            5 => random.NextInt64(1L << size),
            _ => index % 7,
        }).ToArray();
    }
}
