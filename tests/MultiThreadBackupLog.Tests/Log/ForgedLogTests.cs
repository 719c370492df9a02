using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Logs with right checksums and wrong content: what only somebody who knows the format can make.</summary>
public class ForgedLogTests
{
    private static readonly Guid Identifier = new("00112233-4455-6677-8899-aabbccddeeff");

    public static TheoryData<string, string, WriteLogFaultReason> Rows => new()
    {
        // A log with origin 10 and the streams 0 and 1 defined; then these records. Reasons in words on the left.
        { "a run of an unknown stream", "60 05 8004", WriteLogFaultReason.Inconsistent },
        { "a run of length 0", "60 00 00", WriteLogFaultReason.Malformed },
        { "a run of a length beyond 31 bits", "60 00 8080808008", WriteLogFaultReason.Malformed },
        { "a run without a length before it", "40 00", WriteLogFaultReason.Malformed },
        { "a run of an ordinal beyond 31 bits", "60 8080808008 01", WriteLogFaultReason.Malformed },
        { "a run of a slot that is empty", "80", WriteLogFaultReason.Malformed },
        { "a run of a slot that is empty, beside one that is not", "60 00 01 90", WriteLogFaultReason.Malformed },
        { "a run that ends inside its count", "7F FF", WriteLogFaultReason.Malformed },
        { "a short run that ends inside its count", "60 00 01 8F", WriteLogFaultReason.Malformed },
        { "a count with a last byte that adds nothing", "7F 80 00 00 01", WriteLogFaultReason.Malformed },
        { "a count beyond 63 bits", "7F FFFFFFFFFFFFFFFFFF01 00 01", WriteLogFaultReason.Malformed },
        { "a count that passes 63 bits by what is added", "7F FFFFFFFFFFFFFFFF7F 00 01", WriteLogFaultReason.Malformed },
        { "more objects than 63 bits", "7F D6FFFFFFFFFFFFFF7F 00 01", WriteLogFaultReason.Inconsistent },
        { "one more block than 63 bits", "03 0A 00 F5FFFFFFFFFFFFFF7F 60 00 01", WriteLogFaultReason.Inconsistent },
        { "more bytes than 63 bits", "7F E0FFFFFFFFFFFFFF1F 00 02 7F E0FFFFFFFFFFFFFF1F 01 02", WriteLogFaultReason.Inconsistent },
        { "bytes of one run beyond 63 bits", "7F FFFFFFFFFFFFFF3F 00 FFFF01", WriteLogFaultReason.Inconsistent },
        { "bytes of a short run that passes 63 bits", "7F E0FFFFFF0F 00 FFFFFFFF07 82", WriteLogFaultReason.Inconsistent },
        { "an unknown record that may not be passed over", "1F 00", WriteLogFaultReason.UnknownType },
        { "the reserved key identifier", "10 02 0000", WriteLogFaultReason.UnknownType },
        { "record number 0", "00 00", WriteLogFaultReason.UnknownType },
        { "a record longer than its page", "22 7F", WriteLogFaultReason.Malformed },
        { "an unknown record longer than its page", "3F 01", WriteLogFaultReason.Malformed },
        { "no filemark", "03 02 01 00", WriteLogFaultReason.Malformed },
        { "filemarks of an unknown stream", "03 02 09 01", WriteLogFaultReason.Inconsistent },
        { "more filemarks than 63 bits", "03 0A 00 FFFFFFFFFFFFFFFF7F", WriteLogFaultReason.Inconsistent },
        { "filemarks cut short", "03 01 01", WriteLogFaultReason.Malformed },
        { "system blocks of an unknown type", "04 05 09 01 01 00 00", WriteLogFaultReason.Malformed },
        { "system blocks of length 0", "04 05 02 00 01 00 00", WriteLogFaultReason.Malformed },
        { "no system block", "04 05 02 01 00 00 00", WriteLogFaultReason.Malformed },
        { "more system blocks than 63 bits", "04 0D 02 01 FFFFFFFFFFFFFFFF7F 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction below the origin", "03 02 00 01 05 04 09 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction beyond the next object", "05 04 0B 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction of nothing", "05 04 0A 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that leaves more filemarks than there are", "03 02 00 01 05 04 0A 02 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction whose counts do not add up", "03 02 00 02 05 04 0A 01 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that leaves blocks to a stream that had none", "03 02 00 01 05 08 0A 00 00 01 00 01 01 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that leaves the same blocks and fewer bytes", "60 00 01 03 02 01 01 05 08 0B 00 00 01 00 01 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that leaves one stream more blocks, and no more bytes, than it had", "60 00 02 62 01 01 05 0C 0D 00 00 02 00 02 02 00 01 01 01 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that names a stream which lost nothing", "60 00 01 03 02 00 01 05 08 0B 00 00 01 00 01 01 00", WriteLogFaultReason.Inconsistent },
        { "a retraction that names a stream twice", "63 00 01 05 0C 0A 00 00 02 00 02 02 00 00 02 02 00", WriteLogFaultReason.Malformed },
        { "a retraction that names an unknown stream", "03 02 00 01 05 08 0A 00 00 01 07 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a retraction with more streams than may be", "05 05 0A 00 00 8108", WriteLogFaultReason.Malformed },
        { "an on-medium mark beyond the next object", "06 01 0B", WriteLogFaultReason.Inconsistent },
        { "an on-medium mark that goes back", "03 02 00 02 06 01 0C 06 01 0B", WriteLogFaultReason.Inconsistent },
        { "an on-medium mark that says nothing new", "03 02 00 02 06 01 0B 06 01 0B", WriteLogFaultReason.Inconsistent },
        { "a stream that is defined twice", "02 0A 00 00 00 00 00 00 00 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a definition with a list identifier form that is none", "02 0A 05 00 02 00 00 00 00 00 00 00", WriteLogFaultReason.Malformed },
        { "a definition with a start beyond the calendar", "02 12 05 00 00 00 8180DDA1DF8E8AE52B 00 00 00 00 00", WriteLogFaultReason.Malformed },
        { "a name that is no text", "02 0B 05 00 00 00 00 01 FF 00 00 00 00", WriteLogFaultReason.Malformed },
        { "a name longer than may be", "02 0B 05 00 00 00 00 8120 00 00 00 00", WriteLogFaultReason.Malformed },
        { "a stream that ends with other counts", "07 06 00 01 01 01 00 00", WriteLogFaultReason.Inconsistent },
        { "a stream that ends twice", "07 06 00 01 00 00 00 00 07 06 00 01 00 00 00 00", WriteLogFaultReason.Inconsistent },
        { "a stream that ends in no known way", "07 06 00 03 00 00 00 00", WriteLogFaultReason.Malformed },
        { "blocks of a stream that ended", "07 06 00 01 00 00 00 00 60 00 01", WriteLogFaultReason.Inconsistent },
        { "filemarks of a stream that ended", "07 06 00 01 00 00 00 00 03 02 01 01", WriteLogFaultReason.Inconsistent },
        { "a checksum of other blocks", "20 06 00 01 00000000", WriteLogFaultReason.Inconsistent },
        { "a checksum of an unknown stream", "20 06 07 00 00000000", WriteLogFaultReason.Inconsistent },
        { "a checksum cut short", "20 04 00 00 0000", WriteLogFaultReason.Malformed },
        { "totals that are not those of the records", "08 05 02 00 00 01 00", WriteLogFaultReason.Inconsistent },
        { "a record after the close", "08 05 02 00 00 00 00 09 00", WriteLogFaultReason.Inconsistent },
        { "a run after the close", "08 05 02 00 00 00 00 60 00 01", WriteLogFaultReason.Inconsistent },
        { "a second header", "01 01 00", WriteLogFaultReason.Malformed },
        { "an origin of an unknown stream", "21 06 07 00 00 02 00 00", WriteLogFaultReason.Inconsistent },
        { "an error that is deferred by half", "22 05 03 02 00 00 00", WriteLogFaultReason.Malformed },
        { "a successor volume cut short", "23 02 0000", WriteLogFaultReason.Malformed },
        { "a receive time of an unknown stream", "24 03 07 00 00", WriteLogFaultReason.Inconsistent },
        { "an intent of an unknown stream", "25 03 07 00 01", WriteLogFaultReason.Inconsistent },
        { "an intent of blocks beyond 63 bits", "25 0B 00 FFFFFFFFFFFFFFFF7F 01", WriteLogFaultReason.Malformed },
        { "an intent cut short", "25 02 00 01", WriteLogFaultReason.Malformed },
        { "a time stamp beyond the calendar", "09 FFFFFFFFFFFFFFFF7F", WriteLogFaultReason.Inconsistent },
        { "a time stamp cut short", "09 80", WriteLogFaultReason.Malformed },
        { "time stamps that pass 63 bits", "09 01 09 FFFFFFFFFFFFFFFF7F", WriteLogFaultReason.Malformed },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void TryRead_ForgedRecords_IsAFault(string what, string records, WriteLogFaultReason reason)
    {
        byte[] log = Forge(Hex.Parse(records));
        LogRecords.Read(new WriteLogReader(log), out WriteLogFault fault);
        Assert.True(reason == fault.Reason, what + ": " + fault);
        Assert.InRange(fault.OffsetBytes, 0, log.Length);
        WriteLogException thrown = Assert.Throws<WriteLogException>(() => WriteLogIndex.Build(new WriteLogSnapshot(log)));
        Assert.Equal(reason, thrown.Fault.Reason);
    }

    [Fact]
    public void TryRead_RunOfSeveralInALogWithAnEntryPerBlock_IsAFault()
    {
        byte[] single = Hex.Parse("60 00 01");
        byte[] several = Hex.Parse("61 00 01");
        LogRecords.ReadAll(new WriteLogReader(Forge(single, WriteLogGranularity.Blocks)));
        LogRecords.ReadAll(new WriteLogReader(Forge(several)));
        LogRecords.Read(new WriteLogReader(Forge(several, WriteLogGranularity.Blocks)), out WriteLogFault fault);
        Assert.Equal(WriteLogFaultReason.Inconsistent, fault.Reason);
    }

    [Fact]
    public void TryRead_UnknownSkippableRecordAndLongerKnownOne_ArePassedOver()
    {
        // 3Fh is not known; the on-medium mark carries two bytes of a later version.
        List<string> records = LogRecords.ReadAll(new WriteLogReader(Forge(Hex.Parse("3F 03 010203 03 02 00 02 06 03 0B 0000"))));
        Assert.Equal(["Filemarks", "OnMedium"], records.Skip(3).Select(r => r.Split('@')[0]));
    }

    [Fact]
    public void TryRead_LongRunOfAPairThatHasASlot_TakesNoOther()
    {
        List<string> records = LogRecords.ReadAll(new WriteLogReader(Forge(Hex.Parse("60 00 01 60 00 01 60 01 01 90"))));
        Assert.Equal(["#0", "#0", "#1", "#1"], records.Skip(3).Select(r => r.Split(' ')[1]));
    }

    [Fact]
    public void TryRead_WholePageThatFollowsAnother_IsAFault()
    {
        byte[] log = Forge([]);
        byte[] page = Page(Hex.Parse("03 02 00 01"), 1, PageChecksumOf(log) ^ 1, firstObject: 10);
        LogRecords.Read(new WriteLogReader(log.Concat(page).ToArray()), out WriteLogFault fault);
        Assert.Equal(WriteLogFaultReason.BrokenChain, fault.Reason);
        page = Page(Hex.Parse("03 02 00 01"), 2, PageChecksumOf(log), firstObject: 10);
        LogRecords.Read(new WriteLogReader(log.Concat(page).ToArray()), out fault);
        Assert.Equal(WriteLogFaultReason.BrokenChain, fault.Reason);
        Assert.Equal(log.Length, fault.OffsetBytes);
    }

    [Theory]
    [InlineData("one block of each stream, and the wrong stream's taken back", "60 00 01 60 01 01", "05 08 0B 00 00 01 00 00 00 00")]
    [InlineData("blocks of two lengths, and the bytes of the other left", "60 00 40 60 00 20", "05 08 0B 00 00 01 00 01 20 00")]
    [InlineData("a filemark of a stream and one of the session, and the stream's taken back", "03 02 01 01 03 02 00 01", "05 08 0B 01 00 01 00 00 00 00")]
    [InlineData("a filemark of the session and one of a stream, and the session's taken back", "03 02 00 01 03 02 01 01", "05 04 0B 00 00 00")]
    [InlineData("a system block and a filemark of a stream, and the system block taken back", "04 05 02 01 01 00 00 03 02 01 01", "05 04 0B 00 00 00")]
    public void TryBuild_RetractionThatLeavesOtherThanWhatLiesThere_IsAFault(string what, string records, string retraction)
    {
        // The sum of what goes is right, which is all that a reader can see; where things lie is known to the index.
        byte[] log = Forge(Hex.Parse(records + retraction));
        LogRecords.ReadAll(new WriteLogReader(log));
        Assert.False(WriteLogIndex.TryBuild(new WriteLogSnapshot(log), out WriteLogIndex? index, out WriteLogFault fault), what);
        Assert.Null(index);
        Assert.Equal((WriteLogFaultReason.Inconsistent, "A retraction leaves other blocks than the runs before it."), (fault.Reason, fault.Message));
    }

    [Fact]
    public void TryRead_PageThatBeginsAtAnotherObject_IsAFault()
    {
        byte[] log = Forge([]);
        byte[] page = Page(Hex.Parse("03 02 00 01"), 1, PageChecksumOf(log), firstObject: 11);
        LogRecords.Read(new WriteLogReader(log.Concat(page).ToArray()), out WriteLogFault fault);
        Assert.Equal(WriteLogFaultReason.Inconsistent, fault.Reason);
        page = Page(Hex.Parse("03 02 00 01"), 1, PageChecksumOf(log), firstObject: 10);
        LogRecords.ReadAll(new WriteLogReader(log.Concat(page).ToArray()));
    }

    [Fact]
    public void Random_bytes_are_never_more_than_a_fault() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        if (random.Next(2) == 0 && bytes.Length > 8)
            Hex.Parse("4D54574C0101").CopyTo(bytes, 0);

        Assert.Empty(LogRecords.Read(new WriteLogReader(bytes), out WriteLogFault fault));
        Assert.True(fault.IsFault);
        Assert.False(LogCopyBlock.TryParse(bytes, out _, out fault));
        Assert.True(fault.IsFault);
        return true;
    });

    [Fact]
    public void Random_records_under_right_checksums_are_never_more_than_a_fault() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            byte[] log = Forge(RandomRecords(random));
            var reader = new WriteLogReader(log);
            int records = LogRecords.Read(reader, out WriteLogFault fault).Count;
            Assert.True(records <= log.Length);
            bool isBuilt = WriteLogIndex.TryBuild(new WriteLogSnapshot(log), out WriteLogIndex? index, out WriteLogFault indexFault);
            Assert.Equal(isBuilt, !indexFault.IsFault);
            Assert.True(isBuilt || fault.Reason == indexFault.Reason || !fault.IsFault);
            if (isBuilt)
            {
                Assert.Equal(index!.Totals.ObjectCount, index.EndLogicalObjectIdentifier - index.BeginLogicalObjectIdentifier);
                Assert.Equal(index.Totals.ByteCount, WriteLogStatistics.Compute(index).All.ByteCount);
                Assert.Equal(reader.NextLogicalObjectIdentifier, index.EndLogicalObjectIdentifier);
            }

            // Goes by what the reader accepts: counts that only the index would refuse must not upset it.
            if (!fault.IsFault)
            {
                WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(new WriteLogSnapshot(log), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                Assert.True(!isBuilt || diagnostics.All.Statistics.ByteCount == index!.Totals.ByteCount);
            }

            return true;
        },
        cases: 5_000);

    internal static byte[] RandomRecords(Random random)
    {
        // Likely first bytes and small numbers reach further than noise does.
        var records = new byte[random.Next(60)];
        for (int at = 0; at < records.Length; at++)
        {
            records[at] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)random.Next(12),
                2 => (byte)(0x60 + random.Next(3)),
                _ => (byte)random.Next(3),
            };
        }

        return records;
    }

    internal static byte[] Forge(byte[] records, WriteLogGranularity granularity = WriteLogGranularity.Runs, long firstObject = 10)
    {
        var content = new byte[200];
        var writer = new RecordContentWriter(content);
        HeaderContent.Write(ref writer, new WriteLogHeader(
            new WriteLogOptions { LogIdentifier = Identifier, OriginLogicalObjectIdentifier = 10, Granularity = granularity },
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        byte[] header = [RecordNumbers.Header, (byte)writer.Length, .. content[..writer.Length]];
        byte[] streams = Hex.Parse("02 0A 00 00 00 00 00 00 00 00 00 00 02 0A 01 00 00 00 00 00 00 00 00 00");
        return Page([.. GuidBytes.ToArray(Identifier), .. header, .. streams, .. records], 0, 0, firstObject);
    }

    internal static byte[] Page(byte[] payload, uint sequence, uint previous, long firstObject, byte pageType = PageHeader.LiveRecords)
    {
        byte[] page = [.. new byte[PageHeader.Length], .. payload];
        PageHeader.Write(page, pageType, sequence, previous, firstObject, PageHeader.SaltOf(Identifier));
        return page;
    }

    internal static uint PageChecksumOf(byte[] page) => PageHeader.PageChecksum(page, PageHeader.SaltOf(Identifier));
}
