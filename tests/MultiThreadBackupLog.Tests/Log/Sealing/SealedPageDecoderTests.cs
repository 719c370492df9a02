using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Sealed pages byte by byte, as docs/write-log-format.md (section 9) has them: what stands in which order, and what is said of one that lies.</summary>
public class SealedPageDecoderTests
{
    // Runs of stream 0, one block of one byte each, behind their number.
    private const string OneStream = "01 01 01 00 ";
    private const string OneBlock = "01 00 00 ";
    private const string ListedTimes = "00 ";
    private const string TwoStreams = "01 01 02 00 00 ";
    private const string TwoLengths = "02 05 03 01 00 02 00 01 ";

    // Two symbols that take turns: with states that ask for a word at once, and with one that does not end where it should.
    private const string NoWords = "02 00 00 8010 00 00 8010 00 00008000 00008000 ";
    private const string NotSpent = "02 00 00 8010 00 00 8010 00 00010001 00008000 ";

    [Theory]
    [InlineData("A sealed page has a number of runs that cannot be.", "818004" + OneStream + OneBlock + ListedTimes)]
    [InlineData("A sealed page has a number of runs that cannot be.", "")]
    [InlineData("A sealed page has a number of runs that cannot be.", "80")]
    [InlineData("A sealed page has streams or block lengths that cannot be.", "01 01 01 00")]
    [InlineData("A sealed page has a table of numbers that cannot be.", "01" + TwoStreams + "00" + OneBlock + ListedTimes)]
    [InlineData("A sealed page has a table of numbers that cannot be.", "01" + OneStream + "00" + ListedTimes)]
    [InlineData("A sealed page has a table of block lengths that cannot be.", "01" + TwoLengths + OneBlock + "00" + ListedTimes)]
    [InlineData("A sealed page has time stamps that cannot be.", "00 03")]
    [InlineData("A record of a sealed page stands behind its runs.", "00" + ListedTimes + "01 3F 00")]
    [InlineData("A record of a sealed page stands behind its runs.", "00" + ListedTimes + "80")]
    [InlineData("A sealed page has a run, or nothing, where another record belongs.", "00" + ListedTimes + "00")]
    [InlineData("A sealed page has a run, or nothing, where another record belongs.", "00" + ListedTimes + "00 40 00")]
    [InlineData("A sealed page has a run, or nothing, where another record belongs.", "00" + ListedTimes + "00 80")]
    [InlineData("A sealed page has a run, or nothing, where another record belongs.", "01" + OneStream + OneBlock + ListedTimes + "00")]
    [InlineData("A time stamp is no number.", "00" + ListedTimes + "00 09")]
    [InlineData("A sealed page has a time stamp that cannot be.", "00 01 00 00 00 01 01 00 00 01 01 00")]
    [InlineData("The streams of a sealed page end too early.", "01" + TwoStreams + NoWords + OneBlock + ListedTimes)]
    [InlineData("The runs of a sealed page end too early.", "01" + OneStream + NoWords + ListedTimes)]
    [InlineData("The block lengths of a sealed page end too early.", "01" + TwoLengths + OneBlock + NoWords + ListedTimes)]
    [InlineData("A run of a sealed page has a stream that the page does not have, or a count that cannot be.", "01" + TwoStreams + "01 02 00" + OneBlock + ListedTimes)]
    [InlineData("A run of a sealed page has a stream that the page does not have, or a count that cannot be.", "01" + OneStream + "01 FFFFFFFFFFFFFFFF7F 00" + ListedTimes)]
    [InlineData("A run of a sealed page has a block length that its stream does not have.", "01" + TwoLengths + OneBlock + "01 02 00" + ListedTimes)]
    public void TryDecode_PageThatLies_YieldsNothingAndSaysWhy(string message, string payload)
    {
        Assert.Empty(Decode(payload, out string said));
        Assert.Equal(message, said);
    }

    [Theory]
    [InlineData("A record of a sealed page stands behind its runs.", "02" + OneStream + OneBlock + ListedTimes + "01 3F 00 02 3F 00", "Run #0 1x1")]
    [InlineData("A record of a sealed page stands behind its runs.", "00" + ListedTimes + "00 3F 00 01 3F 00", "")]
    [InlineData("A time stamp is no number.", "00" + ListedTimes + "00 09 FFFFFFFFFFFFFFFF7F 00 09 01", "Time 9223372036854775807")]
    [InlineData("A sealed page has more numbers than runs.", "01" + TwoStreams + NotSpent + OneBlock + ListedTimes, "Run #0 1x1")]
    [InlineData("A sealed page has more numbers than runs.", "01" + OneStream + NotSpent + ListedTimes, "Run #0 1x1")]
    [InlineData("A sealed page has more numbers than runs.", "01" + TwoLengths + OneBlock + NotSpent + ListedTimes, "Run #0 5x1")]
    [InlineData("A sealed page has more numbers than runs.", "01" + OneStream + OneBlock + "02 00 00 00" + NotSpent, "Run #0 1x1")]
    public void TryDecode_PageThatLiesLater_YieldsWhatStandsBefore(string message, string payload, string records)
    {
        Assert.Equal(records, string.Join(", ", Decode(payload, out string said)));
        Assert.Equal(message, said);
    }

    [Theory]
    [InlineData("a record behind one that is passed over", "00" + ListedTimes + "00 3F 01 00 00 06 01 0B", "OnMedium 11")]
    [InlineData("records before the first run, between, and behind the last", "02" + OneStream + OneBlock + ListedTimes + "00 06 01 01 01 06 01 02 01 06 01 03", "OnMedium 1, Run #0 1x1, OnMedium 2, Run #0 1x1, OnMedium 3")]
    [InlineData("listed records before the stamp of the same place", "01" + OneStream + OneBlock + "01 05 00 00 01 01 00 00 01 00 00 00 3F 00 00 06 01 0B", "OnMedium 11, Time 5, Run #0 1x1")]
    [InlineData("the greatest count", "01" + OneStream + "01 FEFFFFFFFFFFFFFF7F 00" + ListedTimes, "Run #0 1x9223372036854775807")]
    [InlineData("streams that take turns", "03" + TwoStreams + "01 01 00" + OneBlock + ListedTimes, "Run #1 1x1, Run #0 1x1, Run #1 1x1")]
    [InlineData("the last of a stream's lengths", "01" + TwoLengths + OneBlock + "01 01 00" + ListedTimes, "Run #0 8x1")]
    public void TryDecode_BytesOfTheDocument_YieldsThemInOrder(string what, string payload, string records)
    {
        List<string> read = Decode(payload, out string message);
        Assert.Equal(string.Empty, message);
        Assert.True(records == string.Join(", ", read), what + ": " + string.Join(", ", read));
    }

    [Fact]
    public void TryDecode_AsManyRunsAsAPageMayHave_YieldsAll()
    {
        List<string> read = Decode("808004" + OneStream + OneBlock + ListedTimes, out string message);
        Assert.Equal(string.Empty, message);
        Assert.Equal(65_536, read.Count);
        Assert.Equal("Run #0 1x1", read.Distinct().Single());
    }

    private static List<string> Decode(string payload, out string message)
    {
        byte[] bytes = Hex.Parse(payload);
        var decoder = new SealedPageDecoder();
        var read = new List<string>();
        if (decoder.TryBegin(bytes, 0))
        {
            var records = new RecordDecoder();
            RecordFields record = default;
            int position = 0;
            while (decoder.TryTakeRun(ref record) || decoder.TryDecode(bytes, Guid.Empty, records, ref position, ref record))
                read.Add(record.Type + (record.Type == WriteLogRecordType.Run ? " #" + record.Ordinal + " " + record.BlockLength + "x" : " ") + record.Number);

            Assert.True(decoder.Message.Length > 0 || position == bytes.Length);
        }

        message = decoder.Message;
        return read;
    }
}
