using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Sealed pages that are cut, flipped, or made by somebody who knows the format and lies.</summary>
public class SealedDamageTests
{
    private static readonly Guid Identifier = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void TryRead_EveryPrefix_YieldsOnlyWhatIsBefore()
    {
        (byte[] form, List<string> records) = SmallLog();
        List<int> ends = Sealed.PageEnds(form);
        for (int length = 0; length < form.Length; length++)
        {
            List<string> read = LogRecords.Read(new WriteLogReader(form.AsMemory(0, length)), out WriteLogFault fault);
            Assert.Equal(records.Take(read.Count), read);
            Assert.Equal(!ends.Contains(length) && length < ends[^1] + 4, fault.IsFault);
        }
    }

    [Fact]
    public void TryRead_EverySingleBitFlipped_IsAFaultAndYieldsOnlyWhatIsBefore()
    {
        (byte[] form, List<string> records) = SmallLog();
        int end = Sealed.PageEnds(form)[^1];
        for (int bit = 0; bit < end * 8; bit++)
        {
            form[bit / 8] ^= (byte)(1 << (bit % 8));
            List<string> read = LogRecords.Read(new WriteLogReader(form), out WriteLogFault fault);
            Assert.True(fault.IsFault, "Bit " + bit + " is not missed.");
            Assert.Equal(records.Take(read.Count), read);
            form[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_forged_page_is_a_fault_or_a_log_and_never_an_exception_or_a_hang() => CheckForged(SmallLog().Form);

    private static void CheckForged(byte[] form) => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            byte[] payload = form[48..Sealed.PageEnds(form)[0]];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(payload.Length);
                switch (random.Next(4))
                {
                    case 0:
                        payload[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        payload[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        payload = [.. payload[..at], .. payload[random.Next(at, payload.Length)..], 0];
                        break;
                    default:
                        payload = [.. payload[..at], 0xFF, 0xFF, 0x7F, .. payload[at..]];
                        break;
                }
            }

            byte[] forged = Page(payload);
            List<string> read = LogRecords.Read(new WriteLogReader(forged), out _);
            Assert.InRange(read.Count, 0, 70_000);
            WriteLogIndex.TryBuild(new WriteLogSnapshot(forged), out _, out _);
            return true;
        },
        cases: 1_000);

    [Theory]
    [InlineData("more runs than a page may have", "818004")]
    [InlineData("runs without streams", "01")]
    [InlineData("no block length", "01 00 01 00 01 00 00 00")]
    [InlineData("a block length of zero", "01 01 00 01 00 01 00 00 00")]
    [InlineData("no stream", "01 01 01 00 01 00 00 00")]
    [InlineData("a stream beyond 31 bits", "01 01 01 01 8080808008 01 00 00 00")]
    [InlineData("a stream with a block length that the page does not have", "01 02 01 01 01 00 01 02 01 00 00 00")]
    [InlineData("a count beyond 63 bits", "01 01 01 01 00 01 FFFFFFFFFFFFFFFF7F 00 00")]
    [InlineData("a kind of time stamps that is none", "00 03")]
    [InlineData("time stamps for each of no runs", "00 02 00 00 00 01 00 00")]
    [InlineData("a rate that passes 16 bits", "00 01 00 808004 00 01 01 00 00 01 00 00")]
    [InlineData("a shift of the rate that passes 60", "00 01 00 00 3D 01 01 00 00 01 00 00")]
    [InlineData("a time stamp behind the runs", "00 01 00 00 00 01 01 01 00 01 00 00")]
    [InlineData("no time stamp where some are said", "00 01 00 00 00 00")]
    [InlineData("a record behind the runs", "00 00 01 3F 00")]
    [InlineData("a run among the records", "00 00 00 80")]
    [InlineData("half a record", "00 00 00")]
    [InlineData("a time stamp that goes back", "00 01 00 00 00 01 01 00 00 01 01 00")]
    public void TryRead_PageThatLies_IsMalformed(string what, string payload)
    {
        LogRecords.Read(new WriteLogReader(Page(Hex.Parse(payload))), out WriteLogFault fault);
        Assert.True(fault.Reason == WriteLogFaultReason.Malformed, what + ": " + fault);
    }

    [Fact]
    public void TryRead_SealedPageOfALaterVersion_PassesOverWhatMayBePassedOver()
    {
        (byte[] form, List<string> records) = SmallLog();
        byte[] payload = form[48..Sealed.PageEnds(form)[0]];
        byte[] longer = [.. payload, 0x00, 0x3F, 0x02, 0x01, 0x02];
        Assert.Equal(records, LogRecords.ReadAll(new WriteLogReader(Page(longer))));

        // What may not be passed over is an unknown record, as in the live form.
        LogRecords.Read(new WriteLogReader(Page([.. payload, 0x00, 0x1F, 0x00])), out WriteLogFault fault);
        Assert.Equal(WriteLogFaultReason.UnknownType, fault.Reason);

        // Sealed again it is still there.
        byte[] again = Sealed.Of(new WriteLogSnapshot(Page(longer)));
        Assert.Equal(records, LogRecords.ReadAll(new WriteLogReader(again)));
        Assert.True(again.AsSpan().IndexOf(new byte[] { 0x00, 0x3F, 0x02, 0x01, 0x02 }) > 0);
    }

    [Fact]
    public void TryRead_PagesOfBothForms_AreOneLog()
    {
        (byte[] form, List<string> records) = SmallLog(runs: 100_000, streams: 40);
        int end = Sealed.PageEnds(form)[0];
        using WriteLog log = WriteLog.CreateInMemory(Options());
        byte[] header = LogRecords.Bytes(log.Snapshot());

        // A live page with the header alone, and behind it the first sealed page without its header record.
        byte[] payload = form[48..end];
        int at = payload.AsSpan().IndexOf(header.AsSpan(48));
        byte[] rest = [.. payload[..(at - 1)], .. payload[(at + header.Length - 48)..]];
        byte[] second = new byte[32 + rest.Length];
        rest.CopyTo(second, 32);
        PageHeader.Write(second, PageHeader.SealedRecords, 1, BitConverterTo(header), 7, PageHeader.SaltOf(Identifier));
        List<string> read = LogRecords.ReadAll(new WriteLogReader(header.Concat(second).ToArray()));
        Assert.True(read.Count > 1_000);
        Assert.Equal(records.Take(read.Count), read);
    }

    private static uint BitConverterTo(byte[] page) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(28));

    private static WriteLogOptions Options() => new()
    {
        LogIdentifier = Identifier,
        OriginLogicalObjectIdentifier = 7,
        TimeProvider = new ManualTime(),
    };

    private static (byte[] Form, List<string> Records) SmallLog(int runs = 40, int streams = 3)
    {
        var random = new Random(1);
        WriteLogOptions options = Options();
        var time = (ManualTime)options.TimeProvider;
        options.RunsPerTimeStamp = 3;
        using WriteLog log = WriteLog.CreateInMemory(options);
        for (int stream = 0; stream < streams; stream++)
            log.DefineStream(new StreamDescription("s" + stream));

        for (int run = 0; run < runs; run++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(4)));
            log.AppendBlocks(new StreamId(random.Next(streams)), random.Next(5) == 0 ? 100 : 65_536, 1 + random.Next(40));
            if (run == 20)
            {
                log.AppendFilemarks(null, 1);
                log.RetractTo(log.NextLogicalObjectIdentifier - 2);
            }
        }

        log.Close();
        byte[] form = Sealed.Of(log.Snapshot());
        return (form, LogRecords.ReadAll(new WriteLogReader(form)));
    }

    /// <summary>The first page of a log, with right checksums.</summary>
    private static byte[] Page(byte[] payload)
    {
        var page = new byte[48 + payload.Length];
        Internal.GuidBytesOf(Identifier).CopyTo(page, 32);
        payload.CopyTo(page, 48);
        PageHeader.Write(page, PageHeader.SealedRecords, 0, 0, 7, PageHeader.SaltOf(Identifier));
        return page;
    }

    private static class Internal
    {
        public static byte[] GuidBytesOf(Guid identifier) => MultiThreadBackupLog.Internal.GuidBytes.ToArray(identifier);
    }
}
