using System.Linq;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Sequences of numbers byte by byte, as docs/write-log-format.md (section 9) has them: what they say, up to which limit, and what is refused.</summary>
public class NumberDecoderTests
{
    // Two symbols of 2048 slots each. State 65536 + start decodes as the symbol of that start and becomes 2^15, the end.
    private const string ZeroAndOne = "02 00 00 8010 00 00 8010";

    [Theory]
    [InlineData("a number without bits", "01 05 00", new long[] { 5, 5, 5, 5 })]
    [InlineData("a bit for each number", "01 05 01 01 06", new long[] { 5, 6, 6, 5 })]
    [InlineData("the greatest number", "01 FFFFFFFFFFFFFFFF7F 00", new[] { long.MaxValue })]
    [InlineData("a bit up to the greatest number", "01 FEFFFFFFFFFFFFFF7F 01 01 02", new[] { long.MaxValue - 1, long.MaxValue })]
    [InlineData("33 bits", "01 00 21 05 0100000001", new[] { (1L << 32) + 1 })]
    [InlineData("62 bits", "01 00 3E 08 FFFFFFFFFFFFFF3F", new[] { (1L << 62) - 1 })]
    [InlineData("a state that is the other symbol's", ZeroAndOne + "00 00010800 00010000", new long[] { 1, 0 })]
    [InlineData("an odd number of numbers", ZeroAndOne + "00 00010800 00008000", new long[] { 1 })]
    [InlineData("symbols that are not their own numbers", "02 05 00 8010 01 00 8010 00 00010000 00010800", new long[] { 5, 7 })]
    [InlineData("symbols with bits", "02 05 00 8010 01 02 8010 00 00010000 00010800 01 03", new long[] { 5, 10 })]
    public void TryDecode_BytesOfTheDocument_SaysTheNumbersAndUsesAll(string what, string bytes, long[] numbers)
    {
        byte[] payload = Hex.Parse(bytes);
        var decoder = new NumberDecoder();
        int position = 0;
        Assert.True(decoder.TryBegin(payload, ref position, numbers.Length, long.MaxValue), what);
        Assert.Equal(payload.Length, position);
        var read = new long[numbers.Length];
        Assert.True(decoder.TryDecode(payload, read), what);
        Assert.Equal(numbers, read);
        Assert.True(decoder.IsSpent, what);
    }

    [Theory]
    [InlineData("a number", "01 05 00", 2, 1)]
    [InlineData("the state of even places", ZeroAndOne + "00 00008001 00008000", 0, 0)]
    [InlineData("the state of odd places", ZeroAndOne + "00 00008000 00008001", 0, 0)]
    [InlineData("a word", ZeroAndOne + "01 00008000 00008000 1234", 0, 0)]
    [InlineData("a byte of bits", "01 00 01 01 00", 0, 0)]
    [InlineData("a bit", "01 00 01 01 02", 1, 1)]
    public void IsSpent_SomethingIsLeft_IsFalse(string what, string bytes, int count, int decoded)
    {
        byte[] payload = Hex.Parse(bytes);
        var decoder = new NumberDecoder();
        int position = 0;
        Assert.True(decoder.TryBegin(payload, ref position, count, long.MaxValue), what);
        Assert.Equal(payload.Length, position);
        Assert.True(decoder.TryDecode(payload, new long[decoded]), what);
        Assert.False(decoder.IsSpent, what);
    }

    [Theory]
    [InlineData("words", ZeroAndOne + "00 00008000 00008000", 1)]
    [InlineData("words, more than a part of numbers before the end", ZeroAndOne + "00 00008000 00008000", 1_000)]
    [InlineData("bits, and other bytes behind them", "01 00 01 01 00 0000000000000000", 9)]
    [InlineData("bits, in the last number", "01 00 3E 08 0000000000000000 00", 2)]
    public void TryDecode_BytesEndTooEarly_IsFalse(string what, string bytes, int count)
    {
        byte[] payload = Hex.Parse(bytes);
        var decoder = new NumberDecoder();
        int position = 0;
        Assert.True(decoder.TryBegin(payload, ref position, count, long.MaxValue), what);
        Assert.False(decoder.TryDecode(payload, new long[count]), what);
    }

    [Fact]
    public void TryDecode_WordsUsedUpBeforeTheLastNumbers_SaysThem()
    {
        // Each of the two states holds the last 16 of its bits without a word, so that the words end with number 238.
        long[] numbers = Enumerable.Range(0, 270).Select(index => index % 2L).ToArray();
        NumberCodingTests.AssertComesBack(numbers);
    }

    [Theory]
    [InlineData("no symbol", "00")]
    [InlineData("no symbol, and words", "00 00 00008000 00008000")]
    [InlineData("the end before the symbols", "01")]
    [InlineData("the end before a symbol's bits", "01 00")]
    [InlineData("the end before a symbol's frequency", "02 00 00")]
    [InlineData("frequencies below the scale", "02 00 00 01 00 00 01 00 00008000 00008000")]
    [InlineData("frequencies above the scale", "02 00 00 FF1F 00 00 02 00 00008000 00008000")]
    [InlineData("a frequency of zero", "02 00 00 8020 00 00 00 00 00008000 00008000")]
    [InlineData("a state too low", ZeroAndOne + "00 00007FFF 00008000")]
    [InlineData("another state too low", ZeroAndOne + "00 00008000 00007FFF")]
    [InlineData("a state too high", ZeroAndOne + "00 80000000 00008000")]
    [InlineData("states cut short", ZeroAndOne + "00 00008000 000080")]
    [InlineData("no states", ZeroAndOne + "00")]
    [InlineData("more words than bytes", ZeroAndOne + "01 00008000 00008000")]
    [InlineData("half a word", ZeroAndOne + "01 00008000 00008000 12")]
    [InlineData("more words than there can be", ZeroAndOne + "FFFFFFFFFFFFFFFF7F 00008000 00008000")]
    [InlineData("a symbol beyond 63 bits", "02 00 00 8010 FFFFFFFFFFFFFFFF7F 00 8010 00 00008000 00008000")]
    [InlineData("a symbol whose last number is beyond 63 bits", "01 FFFFFFFFFFFFFFFF7F 01 01 00")]
    [InlineData("a symbol with more bits than a number", "01 00 3F 08 0000000000000000")]
    [InlineData("more bytes of bits than bytes", "01 00 01 02 00")]
    [InlineData("more bytes of bits than there can be", "01 00 01 FFFFFFFFFFFFFFFF7F 00")]
    [InlineData("no number of bytes of bits", "01 00 01")]
    public void TryBegin_TableThatLies_IsRefused(string what, string bytes)
    {
        int position = 0;
        Assert.False(new NumberDecoder().TryBegin(Hex.Parse(bytes), ref position, 4, long.MaxValue), what);
    }

    [Theory]
    [InlineData("01 0A 00", true)]
    [InlineData("01 0B 00", false)]
    [InlineData("01 09 01 01 00", true)]
    [InlineData("01 0A 01 01 00", false)]
    [InlineData("02 05 00 8010 04 00 8010 00 00008000 00008000", true)]
    [InlineData("02 05 00 8010 05 00 8010 00 00008000 00008000", false)]
    public void TryBegin_NumbersAboveWhatTheyMayBe_IsRefused(string bytes, bool isGood)
    {
        int position = 0;
        Assert.Equal(isGood, new NumberDecoder().TryBegin(Hex.Parse(bytes), ref position, 4, greatest: 10));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void TryBegin_AsManySymbolsAsMayBe_IsTaken(int count, bool isGood)
    {
        // Frequencies of 16, and at last what is left of 4096.
        var table = new ByteBuffer();
        table.Number(count);
        for (int symbol = 0; symbol < count; symbol++)
        {
            table.Number(0);
            table.Byte(0);
            table.Number(symbol < 255 ? 16 : (4096 - (255 * 16)) / (count - 255));
        }

        table.Write(Hex.Parse("00 00008000 00008000"));
        int position = 0;
        Assert.Equal(isGood, new NumberDecoder().TryBegin(table.Written, ref position, 0, long.MaxValue));
    }
}
