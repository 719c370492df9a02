using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>The last byte that fits into a parameter list and the first that does not, and what the refusals say.</summary>
public class CopyListLimitTests
{
    private static readonly byte[] Verify = Hex.Parse("07 00 00 08 00 00 00 00 00 00 00 00");
    private static readonly byte[] Alias = [0xE6, .. new byte[31]];

    [Fact]
    public void Destination_ThatHoldsTheHeaderOnly_TakesNothingMore()
    {
        var bytes = new byte[16];
        var writer = new CopyParameterListWriter(bytes, default);
        Assert.Equal(16, writer.Length);
        Assert.False(writer.TryAddSegment(new VerifySegment(0)));
        Assert.False(writer.TryAddSegment(Verify));
        Assert.False(writer.TryAddInlineData([1], out _));
        Assert.True(writer.TryAddInlineData([], out uint offset));
        Assert.Equal((0u, 0, 16), (offset, writer.SegmentDescriptorCount, writer.Complete()));
        ArgumentException thrown = Assert.Throws<ArgumentException>("destination", () => new CopyParameterListWriter(new byte[15], default).Length);
        Assert.StartsWith("There is no room for the header.", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void Destination_OfExactlyTheLength_TakesAll(int more, bool isTaken)
    {
        var bytes = new byte[16 + 32 + 32 + 12 + 12 + more];
        var writer = new CopyParameterListWriter(bytes, default);
        Assert.Equal(0, writer.AddCscdDescriptor(default(AliasCscdDescriptor)));
        Assert.Equal(1, writer.AddCscdDescriptor(Alias));
        Assert.True(writer.TryAddSegment(new VerifySegment(1)));
        Assert.Equal(isTaken, writer.TryAddSegment(Verify));
        Assert.Equal(isTaken ? 2 : 1, writer.SegmentDescriptorCount);
        Assert.Equal(isTaken ? 104 : 92, writer.Complete());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void InlineData_OfExactlyTheRoom_AreTaken(int more, bool isTaken)
    {
        var bytes = new byte[16 + 8 + more];
        var writer = new CopyParameterListWriter(bytes, default);
        Assert.True(writer.TryAddInlineData([1, 2, 3, 4], out uint first));
        Assert.Equal(isTaken, writer.TryAddInlineData([5, 6, 7, 8], out uint second));
        Assert.Equal((0u, 4u), (first, second));
        int length = writer.Complete();
        Assert.Equal(isTaken ? 24 : 20, length);
        Assert.Equal(Enumerable.Range(1, length - 16), bytes.AsSpan(16, length - 16).ToArray().Select(value => (int)value));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void CscdDescriptor_OfExactlyTheRoom_IsTaken(int more, bool isTaken)
    {
        void Add()
        {
            var writer = new CopyParameterListWriter(new byte[48 + more], default);
            Assert.Equal(0, writer.AddCscdDescriptor(Alias));
            Assert.Equal(48, writer.Length);
        }

        if (isTaken)
        {
            Add();
            return;
        }

        Assert.Equal("There is no room for 32 more bytes of CSCD descriptors.", Assert.Throws<InvalidOperationException>(Add).Message);
    }

    [Fact]
    public void CscdDescriptors_BeyondTheirLengthField_AreRefused()
    {
        int count = 0;
        void AddAll()
        {
            var writer = new CopyParameterListWriter(new byte[100_000], default);
            for (; count < 3_000; count++)
            {
                Assert.Equal(count, writer.AddCscdDescriptor(Alias));
            }
        }

        Assert.Throws<InvalidOperationException>(AddAll);
        Assert.Equal(65_535 / 32, count);
    }

    [Fact]
    public void Writer_UsedOutOfOrder_SaysTheOrder()
    {
        Assert.Equal("CSCD descriptors come before segments and inline data.", Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new CopyParameterListWriter(new byte[100], default);
            writer.TryAddInlineData([1], out _);
            writer.AddCscdDescriptor(Alias);
        }).Message);
        Assert.Equal("CSCD descriptors come before segments and inline data.", Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new CopyParameterListWriter(new byte[100], default);
            writer.TryAddSegment(Verify);
            writer.AddCscdDescriptor(Alias);
        }).Message);
        Assert.Equal("Segments come before inline data.", Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new CopyParameterListWriter(new byte[100], default);
            writer.TryAddInlineData([1], out _);
            writer.TryAddSegment(Verify);
        }).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("E6")]
    public void AddCscdDescriptor_OfWhatIsNone_IsRefused(string hex) => Assert.StartsWith(
        "The bytes are not one CSCD descriptor.",
        Assert.Throws<ArgumentException>("descriptor", () => new CopyParameterListWriter(new byte[100], default).AddCscdDescriptor(Hex.Parse(hex))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("07")]
    [InlineData("07 00 00 08 00 00 00 00 00 00 00 00 00")]
    [InlineData("07 00 00 07 00 00 00 00 00 00 00")]
    public void TryAddSegment_OfWhatIsNone_IsRefused(string hex) => Assert.StartsWith(
        "The bytes are not one segment descriptor.",
        Assert.Throws<ArgumentException>("segment", () => new CopyParameterListWriter(new byte[100], default).TryAddSegment(Hex.Parse(hex))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Header_OfLid1_HasNoFlagsOfLid4()
    {
        // Byte 15 is the last of INLINE DATA LENGTH there.
        CopyParameterListHeader header = CopyParameterListHeader.Parse(Hex.Parse("01 3F 00 00 00 00 00 00 00 00 00 00 00 00 00 03"), ListIdentifierFormat.Lid1);
        Assert.Equal((false, false, 3u, ListIdentifierFormat.Lid1), (header.Immed, header.GSense, header.InlineDataLength, header.Format));
        Assert.Equal((true, 3, 7), (header.Str, header.ListIdUsage, header.Priority));
        Assert.Equal((false, 0), (default(CopyParameterListHeader).Str, default(CopyParameterListHeader).ListIdUsage));
        Assert.Throws<ArgumentException>("immed", () => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1, immed: true));
        Assert.Throws<ArgumentException>("gSense", () => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1, gSense: true));
        var lid4 = new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1, gSense: true);
        Assert.Equal((false, true, 48), (lid4.Immed, lid4.GSense, lid4.EncodedLength));
        Assert.True(new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1, immed: true).Immed);
    }

    [Fact]
    public void Header_WithoutRoom_SaysHowMuchItNeeds()
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>("destination", () => new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1).Write(new byte[47]));
        Assert.StartsWith("The header needs 48 bytes.", thrown.Message, StringComparison.Ordinal);
        Assert.False(CopyParameterListHeader.TryParse(new byte[15], ListIdentifierFormat.Lid1, out _, out ParseFault fault));
        Assert.Equal("the parameter list header needs 16 bytes, 15 are there", fault.Reason);
        Assert.Equal(48, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1).Write(new byte[60]));
    }

    [Fact]
    public void Header_Described_HasWhatACallerChooses()
    {
        CopyParameterListHeader header = CopyParameterListHeader.Parse(CopyListVectors.Lists[0], ListIdentifierFormat.Lid1);
        string[] names = header.Describe().Select(field => field.Name).ToArray();
        Assert.Equal(["LIST IDENTIFIER", "STR", "LIST ID USAGE", "PRIORITY"], names);
    }

    [Fact]
    public void DetectFormat_OfEveryVector_IsThatOfItsCommand()
    {
        for (int index = 0; index < CopyListVectors.Lists.Length; index++)
        {
            Assert.Equal(CopyListVectors.FormatOf(Hex.Parse(CopyListVectors.All[index].Cdb)), CopyParameterListReader.DetectFormat(CopyListVectors.Lists[index]));
        }
    }

    [Fact]
    public void TryFindCscdDescriptor_BehindTheLast_FindsNone()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(CopyListVectors.Lists[0], ListIdentifierFormat.Lid1);
        Assert.True(reader.TryFindCscdDescriptor(1, out CscdDescriptor last));
        Assert.Equal((1, 0x30), (last.Index, last.ByteOffset));
        Assert.False(reader.TryFindCscdDescriptor(2, out CscdDescriptor none));
        Assert.True(none.Bytes.IsEmpty);
        Assert.True(reader.InlineData.IsEmpty);
        Assert.True(reader.TrailingData.IsEmpty);
    }

    [Theory]
    [InlineData("07 00 00 08 00 02 00 00 00 00 00 00", 1)] // A source only: what stands for the destination is no index.
    [InlineData("10 00 00 08 00 00 00 02 00 00 00 01", 1)] // A destination only.
    [InlineData("07 00 00 08 00 00 00 02 00 00 00 00", 0)]
    public void CscdIndexes_OfSegmentsWithOneDevice_AreUnderstood(string segment, int firstIndex)
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1));
        writer.AddCscdDescriptor(Alias);
        writer.AddCscdDescriptor(Alias);
        Assert.True(writer.TryAddSegment(Hex.Parse(segment)));
        Assert.True(writer.TryAddSegment(Hex.Parse(segment))); // Twice, since a list names a device as often as it likes.
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid4);
        CscdDescriptorEnumerator descriptors = reader.CscdDescriptors;
        Assert.True(descriptors.MoveNext());
        Assert.Equal(firstIndex, descriptors.Current.Index);
    }

    /// <summary>SPC-4 tables 146 to 170, and docs/xcopy.md for C0h to C6h: whom a type names, and whether it holds data for the client.</summary>
    [Fact]
    public void Traits_OfEveryTypeCode_AreThoseOfTheTable()
    {
        const string Sources = "00 01 02 03 06 07 08 09 0A 0B 0C 0D 0E 0F 13 16 BE BF C5";
        const string Destinations = "00 01 02 03 04 05 08 09 0A 0B 0C 0D 0E 10 11 12 13 14 15 16 BE BF C0 C1 C2 C3 C4 C5 C6";
        const string Held = "0B 0C 0D 0E 0F C1 C2";
        for (int code = 0; code < 256; code++)
        {
            SegmentTraits expected = (Hex.Parse(Sources).Contains((byte)code) ? SegmentTraits.Source : SegmentTraits.None)
                | (Hex.Parse(Destinations).Contains((byte)code) ? SegmentTraits.Destination : SegmentTraits.None)
                | (Hex.Parse(Held).Contains((byte)code) ? SegmentTraits.Held : SegmentTraits.None);
            Assert.Equal((code, expected), (code, SegmentRules.Traits((byte)code)));
        }
    }

    /// <summary>Types C0h to DFh belong to every vendor, so that a list of another's must be read, and written again, all the same.</summary>
    [Theory]
    [InlineData("C0 A5 00 04 00 01 00 02")]
    [InlineData("C1 A5 00 0A 00 01 00 02 00 00 00 07 AA BB")]
    [InlineData("C6 A5 00 0C 00 01 00 02 00 05 00 00 00 00 00 00")]
    public void VendorSegment_OfAnothersShape_IsCarriedAsBytes(string hex)
    {
        byte[] segment = Hex.Parse(hex);
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1));
        writer.AddCscdDescriptor(Alias);
        writer.AddCscdDescriptor(Alias);
        Assert.True(writer.TryAddSegment(segment));
        Assert.True(writer.TryAddSegment(Verify));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid4);
        Assert.Equal(2, reader.SegmentDescriptorCount);
        SegmentDescriptorEnumerator segments = reader.SegmentDescriptors;
        Assert.True(segments.MoveNext());
        Assert.Equal("vendor specific", segments.Current.Title);
        Assert.Equal(
            ["descriptorLength " + (segment.Length - 4), "flags A5h", "data " + Hex.Format(segment.AsSpan(4)).ToLowerInvariant()],
            segments.Current.Describe().Select(field => field.JsonName + " " + field.Text));
        Assert.Equal(SegmentTraits.None, SegmentRules.Traits(segments.Current));
        Assert.Equal(bytes.AsSpan(0, writer.Length).ToArray(), ListCopy.ByFields(reader));
        Assert.False(new OperatingParameters().TryValidate(reader, out ParseFault fault), "Our copy manager cannot execute it.");
        Assert.Equal((SenseCode.InvalidFieldInParameterList, true), (fault.SenseCode, fault.ByteOffset is 112 + 2 or 112 + 8));
    }

    [Fact]
    public void VendorSegment_OfAnothersShape_NamesNoDevice()
    {
        // Its bytes 6 and 7 would be the index of a LID4 list that counts from 1, were the descriptor ours.
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1));
        writer.AddCscdDescriptor(Alias);
        Assert.True(writer.TryAddSegment(Hex.Parse("C1 00 00 04 00 00 00 01")));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid4);
        Assert.True(reader.TryFindCscdDescriptor(0, out _));
        Assert.False(reader.TryFindCscdDescriptor(1, out _));
    }

    [Theory]
    [InlineData(65_531, true)]
    [InlineData(65_532, false)]
    public void Segments_UpToTheirLengthField_AreTaken(int descriptorLength, bool isTaken)
    {
        byte[] segment = [0xC8, 0, (byte)(descriptorLength >> 8), (byte)(descriptorLength & 0xFF), .. new byte[descriptorLength]];
        var writer = new CopyParameterListWriter(new byte[70_000], new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1));
        Assert.Equal(isTaken, writer.TryAddSegment(segment));
    }

    [Fact]
    public void Header_OfLid4_ComesBackEqual()
    {
        var header = new CopyParameterListHeader(ListIdentifierFormat.Lid4, 0x01020304, 5, 1, true, true, true);
        var bytes = new byte[48];
        header.Write(bytes);
        Assert.Equal(header, CopyParameterListHeader.Parse(bytes, ListIdentifierFormat.Lid4));
    }
}
