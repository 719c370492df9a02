using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.House;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What is said of a log that is not acceptable, and of which byte: all that somebody with a broken log has to go by.</summary>
public class LogFaultTextTests
{
    [Fact]
    public void Faults_OfForgedLogs_SayWhatTheReviewedFileSays() => ReviewedFile.AssertSays(
        Path.Combine(Repository.Root, "tests", "MultiThreadBackupLog.Tests", "Log", "Faults.txt"), "The text of a fault", Records().Concat(Pages()).Concat(Copies()));

    [Fact]
    public void WriteLogException_OfAFault_SaysIt()
    {
        var fault = new WriteLogFault(WriteLogFaultReason.Damaged, 7, "why");
        Assert.Equal("The write log is not acceptable: why (at byte 7)", new WriteLogException(fault).Message);
        Assert.Equal(("no fault", string.Empty, false), (default(WriteLogFault).ToString(), default(WriteLogFault).Message, default(WriteLogFault).IsFault));
    }

    private static IEnumerable<string> Records() =>
        ((IEnumerable<object[]>)ForgedLogTests.Rows).Select(row => Line((string)row[0], ForgedLogTests.Forge(Hex.Parse((string)row[1])), (string)row[1]));

    private static IEnumerable<string> Pages()
    {
        byte[] log = ForgedLogTests.Forge([]);
        byte[] next = ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 10);
        yield return Line("nothing", []);
        yield return Line("less than a header", log[..40]);
        yield return Line("another file", Changed(log, 0));
        yield return Line("another version", Changed(log, 4));
        yield return Line("a header that was changed", Changed(log, 20));
        yield return Line("a record that was changed", Changed(log, 60));
        yield return Line("a first page cut short", log[..^1]);
        yield return Line("a first page at another object than its header", ForgedLogTests.Forge([], firstObject: 11));
        yield return Line("a first page without a header", ForgedLogTests.Page([.. GuidBytes.ToArray(new Guid("00112233-4455-6677-8899-aabbccddeeff"))], 0, 0, firstObject: 10));
        yield return Line("a first page that begins with another record", ForgedLogTests.Page([.. GuidBytes.ToArray(new Guid("00112233-4455-6677-8899-aabbccddeeff")), 9, 0], 0, 0, firstObject: 10));
        byte[] payload = log[PageHeader.Length..];
        yield return Line("a header with a flag of a later version", ForgedLogTests.Page(Changed(payload, 18, 0x80), 0, 0, firstObject: 10));
        yield return Line("a header of session 0", ForgedLogTests.Page(Changed(payload, 18 + 69, 1), 0, 0, firstObject: 10));
        long room = (DateTimeOffset.MaxValue.UtcTicks - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks) / TimeSpan.TicksPerMillisecond;
        LogRecords.ReadAll(new WriteLogReader(ForgedLogTests.Forge(TimeStamp(room))));
        yield return Line("a time stamp one beyond the calendar", ForgedLogTests.Forge(TimeStamp(room + 1)));
        yield return Line("a second header", ForgedLogTests.Forge(payload[16..(18 + payload[17])]));
        yield return Line("a run of several in a log with an entry per block", ForgedLogTests.Forge(Hex.Parse("61 00 01"), WriteLogGranularity.Blocks));
        yield return Line("a page of nothing", [.. log, .. WithLength(next, 0)]);
        yield return Line("a page longer than may be", [.. log, .. WithLength(next, PageHeader.MaximumPayloadLength + 1)]);
        yield return Line("a page that begins below 0", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: -1)]);
        yield return Line("a page of an unknown type", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 10, pageType: 3)]);
        yield return Line("a second page's header cut short", [.. log, .. next[..20]]);
        yield return Line("a second page cut short", [.. log, .. next[..^1]]);
        yield return Line("a second page that was changed", [.. log, .. Changed(next, next.Length - 1)]);
        yield return Line("no page behind the first", [.. log, .. Changed(next, 0)]);
        yield return Line("something behind zeros", [.. log, .. new byte[5000], 1]);
        yield return Line("a page that follows another", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, 0, firstObject: 10)]);
        yield return Line("a page that comes too early", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 7, ForgedLogTests.PageChecksumOf(log), firstObject: 10)]);
        yield return Line("a page that begins elsewhere", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 11)]);
        yield return Line("a sealed page of more runs than there may be", [.. log, .. SealedPage(log, "818004")]);
        yield return Line("a sealed page with a run among the other records", [.. log, .. SealedPage(log, "00 00 00 80")]);
        yield return Line("a sealed page with half a time stamp", [.. log, .. SealedPage(log, "00 00 00 09 80")]);
        yield return Line("a sealed page with a record behind the runs that it has", [.. log, .. SealedPage(log, "00 00 00 3F 00 01 3F 00")]);
        yield return Line("a sealed page with a number that no run takes", [.. log, .. SealedPage(log, "01 01 01 01 00 01 00 08 02 00 00 00")]);
        yield return Line("a sealed page that was changed", [.. log, .. Changed(SealedPage(log, "00 00"), PageHeader.Length, 0xFF)]);
        byte[] sealedPage = SealedPage(log, "00 00");
        byte[] following = ForgedLogTests.Page(Hex.Parse("00 00"), 2, ForgedLogTests.PageChecksumOf(sealedPage), firstObject: 10, PageHeader.SealedRecords);
        yield return Line("a sealed page behind another that was changed", [.. log, .. sealedPage, .. Changed(following, PageHeader.Length, 0xFF)]);
        yield return Line("an index behind pages without a close", [.. log, .. sealedPage, .. Hex.Parse("4D545749")]);
    }

    private static IEnumerable<string> Copies()
    {
        byte[] log = ForgedLogTests.Forge([]);
        var block = new byte[LogCopyHeader.EncodedLength + log.Length];
        var copy = new LogCopyHeader
        {
            Type = LogCopyType.Closing, LogIdentifier = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), SessionNumber = 1, OriginLogicalObjectIdentifier = 10,
            FirstLogicalObjectIdentifier = 12, PreviousCopyLogicalObjectIdentifier = -1, PredecessorCopyLogicalObjectIdentifier = -1, LogLengthBytes = log.Length,
        };
        LogCopyBlock.Write(block, copy, 0, new WriteLogSnapshot(log));
        Assert.True(LogCopyBlock.TryParse(block, out _, out WriteLogFault none) && !none.IsFault);
        yield return CopyLine("a copy block too short for its header", block[..(LogCopyHeader.EncodedLength - 1)]);
        yield return CopyLine("a block of something else", Changed(block, 0));
        yield return CopyLine("a copy block of another version", Changed(block, 9));
        yield return CopyLine("a copy block cut short", block[..^1]);
        yield return CopyLine("a copy block whose header was changed", Changed(block, 60));
        yield return CopyLine("a copy block whose log was changed", Changed(block, block.Length - 1));
        foreach ((string what, LogCopyHeader header) in ImpossibleCopies(copy with { BlockCount = 1, ChunkLengthBytes = log.Length }))
            yield return CopyLine("a copy block with " + what, WithHeader(block, header));

        var assembler = new LogCopyAssembler(Guid.Empty);
        Assert.False(assembler.TryAdd(block, out _, out WriteLogFault fault));
        yield return "a copy block of another log: " + fault;
    }

    private static IEnumerable<(string What, LogCopyHeader Header)> ImpossibleCopies(LogCopyHeader good)
    {
        LogCopyHeader label = good with { Type = LogCopyType.SessionLabel, ChunkLengthBytes = 0 };
        yield return ("no type", good with { Type = 0 });
        yield return ("an unknown type", good with { Type = (LogCopyType)9 });
        yield return ("no session", good with { SessionNumber = 0 });
        yield return ("a partition below 0", good with { Partition = -1 });
        yield return ("a sequence below 0", good with { CopySequence = -1 });
        yield return ("an origin below 0", good with { OriginLogicalObjectIdentifier = -1 });
        yield return ("a place before the origin", good with { FirstLogicalObjectIdentifier = 9 });
        yield return ("a copy before it below -1", good with { PreviousCopyLogicalObjectIdentifier = -2 });
        yield return ("a session before it below -1", good with { PredecessorCopyLogicalObjectIdentifier = -2 });
        yield return ("no blocks", good with { BlockCount = 0 });
        yield return ("an index below 0", good with { BlockIndex = -1 });
        yield return ("an index behind the last", good with { BlockIndex = 1 });
        yield return ("a copy that begins below 0", good with { Type = LogCopyType.Increment, CopyOffsetBytes = -1 });
        yield return ("bytes before its copy", good with { Type = LogCopyType.Increment, CopyOffsetBytes = 1 });
        yield return ("bytes behind the log", good with { LogOffsetBytes = 1 });
        yield return ("an offset behind the log", good with { LogOffsetBytes = good.LogLengthBytes + 1, ChunkLengthBytes = 0 });
        yield return ("a closing copy that is not whole", good with { CopyOffsetBytes = 1, LogOffsetBytes = 1, ChunkLengthBytes = good.ChunkLengthBytes - 1 });
        yield return ("a label that holds bytes", label with { ChunkLengthBytes = 1 });
        yield return ("a label with an offset", label with { LogOffsetBytes = 1 });
        yield return ("a label of a copy", label with { CopyOffsetBytes = 1 });
    }

    // The checksum is right: only the field is not.
    private static byte[] WithHeader(byte[] block, LogCopyHeader header)
    {
        byte[] forged = (byte[])block.Clone();
        header.Write(forged);
        uint checksum = Crc32C.Append(Crc32C.Compute(forged.AsSpan(0, LogCopyHeader.EncodedLength - 4)), forged.AsSpan(LogCopyHeader.EncodedLength, header.ChunkLengthBytes));
        BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(LogCopyHeader.EncodedLength - 4), checksum);
        return forged;
    }

    private static byte[] SealedPage(byte[] log, string payload) =>
        ForgedLogTests.Page(Hex.Parse(payload), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 10, PageHeader.SealedRecords);

    private static byte[] WithLength(byte[] page, int payloadLength)
    {
        byte[] forged = (byte[])page.Clone();
        BinaryPrimitives.WriteUInt16BigEndian(forged.AsSpan(6), (ushort)payloadLength);
        BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(24), Crc32C.Append(PageHeader.SaltOf(new Guid("00112233-4455-6677-8899-aabbccddeeff")), forged.AsSpan(0, 24)));
        return forged;
    }

    private static string Line(string what, byte[] log, string records = "")
    {
        LogRecords.Read(new WriteLogReader(log), out WriteLogFault fault);
        Assert.True(fault.IsFault, what + " " + records);
        return what + ": " + fault.Reason + ": " + fault;
    }

    private static string CopyLine(string what, byte[] block)
    {
        Assert.False(LogCopyBlock.TryParse(block, out _, out WriteLogFault fault), what);
        return what + ": " + fault.Reason + ": " + fault;
    }

    private static byte[] TimeStamp(long units)
    {
        var number = new byte[VarInt.MaximumLength];
        return [RecordNumbers.Time, .. number[..VarInt.Write(number, units)]];
    }

    private static byte[] Changed(byte[] bytes, int at, byte bits = 0x10)
    {
        byte[] changed = (byte[])bytes.Clone();
        changed[at] ^= bits;
        return changed;
    }
}
