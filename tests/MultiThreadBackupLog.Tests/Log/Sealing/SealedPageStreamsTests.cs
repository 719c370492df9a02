using System.Linq;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>What a sealed page says of its streams: ordinals and block lengths by the document's bytes, up to the greatest that there are, and nothing beyond.</summary>
public class SealedPageStreamsTests
{
    [Theory]
    [InlineData("one length and one stream", "01 01 01 00", "0", "1")]
    [InlineData("the greatest length and ordinal", "01 FFFFFFFF07 01 FFFFFFFF07", "2147483647", "2147483647")]
    [InlineData("a gap between ordinals", "01 07 03 02 00 03", "2 3 7", "7 7 7")]
    [InlineData("a length for each stream", "02 05 03 02 00 01 01 01 01 00", "0 2", "8 5")]
    [InlineData("streams with several lengths", "02 05 03 02 00 02 01 00 00 01 01", "0 1", "8,5 8")]
    public void TryRead_BytesOfTheDocument_SaysOrdinalsAndLengths(string what, string bytes, string ordinals, string lengths)
    {
        byte[] payload = Hex.Parse(bytes);
        int position = 0;
        var streams = new SealedPageStreams();
        Assert.True(streams.TryRead(payload, ref position), what);
        Assert.Equal(payload.Length, position);
        Assert.Equal(ordinals, string.Join(' ', streams.Ordinals.Take(streams.Count)));
        string[][] expected = lengths.Split(' ').Select(ofStream => ofStream.Split(',')).ToArray();
        Assert.Equal(expected.Any(ofStream => ofStream.Length > 1), streams.HasLengths);
        for (int stream = 0; stream < expected.Length; stream++)
        {
            Assert.Equal(expected[stream][0], streams.FirstLengths[stream].ToString());
            for (int number = 0; number < expected[stream].Length; number++)
            {
                Assert.True(streams.TryGetLength(stream, number, out int length));
                Assert.Equal(expected[stream][number], length.ToString());
            }

            // The next one would be the next stream's.
            foreach (long number in new[] { expected[stream].Length, expected[stream].Length + 1, int.MaxValue, long.MaxValue })
            {
                Assert.False(streams.TryGetLength(stream, number, out int none), what + " " + number);
                Assert.Equal(0, none);
            }
        }
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("no length", "00 01 00 01 00")]
    [InlineData("a length of zero", "01 00 01 00")]
    [InlineData("a length twice", "02 05 00 01 00")]
    [InlineData("a length beyond 31 bits", "01 8080808008 01 00")]
    [InlineData("lengths that pass 31 bits together", "02 FFFFFFFF07 01 01 00 01 00")]
    [InlineData("more lengths than bytes", "FFFFFFFFFFFFFFFF7F 01 01 00")]
    [InlineData("no number of streams", "01 05")]
    [InlineData("no stream", "01 05 00")]
    [InlineData("more streams than bytes", "01 05 03 00 00")]
    [InlineData("more streams than there can be", "01 05 FFFFFFFFFFFFFFFF7F 00")]
    [InlineData("an ordinal beyond 31 bits", "01 05 01 8080808008")]
    [InlineData("an ordinal that passes 31 bits by the gap before it", "01 05 02 00 FFFFFFFF07")]
    [InlineData("an ordinal behind the greatest", "01 05 02 FFFFFFFF07 00")]
    [InlineData("a stream without a length", "02 05 03 01 00 00")]
    [InlineData("a stream with a length that the page does not have", "02 05 03 01 00 01 02")]
    [InlineData("more lengths of a stream than bytes", "02 05 03 01 00 03 00 01")]
    [InlineData("more lengths of a stream than there can be", "02 05 03 01 00 FFFFFFFFFFFFFFFF7F 00")]
    public void TryRead_StreamsThatCannotBe_AreRefused(string what, string bytes)
    {
        int position = 0;
        Assert.False(new SealedPageStreams().TryRead(Hex.Parse(bytes), ref position), what);
    }
}
