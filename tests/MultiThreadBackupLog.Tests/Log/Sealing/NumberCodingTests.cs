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
        AssertComesBack(numbers);
    }

    internal static void AssertComesBack(long[] numbers)
    {
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
