using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Where an index stands, by the table of docs/write-log-format.md (section 10), and which footers are none of this log.</summary>
public class IndexSectionTests
{
    private const int PagesLength = 300;
    private const uint LastChecksum = 0xA1B2C3D4;
    private const string NotWhereItSays = "The index is not where its footer says.";

    private static readonly Guid Identifier = new("00112233-4455-6677-8899-aabbccddeeff");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2046, 1, 2046)]
    [InlineData(2047, 1, 2047)]
    [InlineData(2048, 2, 1)]
    [InlineData(4094, 2, 2047)]
    [InlineData(4095, 3, 1)]
    [InlineData(int.MaxValue - 1, 1_049_089, 510)]
    public void Segments_OfSoManyWords_HoldThemWithoutAGap(int words, int segments, int last)
    {
        var section = new IndexSection(Identifier, PagesLength, LastChecksum, words);
        Assert.Equal(segments, section.Segments);
        Assert.Equal(last, section.WordsIn(segments - 1));
        Assert.Equal(8 + (8L * words) + (8L * segments) + 48, section.LengthBytes);
        Assert.Equal(PagesLength + 8 + (16_384L * (segments - 1)), section.OffsetOf(segments - 1));

        // Behind the last segment's words its checksum and zeros, and then the footer.
        Assert.Equal(PagesLength + section.LengthBytes - 48, section.OffsetOf(segments - 1) + (8L * last) + 8);
        if (segments > 1)
            Assert.Equal((2047, PagesLength + 8), (section.WordsIn(0), section.OffsetOf(0)));
    }

    [Fact]
    public void ChecksumOf_Segment_IsOfTheLogTheLastPageTheNumberAndTheWords()
    {
        byte[] words = Hex.Parse("0100000000000000 0200000000000000");
        byte[] bound = Hex.Parse("000000000000012C A1B2C3D4"); // Bytes of the pages, 300, and the checksum of the last one.
        uint salt = Crc32C.Append(Crc32C.Compute(Identifier.ToByteArray(bigEndian: true)), bound);
        foreach (int segment in new[] { 0, 1, 258 })
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, segment);
            uint expected = Crc32C.Append(Crc32C.Append(salt, number), words);
            Assert.Equal(expected, new IndexSection(Identifier, PagesLength, LastChecksum, 5_000).ChecksumOf(segment, words));
        }
    }

    [Fact]
    public void WriteHeaderAndFooter_OverOtherBytes_AreThoseOfTheDocument()
    {
        byte[] header = Enumerable.Repeat((byte)0xEE, 8).ToArray();
        IndexSection.WriteHeader(header);
        Assert.Equal("4D54574901000000", Hex.Format(header));
        byte[] footer = Enumerable.Repeat((byte)0xEE, 48).ToArray();
        new IndexSection(Identifier, PagesLength, LastChecksum, 5_000).WriteFooter(footer);
        Assert.Equal("4D54575801000000" + "000000000000012C" + "0000000000001388" + "A1B2C3D4" + "00112233445566778899AABBCCDDEEFF", Hex.Format(footer.AsSpan(0, 44)));
        Assert.Equal(Crc32C.Append(Crc32C.Compute(Identifier.ToByteArray(bigEndian: true)), footer.AsSpan(0, 44)), BinaryPrimitives.ReadUInt32BigEndian(footer.AsSpan(44)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(int.MaxValue - 1)]
    public void TryFind_SectionWhereItsFooterSays_IsFound(int words)
    {
        SparseSource log = Log(words);
        Assert.True(IndexSection.TryFind(log, log.Length, out IndexSection section, out WriteLogFault fault));
        Assert.False(fault.IsFault);
        Assert.Equal((Identifier, PagesLength, LastChecksum, words), (section.LogIdentifier, section.PagesLength, section.LastChecksum, section.Words));
    }

    [Theory]
    [InlineData("no word", PagesLength, 0, 0)]
    [InlineData("more words than there may be", PagesLength, int.MaxValue, 0)]
    [InlineData("one word more than there are", PagesLength, 101, -8)]
    [InlineData("one word less than there are", PagesLength, 99, 8)]
    [InlineData("an index in the header of the first page", 31, 100, 0)]
    [InlineData("an index at the first byte", 0, 100, 0)]
    [InlineData("an index before the first byte", -16, 100, 0)]
    [InlineData("an index behind the log", long.MaxValue, 100, 0)]
    [InlineData("words below 0", PagesLength, -100, 0)]
    public void TryFind_FooterThatSaysWhatCannotBe_IsMalformed(string what, long pages, long words, int missing)
    {
        // The identifier is the one that stands where the first page has it, so that a wrong place is not found by that.
        long length = 8 + (8 * (words + ((words + 2046) / 2047))) + 48 + missing;
        length = pages is > -100 and < 1_000 && length > 0 ? length + pages : 2_000;
        SparseSource log = Log((int)Math.Max(1, Math.Min(words, int.MaxValue - 1)), length);
        if (pages is >= 0 and < 1_000)
            log.Put(pages, Hex.Parse("4D54574901000000"));

        log.Put(0, "MTWL"u8);
        var identifier = new byte[16];
        log.Read(32, identifier);
        PutFooter(log, new IndexSection(GuidBytes.Read(identifier), pages, LastChecksum, words));
        Assert.False(IndexSection.TryFind(log, length, out _, out WriteLogFault fault), what);
        Assert.Equal((WriteLogFaultReason.Malformed, length - 48, NotWhereItSays), (fault.Reason, fault.OffsetBytes, fault.Message));
    }

    [Theory]
    [InlineData("the magic of the header", PagesLength)]
    [InlineData("the version of the header", PagesLength + 4)]
    [InlineData("a zero of the header", PagesLength + 7)]
    [InlineData("the magic of the first page", 3)]
    [InlineData("the identifier of the first page", 40)]
    public void TryFind_NotThePagesOrNotTheHeader_IsMalformed(string what, int at)
    {
        SparseSource log = Log(100);
        log.Change(at);
        Assert.False(IndexSection.TryFind(log, log.Length, out _, out WriteLogFault fault), what);
        Assert.Equal((WriteLogFaultReason.Malformed, log.Length - 48, NotWhereItSays), (fault.Reason, fault.OffsetBytes, fault.Message));
    }

    [Fact]
    public void TryFind_FooterThatWasChanged_IsDamagedOrOfAnotherVersion()
    {
        for (int at = 4; at < 48; at++)
        {
            SparseSource log = Log(100);
            log.Change(log.Length - 48 + at);
            Assert.False(IndexSection.TryFind(log, log.Length, out _, out WriteLogFault fault));
            Assert.Equal((WriteLogFaultReason.Damaged, log.Length - 48, "The footer of the index does not have its checksum."), (fault.Reason, fault.OffsetBytes, fault.Message));
        }

        SparseSource later = Log(100);
        var footer = new byte[48];
        later.Read(later.Length - 48, footer);
        footer[4] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(44), Crc32C.Append(PageHeader.SaltOf(Identifier), footer.AsSpan(0, 44)));
        later.Put(later.Length - 48, footer);
        Assert.False(IndexSection.TryFind(later, later.Length, out _, out WriteLogFault ofVersion));
        Assert.Equal(
            (WriteLogFaultReason.UnsupportedVersion, later.Length - 48, "The index has a version that this library does not know."), (ofVersion.Reason, ofVersion.OffsetBytes, ofVersion.Message));
    }

    [Fact]
    public void TryFind_NoFooterAtTheEnd_IsNoneAndNoFault()
    {
        SparseSource log = Log(100);
        log.Change(log.Length - 48);
        AssertNone(log, log.Length);
        AssertNone(log, log.Length - 1);
        AssertNone(log, 47);
        AssertNone(log, 0);

        // Cut after somebody had asked how long it is.
        SparseSource cut = Log(100);
        long whole = cut.Length;
        cut.CutTo(whole - 1);
        AssertNone(cut, whole);
        cut.CutTo(whole - 44);
        AssertNone(cut, whole);
    }

    [Fact]
    public void TryFind_FooterAlone_IsMalformed()
    {
        var log = new SparseSource(48);
        PutFooter(log, new IndexSection(Identifier, PagesLength, LastChecksum, 1));
        Assert.False(IndexSection.TryFind(log, 48, out _, out WriteLogFault fault));
        Assert.Equal((WriteLogFaultReason.Malformed, 0L, NotWhereItSays), (fault.Reason, fault.OffsetBytes, fault.Message));
    }

    [Fact]
    public void BeginsAt_OffsetOfTheHeaderAndNoOther_IsTrue()
    {
        SparseSource log = Log(100);
        for (int offset = PagesLength - 10; offset < PagesLength + 10; offset++)
            Assert.Equal(offset == PagesLength, IndexSection.BeginsAt(log, offset));

        var cut = new SparseSource(PagesLength + 3);
        cut.Put(PagesLength, "MTW"u8);
        Assert.False(IndexSection.BeginsAt(cut, PagesLength));
        Assert.False(IndexSection.BeginsAt(cut, PagesLength + 3));
    }

    private static void AssertNone(SparseSource log, long lengthBytes)
    {
        Assert.False(IndexSection.TryFind(log, lengthBytes, out _, out WriteLogFault fault));
        Assert.False(fault.IsFault, fault.ToString());
    }

    /// <summary>The parts of a log that are looked at: how its first page begins, and header and footer of its index.</summary>
    private static SparseSource Log(int words, long? length = null)
    {
        var section = new IndexSection(Identifier, PagesLength, LastChecksum, words);
        var log = new SparseSource(length ?? (PagesLength + section.LengthBytes));
        log.Put(0, Hex.Parse("4D54574C 01 02"));
        log.Put(32, Hex.Parse("00112233445566778899AABBCCDDEEFF"));
        log.Put(PagesLength, Hex.Parse("4D54574901000000"));
        PutFooter(log, section);
        return log;
    }

    private static void PutFooter(SparseSource log, in IndexSection section)
    {
        var footer = new byte[48];
        section.WriteFooter(footer);
        log.Put(log.Length - 48, footer);
    }

    /// <summary>A source of any length that is zero but for a few bytes.</summary>
    private sealed class SparseSource(long length) : LogSource
    {
        private readonly Dictionary<long, byte> _bytes = [];
        private long _length = length;

        public override long Length => _length;

        public void CutTo(long length) => _length = length;

        public void Put(long offset, ReadOnlySpan<byte> bytes)
        {
            for (int at = 0; at < bytes.Length; at++)
                _bytes[offset + at] = bytes[at];
        }

        public void Change(long offset) => _bytes[offset] = (byte)(_bytes.GetValueOrDefault(offset) ^ 1);

        public override int Read(long offset, Span<byte> destination)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            int count = (int)Math.Min(Math.Max(0, _length - offset), destination.Length);
            for (int at = 0; at < count; at++)
                destination[at] = _bytes.GetValueOrDefault(offset + at);

            return count;
        }

        public override void Dispose()
        {
        }
    }
}
