using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class BlockTrailerTests
{
    private static readonly Guid Log = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Write_KnownBlock_IsTheGoldenTrailer()
    {
        byte[] payload = "123456789"u8.ToArray();
        byte[] block = Block(payload, 3, 0x0102030405);
        Assert.Equal("00000003" + "0000000102030405", Hex.Format(block.AsSpan(9, 12)));

        // The same bytes in one piece: payload, ordinal, number, log identifier.
        byte[] summed = [.. payload, .. block[9..21], .. Hex.Parse("00112233445566778899AABBCCDDEEFF")];
        Assert.Equal(Crc32C.Compute(summed).ToString("X8"), Hex.Format(block.AsSpan(21)));
        Assert.Equal("9531C3EC", Hex.Format(block.AsSpan(21)));
    }

    [Fact]
    public void TryVerify_EveryFlippedBit_IsRefused()
    {
        byte[] block = Block(new byte[40], 7, 12);
        Assert.True(new BlockTrailer(Log).TryVerify(block, out StreamId stream, out long number, out uint crc));
        Assert.Equal((7, 12L, Crc32C.Compute(new byte[40])), (stream.Ordinal, number, crc));
        for (int bit = 0; bit < 8 * block.Length; bit++)
        {
            byte[] damaged = (byte[])block.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(new BlockTrailer(Log).TryVerify(damaged, out _, out _, out _));
        }
    }

    [Fact]
    public void TryVerify_BlockOfAnotherLogOrTooShort_IsRefused()
    {
        byte[] block = Block([1, 2, 3], 0, 0);
        Assert.False(new BlockTrailer(Guid.Empty).TryVerify(block, out _, out _, out _));
        for (int length = 0; length < BlockTrailer.EncodedLength; length++)
            Assert.False(new BlockTrailer(Log).TryVerify(new byte[length], out _, out _, out _));
    }

    [Theory]
    [InlineData(0, int.MaxValue, long.MaxValue)]
    [InlineData(3, int.MaxValue, 0)]
    [InlineData(3, 0, long.MaxValue)]
    public void TryVerify_HighestNumbersAndNoPayload_AreABlockLikeAnother(int payloadLength, int ordinal, long number)
    {
        Assert.True(new BlockTrailer(Log).TryVerify(Block(new byte[payloadLength], ordinal, number), out StreamId stream, out long block, out _));
        Assert.Equal((ordinal, number), (stream.Ordinal, block));
    }

    [Theory]
    [InlineData("80000000 0000000000000000")]
    [InlineData("FFFFFFFF 0000000000000001")]
    [InlineData("00000000 8000000000000000")]
    [InlineData("00000001 FFFFFFFFFFFFFFFF")]
    public void TryVerify_NumbersThatCannotBeUnderARightChecksum_AreRefused(string numbers)
    {
        byte[] bytes = [1, 2, 3, .. Hex.Parse(numbers)];
        uint checksum = Crc32C.Compute([.. bytes, .. GuidBytes.ToArray(Log)]);
        byte[] block = [.. bytes, .. Hex.Parse(checksum.ToString("X8"))];
        Assert.False(new BlockTrailer(Log).TryVerify(block, out StreamId stream, out long number, out _));
        Assert.Equal((0, 0L), (stream.Ordinal, number));
    }

    [Fact]
    public void StreamChecksum_TwoBlocks_IsTheChainOfTheirSumsAndLengths()
    {
        var checksum = default(StreamChecksum);
        Assert.Equal(0u, checksum.Value);
        checksum.Append(0xE3069283, 9);
        checksum.Append(0, 0x010203);
        Assert.Equal(Crc32C.Compute(Hex.Parse("E3069283 00000009 00000000 00010203")), checksum.Value);
    }

    private static byte[] Block(byte[] payload, int stream, long number)
    {
        byte[] block = [.. payload, .. new byte[BlockTrailer.EncodedLength]];
        new BlockTrailer(Log).Write(block.AsSpan(payload.Length), new StreamId(stream), number, Crc32C.Compute(payload));
        return block;
    }
}
