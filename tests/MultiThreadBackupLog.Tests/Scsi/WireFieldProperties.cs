using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>Fields against a reference that goes bit by bit.</summary>
public class WireFieldProperties
{
    [Fact]
    public void A_field_reads_and_writes_the_bits_that_it_names_and_no_other() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            int bitCount = random.Next(1, 65);
            int startBit = random.Next(0, (WireImage.Capacity * 8) - bitCount + 1);
            WireField field = WireField.Bits("any", startBit / 8, 7 - (startBit % 8), bitCount);
            var bytes = new byte[WireImage.Capacity];
            random.NextBytes(bytes);
            ulong value = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));

            Assert.Equal(Bits(bytes, startBit, bitCount), field.Get(bytes));
            Assert.Equal(Bits(bytes, startBit, bitCount), field.Get(WireImage.Read(bytes)));

            byte[] expected = (byte[])bytes.Clone();
            SetBits(expected, startBit, bitCount, value);
            byte[] image = new byte[WireImage.Capacity];
            WireImage.Read(bytes).Set(startBit, bitCount, value).CopyTo(image);
            Assert.Equal(expected, image);
            field.Set(bytes, value);
            Assert.Equal(expected, bytes);
            return true;
        },
        5_000);

    [Fact]
    public void Bytes_that_are_missing_read_as_zero() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        int bitCount = random.Next(1, 65);
        int startBit = random.Next(0, 200);
        WireField field = WireField.Bits("any", startBit / 8, 7 - (startBit % 8), bitCount);
        var bytes = new byte[random.Next(0, 30)];
        random.NextBytes(bytes);
        byte[] whole = [.. bytes, .. new byte[40]];
        return field.Get(bytes) == field.Get(whole);
    });

    [Fact]
    public void A_signed_field_takes_its_range_and_gives_it_back() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        int byteCount = random.Next(1, 9);
        WireField field = WireField.Signed("any", random.Next(0, 24), byteCount);
        long value = random.NextInt64(long.MinValue, long.MaxValue) >> (64 - (8 * byteCount));
        WireImage image = default(WireImage).With(field, value, "value");
        return field.GetSigned(image) == value;
    });

    [Theory]
    [InlineData(-8388609)]
    [InlineData(8388608)]
    public void Check_BeyondTwentyFourSignedBits_IsOutOfRange(long value) =>
        Assert.Throws<ArgumentOutOfRangeException>("count", () => WireField.Signed("COUNT", 2, 3).Check(value, "count"));

    private static ulong Bits(byte[] bytes, int startBit, int bitCount)
    {
        ulong value = 0;
        for (int bit = startBit; bit < startBit + bitCount; bit++)
        {
            value = (value << 1) | (((uint)bytes[bit / 8] >> (7 - (bit % 8))) & 1u);
        }

        return value;
    }

    private static void SetBits(byte[] bytes, int startBit, int bitCount, ulong value)
    {
        for (int index = 0; index < bitCount; index++)
        {
            int bit = startBit + index;
            int mask = 0x80 >> (bit % 8);
            bool isSet = ((value >> (bitCount - 1 - index)) & 1) != 0;
            bytes[bit / 8] = (byte)(isSet ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
    }
}
