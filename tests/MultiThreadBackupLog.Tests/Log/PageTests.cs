using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Pages at the limits of their length, one after another, and what may stand behind the last.</summary>
public class PageTests
{
    private const int GivenAwayAt = 16_384;

    private static readonly Guid _identifier = new("00112233-4455-6677-8899-aabbccddeeff");

    [Theory]
    [InlineData(1)]
    [InlineData(65_504)]
    public void TryParse_ShortestAndLongestPage_IsTaken(int payloadLength)
    {
        byte[] page = Page(payloadLength, sequence: 7);
        Assert.True(PageHeader.TryParse(page, PageHeader.SaltOf(_identifier), out PageHeader header, out WriteLogFaultReason reason));
        Assert.Equal((payloadLength, 7u, 10L, WriteLogFaultReason.None), (header.PayloadLength, header.Sequence, header.FirstLogicalObjectIdentifier, reason));
        Assert.Equal(PageHeader.PageChecksum(page, PageHeader.SaltOf(_identifier)), header.Checksum);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(65_505, 10)]
    [InlineData(65_535, 10)]
    [InlineData(100, -1)]
    public void TryParse_LengthOrObjectThatCannotBe_IsMalformed(int payloadLength, long firstObject)
    {
        // The checksum of the header is right: whoever wrote it wrote that.
        byte[] page = Page(100, sequence: 0);
        page[6] = (byte)(payloadLength >> 8);
        page[7] = (byte)(payloadLength & 255);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(16), firstObject);
        uint checksum = Crc32C.Append(PageHeader.SaltOf(_identifier), page.AsSpan(0, 24));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(page.AsSpan(24), checksum);
        Assert.False(PageHeader.TryParse(page, PageHeader.SaltOf(_identifier), out _, out WriteLogFaultReason reason));
        Assert.Equal(WriteLogFaultReason.Malformed, reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_505)]
    public void Write_PayloadThatNoHeaderCanSay_IsNotWritten(int payloadLength) =>
        Assert.Throws<InvalidOperationException>(() => Page(payloadLength, sequence: 0));

    [Fact]
    public void Record_OfAnyLength_GivesPagesAwayBeforeTheyPassTheirLength() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            using var store = new MemoryLogStore();
            var writer = new PageWriter(store, _identifier, 10);
            int longest = random.Next(2) == 0 ? 300 : 10_000;
            for (int record = 0; record < 150_000 / longest; record++)
                writer.Record(RecordNumbers.Error, new byte[random.Next(longest)], 10);

            writer.EndPage(10);
            int[] lengths = PageLengths(store);
            Assert.All(lengths, length => Assert.InRange(length, 1, GivenAwayAt));
            Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, GivenAwayAt - longest - 20, GivenAwayAt));
            return true;
        },
        cases: 30);

    [Fact]
    public void Record_OneLengthAfterAnother_EndsThePageBeforeItsLengthWhereverTheLastOneFalls()
    {
        for (int length = 0; length < 60; length++)
        {
            using var store = new MemoryLogStore();
            var writer = new PageWriter(store, _identifier, 10);
            for (int record = 0; store.Length == 0; record++)
                writer.Record(RecordNumbers.Error, new byte[length], 10);

            Assert.InRange(store.Length, GivenAwayAt - length - 20, GivenAwayAt);
        }
    }

    [Fact]
    public void Record_LongerThanAPageIsGivenAwayAt_HasAPageOfItsOwn()
    {
        using var store = new MemoryLogStore();
        var writer = new PageWriter(store, _identifier, 10);
        for (int record = 0; record < 3; record++)
        {
            writer.Record(RecordNumbers.Error, new byte[16_000], 10);
            writer.Record(RecordNumbers.Error, new byte[60_000], 10);
        }

        writer.EndPage(10);
        Assert.Equal([16_051, 60_036, 16_035, 60_036, 16_035, 60_036], PageLengths(store));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Run_OneByteOrMany_GivesPagesAwayBeforeTheyPassTheirLength(int streams)
    {
        using var store = new MemoryLogStore();
        var writer = new PageWriter(store, _identifier, 10);
        var random = new Random(1);
        byte hint = 0;
        for (int run = 0; run < 40_000; run++)
        {
            writer.EnsureRoomForRun(10);
            writer.Run(random.Next(streams), 512, streams == 1 ? 1 : random.NextInt64(1, long.MaxValue), ref hint);
        }

        writer.EndPage(10);
        int[] lengths = PageLengths(store);
        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, GivenAwayAt - 64, GivenAwayAt));
        Assert.InRange(lengths[^1], 1, GivenAwayAt);
    }

    [Fact]
    public void TryNext_SourceThatGoesOn_EndsWhereItIsToldTo()
    {
        // A log that grows while a snapshot of it is read.
        PagedLog log = PagedLog.Write(seed: 3, steps: 6, nameLength: 40);
        byte[] longer = [.. log.Bytes, .. new byte[] { 1, 2, 3 }];
        for (int length = 49; length <= log.Bytes.Length; length++)
        {
            var reader = new PageReader(new MemoryLogSource(longer), length);
            int pages = 0;
            WriteLogFault fault;
            for (; reader.TryNext(out fault); pages++)
                Assert.Equal(log.PageEnds[pages], reader.NextOffset);

            Assert.Equal(log.PageEnds.Count(end => end <= length), pages);
            Assert.Equal(log.PageEnds.Contains(length) ? WriteLogFaultReason.None : WriteLogFaultReason.Truncated, fault.Reason);
        }
    }

    [Fact]
    public void TryNext_BeginningOfAnIndex_EndsASealedLogAlone()
    {
        PagedLog log = PagedLog.Write(seed: 3, steps: 6, nameLength: 40);
        byte[] form = Sealed.Of(new WriteLogSnapshot(log.Bytes));
        int pagesEnd = Sealed.PageEnds(form)[^1];
        PageReader reader = ReadAll(form, out WriteLogFault fault);
        Assert.Equal((true, pagesEnd, false), (reader.IsAtIndex, reader.NextOffset, fault.IsFault));

        reader = ReadAll([.. log.Bytes, .. form[pagesEnd..]], out fault);
        Assert.Equal((false, log.Bytes.Length, WriteLogFaultReason.Damaged), (reader.IsAtIndex, reader.NextOffset, fault.Reason));

        // Cut off inside the mark, it may be anything.
        reader = ReadAll(form[..(pagesEnd + 3)], out fault);
        Assert.Equal((false, pagesEnd, WriteLogFaultReason.Truncated), (reader.IsAtIndex, reader.NextOffset, fault.Reason));
    }

    [Fact]
    public void TryNext_LongestPage_IsReadWhole()
    {
        byte[] first = Page(65_504, sequence: 0);
        byte[] second = Page(65_504, sequence: 1, previous: PageHeader.PageChecksum(first, PageHeader.SaltOf(_identifier)));
        var reader = new PageReader(new MemoryLogSource(first.Concat(second).ToArray()), 2 * 65_536);
        Assert.True(reader.TryNext(out _));
        Assert.Equal(first.Skip(32), reader.Payload.ToArray());
        Assert.Equal(16, reader.RecordsOffset);
        Assert.True(reader.TryNext(out _));
        Assert.Equal(second.Skip(32), reader.Payload.ToArray());
        Assert.Equal(0, reader.RecordsOffset);
        Assert.False(reader.TryNext(out WriteLogFault fault));
        Assert.False(fault.IsFault);
    }

    [Fact]
    public void TryNext_FirstPageShorterThanItsIdentifier_IsMalformed()
    {
        byte[] bytes = [.. new byte[PageHeader.Length], .. GuidBytes.ToArray(_identifier)];
        PageHeader.Write(bytes.AsSpan(0, PageHeader.Length + 15), PageHeader.LiveRecords, 0, 0, 10, PageHeader.SaltOf(_identifier));
        var reader = new PageReader(new MemoryLogSource(bytes), bytes.Length);
        Assert.False(reader.TryNext(out WriteLogFault fault));
        Assert.Equal((WriteLogFaultReason.Malformed, "The first page has no room for the log identifier."), (fault.Reason, fault.Message));
        Assert.Equal(0, reader.NextOffset);
    }

    [Fact]
    public void Open_FirstPageWithoutAnyRecord_IsRefused()
    {
        var log = new WriteLogSnapshot(Page(16, sequence: 0));
        WriteLogException exception = Assert.Throws<WriteLogException>(() => WriteLogTapeReader.Open(log));
        Assert.Equal((WriteLogFaultReason.Malformed, "The first page holds no header."), (exception.Fault.Reason, exception.Fault.Message));
        Assert.Throws<WriteLogException>(() => WriteLogIndex.Build(log));
        Assert.Throws<WriteLogException>(() => WriteLogDiagnostics.Compute(log, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.Throws<WriteLogException>(() => Sealed.Of(log));
    }

    private static PageReader ReadAll(byte[] bytes, out WriteLogFault fault)
    {
        var reader = new PageReader(new MemoryLogSource(bytes), bytes.Length);
        while (reader.TryNext(out fault))
        {
        }

        return reader;
    }

    private static byte[] Page(int payloadLength, uint sequence, uint previous = 0)
    {
        var page = new byte[PageHeader.Length + payloadLength];
        new Random(payloadLength).NextBytes(page);
        if (sequence == 0 && payloadLength >= 16)
            GuidBytes.Write(page.AsSpan(PageHeader.Length), _identifier);

        PageHeader.Write(page, PageHeader.LiveRecords, sequence, previous, 10, PageHeader.SaltOf(_identifier));
        return page;
    }

    private static int[] PageLengths(MemoryLogStore store)
    {
        var bytes = new byte[store.Length];
        Assert.Equal(bytes.Length, store.Read(0, bytes));
        List<int> ends = Sealed.PageEnds(bytes);
        Assert.Equal(bytes.Length, ends[^1]);
        return ends.Select((end, index) => end - (index == 0 ? 0 : ends[index - 1])).ToArray();
    }
}
