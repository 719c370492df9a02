using System;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The block lengths of a chunk, by section 10 of the format: a word with their number, two lengths to a word, and a code for each run.</summary>
public class RunLengthsTests
{
    private const int At = 2; // Words of somebody else come before,
    private const int Behind = 2; // and behind.

    [Theory]
    [InlineData(1, 256, 1 + 1 + 0)]
    [InlineData(2, 256, 1 + 1 + 4)]
    [InlineData(3, 256, 1 + 2 + 8)]
    [InlineData(4, 256, 1 + 2 + 8)]
    [InlineData(5, 22, 1 + 3 + 2)]
    [InlineData(256, 256, 1 + 128 + 32)]
    public void Words_OfSoManyLengthsAndRuns_IsWhatTheFormatSays(int different, int runs, int words) =>
        Assert.Equal(words, RunLengths.Words((ulong)different, runs));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(256)]
    public void Encode_OfLengths_GivesEachOnceAndEachRunItsCode(int differentLengths)
    {
        var random = new Random(differentLengths);
        int[] lengths = Enumerable.Range(0, 256).Select(run => 1_000 + (run < differentLengths ? run : random.Next(differentLengths))).OrderBy(_ => random.Next()).ToArray();
        int[] different = [lengths[0], lengths[0], .. new int[254]]; // What stood there before is of no matter.
        var codes = new int[256];
        int count = RunLengths.Encode(lengths, different, codes);
        Assert.Equal(differentLengths, count);
        Assert.Equal(lengths.Distinct().Order(), different.Take(count).Order());
        Assert.Equal(lengths, codes.Select(code => different[code]));

        ulong[] words = Write(different[..count], codes);
        Assert.True(RunLengths.AreGood(words, At, codes.Length));
        Assert.Equal(lengths, Enumerable.Range(0, lengths.Length).Select(run => RunLengths.Get(words, At, run)));
        Assert.Equal(words.Length, At + RunLengths.Words(words[At], codes.Length) + Behind);
    }

    [Fact]
    public void Write_OfThreeLengths_IsWhatTheFormatSays()
    {
        // 33 codes of two bits, from the lowest bit on: 0, 1, 2, 0, 1, ...
        int[] codes = Enumerable.Range(0, 33).Select(run => run % 3).ToArray();
        ulong[] words = Write([5, int.MaxValue, 9], codes);
        ulong first = 0;
        for (int run = 0; run < 32; run++)
            first += (ulong)(run % 3) << (2 * run);

        Assert.Equal([3, 5 + ((ulong)int.MaxValue << 32), 9, first, 32 % 3], words[At..^Behind]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(100)]
    public void AreGood_LengthThatNoBlockCanHave_IsFalse(int differentLengths)
    {
        int[] lengths = Enumerable.Range(1, differentLengths).ToArray();
        int[] codes = new int[256]; // A length counts also where no run has it.
        for (int entry = 0; entry < differentLengths; entry++)
        {
            foreach (int wrong in new[] { 0, -1, int.MinValue })
            {
                int[] forged = [.. lengths];
                forged[entry] = wrong;
                Assert.False(RunLengths.AreGood(Write(forged, codes), At, codes.Length));
            }
        }
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 8)]
    [InlineData(6, 8)]
    [InlineData(100, 128)]
    public void AreGood_CodeOfNoLength_IsFalse(int differentLengths, int codesThatFit)
    {
        int[] lengths = Enumerable.Range(1, differentLengths).ToArray();
        int[] codes = Enumerable.Range(0, 256).Select(run => run % differentLengths).ToArray();
        for (int run = 0; run < codes.Length; run++)
        {
            for (int wrong = differentLengths; wrong < codesThatFit; wrong += codesThatFit - differentLengths > 4 ? 9 : 1)
            {
                int[] forged = [.. codes];
                forged[run] = wrong;
                Assert.False(RunLengths.AreGood(Write(lengths, forged), At, codes.Length), run + ": " + wrong);
            }
        }
    }

    private static ulong[] Write(int[] different, int[] codes)
    {
        // Words of somebody else, which are not looked at: two are read at a time, also where there are no codes.
        var words = new ulong[At + RunLengths.Words((ulong)different.Length, codes.Length) + Behind];
        words.AsSpan(words.Length - Behind).Fill(ulong.MaxValue);
        RunLengths.Write(words, At, different, codes);
        return words;
    }
}
