using System;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Internal;

public class Crc32CTests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("313233343536373839", 0xE3069283u)] // "123456789", the check value of the algorithm.
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)] // RFC 3720 B.4: 32 bytes of zeroes.
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)] // RFC 3720 B.4: 32 bytes of ones.
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)] // RFC 3720 B.4: incrementing.
    public void Compute_KnownVectors_GivesThePublishedValue(string hex, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(Hex.Parse(hex)));

    [Fact]
    public void Every_length_about_what_is_summed_at_a_time_gives_the_bitwise_sum()
    {
        var data = new byte[(2 * 3 * 1024) + 20];
        new Random(1).NextBytes(data);
        foreach (int about in new[] { 1024, 2 * 1024, 3 * 1024, 2 * 3 * 1024 })
        {
            for (int length = about - 10; length <= about + 10; length++)
            {
                Assert.Equal(Bitwise(data.AsSpan(0, length).ToArray()), Crc32C.Compute(data.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void A_sum_over_pieces_equals_the_sum_over_the_whole_and_a_bitwise_one() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            var data = new byte[random.Next(0, random.Next(2) == 0 ? 200 : 20_000)];
            random.NextBytes(data);
            int cut = random.Next(0, data.Length + 1);
            uint pieces = Crc32C.Append(Crc32C.Compute(data.AsSpan(0, cut)), data.AsSpan(cut));
            return pieces == Crc32C.Compute(data) && pieces == Bitwise(data);
        });

    private static uint Bitwise(byte[] data)
    {
        uint state = data.Aggregate(0xFFFFFFFFu, (crc, value) =>
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }

            return crc;
        });
        return ~state;
    }
}
