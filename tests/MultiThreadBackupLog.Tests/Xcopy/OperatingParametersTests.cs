using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Xcopy;

public class OperatingParametersTests
{
    private const string Captured =
        "0000002A01000000000200010000005C00000000000000000000000000000000000000080810101000000002" + "02E4";

    /// <summary>What each fault must be: list, what is changed in it, the byte of the field pointer, the bit, ASC and ASCQ.</summary>
    public static IEnumerable<object?[]> Faults() =>
    [
        Row("target type E6h not implemented", 0, [(0x30, 0xE6)], 0x30, null, 0x26, 0x07, p => p.ImplementedTypeCodes = Without(p, 0xE6)),
        Row("target type ECh not known", 0, [(0x30, 0xEC)], 0x30, null, 0x26, 0x07),
        Row("a segment type in the target list", 0, [(0x30, 0x02)], 0x30, null, 0x26, 0x07),
        Row("an extension that extends nothing", 0, [(0x30, 0xFF)], 0x30, null, 0x26, 0x07),
        Row("segment type 40h not known", 0, [(0x50, 0x40)], 0x50, null, 0x26, 0x09),
        Row("a target type in the segment list", 0, [(0x50, 0xE4)], 0x50, null, 0x26, 0x09),
        Row("a target type in the segment list, whose length leads nowhere", 0, [(0x50, 0xE4), (0x53, 0x00)], 0x50, null, 0x26, 0x09),
        Row("segment type 40h not known, longer than the list", 0, [(0x50, 0x40), (0x52, 0x10)], 0x50, null, 0x26, 0x09),
        Row("segment type 40h not known, at the list's last four bytes", 0, [(11, 0x1C), (0x68, 0x40), (0x6B, 0x00)], 0x68, null, 0x26, 0x09),
        Row("segment type 40h not known, cut within its length", 0, [(11, 0x1B), (0x68, 0x40)], 0x6B, null, 0x1A, 0x00),
        Row("a vendor specific segment without indexes", 0, [(0x50, 0xC7), (0x53, 0x03)], 0x52, null, 0x26, 0x00),
        Row("the lowest segment type of ours in another's shape", 0, [(0x50, 0xC0)], 0x52, null, 0x26, 0x00),
        Row("a segment type of ours in another's shape", 0, [(0x50, 0xC1)], 0x52, null, 0x26, 0x00),
        Row("the highest segment type of ours in another's shape", 0, [(0x50, 0xC6), (0x59, 9)], 0x58, null, 0x26, 0x00),
        Row("segment type 03h not implemented", 4, [], 0x50, null, 0x26, 0x09, p => p.ImplementedTypeCodes = Without(p, 0x03)),
        Row("FIXED 1 without a block length", 0, [(0x4C, 0x05)], 0x4D, null, 0x26, 0x00),
        Row("FIXED 0 with a block length", 0, [(0x4F, 0x01)], 0x4D, null, 0x26, 0x00),
        Row("LU ID TYPE 1", 12, [(0x11, 0x40)], 0x11, 7, 0x26, 0x00),
        Row("LU ID TYPE 1 of the lowest target type", 0, [(0x30, 0xE0), (0x31, 0x41)], 0x31, 7, 0x26, 0x00),
        Row("the lowest target type in the segment list", 0, [(0x50, 0xE0)], 0x50, null, 0x26, 0x09),
        Row("the highest segment type in the target list", 0, [(0x30, 0xBF)], 0x30, null, 0x26, 0x07),
        Row("a vendor specific target that is not implemented", 0, [(0x30, 0xC0)], 0x30, null, 0x26, 0x07, p => p.ImplementedTypeCodes = Without(p, 0xC0)),
        Row("LIST ID USAGE 11b with an identifier", 0, [(1, 0x19)], 0, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b where it is not supported", 0, [(0, 0), (1, 0x19)], 1, 4, 0x26, 0x00, p => p.SupportsNoListIdentifier = false),
        Row("LIST ID USAGE 11b with data to hold", 9, [(0, 0), (1, 0x19)], 0x3C, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b with data of 0Bh to hold", 0, [(0, 0), (1, 0x19), (0x50, 0x0B)], 0x50, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b with data of 0Ch to hold", 1, [(0, 0), (1, 0x19), (0x5C, 0x0C)], 0x5C, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b with data of 0Dh to hold", 2, [(0, 0), (1, 0x19), (0x50, 0x0D)], 0x50, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b with data of 0Eh to hold", 4, [(0, 0), (1, 0x19), (0x50, 0x0E)], 0x50, null, 0x26, 0x00),
        Row("LIST ID USAGE 11b with a write log's status to hold", 0, [(0, 0), (1, 0x19), (0x68, 0xC1)], 0x68, null, 0x26, 0x00),
        Row("IMMED with G_SENSE", 11, [(15, 3)], 15, 0, 0x24, 0x00),
        Row("IMMED with LIST ID USAGE 11b", 11, [(1, 0x19), (0x15, 0), (0x16, 0), (0x17, 0)], 15, 0, 0x24, 0x00),
        Row("too many target descriptors", 0, [], 2, null, 0x26, 0x06, p => p.MaximumCscdDescriptorCount = 1),
        Row("too many segment descriptors", 0, [], 8, null, 0x26, 0x08, p => p.MaximumSegmentDescriptorCount = 1),
        Row("lists too long", 0, [], 8, null, 0x1A, 0x00, p => p.MaximumDescriptorListLengthBytes = 99),
        Row("inline data too long", 5, [], 12, null, 0x1A, 0x00, p => p.MaximumInlineDataLengthBytes = 79),
        Row("segment 00h too long", 0, [], 0x5E, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 524_287),
        Row("segment 01h too long", 1, [], 0x6A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 524_287),
        Row("segment 02h too long", 3, [], 0x3A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 1_048_575),
        Row("segment 03h too long", 4, [], 0x60, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 1_048_575),
        Row("segment 05h too long", 6, [], 0x3C, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 9),
        Row("segment 08h too long", 7, [], 0x78, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 3_095),
        Row("segment 0Ah too long", 13, [], 0x38, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 699),
        Row("segment 0Bh too long", 0, [(0x50, 0x0B)], 0x5E, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 524_287),
        Row("segment 0Ch too long", 1, [(0x5C, 0x0C)], 0x6A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 524_287),
        Row("segment 0Dh too long", 3, [(0x30, 0x0D)], 0x3A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 1_048_575),
        Row("segment 0Eh too long", 4, [(0x50, 0x0E)], 0x60, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 1_048_575),
        Row("segment 16h too long", 2, [(0x50, 0x16), (0x4E, 0x10)], 0x68, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = (10 * 0x1000) - 1),
        Row("segment 02h with DC, by the blocks of the destination", 2, [(0x4E, 0x10), (0x4F, 0x00)], 0x5A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = (4 * 4_096) - 1),
        Row("segment 02h without DC, by the blocks of the source", 2, [(0x2E, 0x10), (0x2F, 0x00), (0x51, 0x00)], 0x5A, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = (4 * 4_096) - 1),
        Row("tape blocks of 03h too long at the source", 4, [(0x5B, 0x01)], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_536),
        Row("tape blocks of 03h too long at both", 4, [], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_535),
        Row("tape blocks of 0Eh too long at the source", 4, [(0x50, 0x0E), (0x5B, 0x01)], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_536),
        Row("tape blocks of 0Bh too long", 0, [(0x50, 0x0B)], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_535),
        Row("transfers of 0Ch too long", 1, [(0x5C, 0x0C)], 0x65, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_535),
        Row("transfers of 06h too long", 9, [(0x3C, 0x06)], 0x45, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 1_023),
        Row("tape blocks too long", 0, [], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_535),
        Row("transfers of 01h too long", 1, [], 0x65, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 65_535),
        Row("transfers of 04h too long", 5, [], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 79),
        Row("transfers of 05h too long", 6, [], 0x39, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 9),
        Row("transfers of 08h too long", 7, [], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 4_095),
        Row("transfers of 09h too long", 8, [], 0x59, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 32_767),
        Row("transfers of 0Fh too long", 9, [], 0x45, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 1_023),
        Row("segment 04h too long", 5, [], 0x60, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 79),
        Row("segment 09h too long", 8, [], 0x5C, null, 0x26, 0x00, p => p.MaximumSegmentLengthBytes = 32_767),
        Row("fixed tape blocks too long", 4, [(0x63, 0), (0x5F, 3)], 0x5D, null, 0x26, 0x00, p => p.MaximumStreamDeviceTransferSizeBytes = 98_303),
        Row("the second half of an IPv6 descriptor is another", 0, [(0x10, 0xEA)], 0x30, null, 0x26, 0x00),
        Row("a designator longer than its field", 0, [(0x17, 21)], 0x17, null, 0x26, 0x00),
        Row("a wrong DESCRIPTOR LENGTH", 0, [(0x53, 0x10)], 0x52, null, 0x26, 0x00),
        Row("DESCRIPTOR LENGTH 0, as some tools send it", 0, [(0x53, 0)], 0x52, null, 0x26, 0x00),
        Row("more embedded data than the descriptor holds", 6, [(0x3D, 13)], 0x3C, null, 0x26, 0x00),
        Row("a target list that ends inside a descriptor", 0, [(3, 0x3F), (11, 0x25)], 0x4F, null, 0x1A, 0x00),
        Row("a segment list that ends inside a descriptor", 0, [(11, 0x20)], 0x70, null, 0x1A, 0x00),
        Row("lengths beyond the data", 0, [(11, 0x25)], 116, null, 0x1A, 0x00),
        Row("no LID4 format code", 11, [(0, 2)], 0, null, 0x26, 0x00),
        Row("a wrong LID4 header list length", 11, [(3, 0x21)], 2, null, 0x26, 0x00),
        Row("a wrong LID4 header descriptor type", 11, [(16, 0xFE)], 16, null, 0x26, 0x00),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public void List_ThatMustBeRefused_GivesTheFaultThatACopyManagerReports(
        string name, int vector, (int Offset, int Value)[] changes, int byteOffset, int? bit, int asc, int ascq, Action<OperatingParameters> limit)
    {
        bool isTaken = Takes(vector, changes, limit, out ParseFault fault);
        Assert.False(isTaken, name);
        Assert.Equal(
            (SenseKey.IllegalRequest, new SenseCode((byte)asc, (byte)ascq), byteOffset, bit),
            (fault.SenseKey, fault.SenseCode, fault.ByteOffset, fault.Bit));
        Assert.NotEmpty(fault.Reason);
    }

    /// <summary>What is next to a fault and is none.</summary>
    public static IEnumerable<object?[]> Accepted() =>
    [
        Row("as it is", 0, [], 0, null, 0, 0),
        Row("as many targets and segments as there may be", 0, [], 0, null, 0, 0, p => (p.MaximumCscdDescriptorCount, p.MaximumSegmentDescriptorCount) = (2, 2)),
        Row("lists as long as they may be", 0, [], 0, null, 0, 0, p => p.MaximumDescriptorListLengthBytes = 100),
        Row("inline data as long as they may be", 5, [], 0, null, 0, 0, p => p.MaximumInlineDataLengthBytes = 80),
        Row("a segment as long as it may be", 0, [], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 524_288),
        Row("tape blocks as long as they may be", 0, [], 0, null, 0, 0, p => p.MaximumStreamDeviceTransferSizeBytes = 65_536),
        Row("no limit of a segment", 0, [], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 0),
        Row("no limit of a transfer", 0, [], 0, null, 0, 0, p => p.MaximumStreamDeviceTransferSizeBytes = 0),
        Row("a segment 02h with DC as long as it may be", 2, [(0x4E, 0x10), (0x4F, 0x00)], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 4 * 4_096),
        Row("a segment 02h without DC as long as it may be", 2, [(0x4E, 0x10), (0x4F, 0x00), (0x51, 0x00)], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 4 * 512),
        Row("a segment 16h as long as it may be", 2, [(0x50, 0x16), (0x4E, 0x10), (0x4F, 0x00)], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 10 * 4_096),
        Row("tape blocks of 03h as long as they may be", 4, [(0x5B, 0x01)], 0, null, 0, 0, p => p.MaximumStreamDeviceTransferSizeBytes = 65_537),
        Row("what is discarded, however long a segment may be", 9, [(0x3C, 0x06)], 0, null, 0, 0, p => p.MaximumSegmentLengthBytes = 1),
        Row("no list identifier, and 0Ah, which holds nothing", 13, [(0, 0), (1, 0x19)], 0, null, 0, 0),
        Row("no list identifier, and 10h, which holds nothing", 0, [(0, 0), (1, 0x19)], 0, null, 0, 0),
        Row("no list identifier", 0, [(0, 0), (1, 0x19)], 0, null, 0, 0),
        Row("IMMED alone", 11, [(15, 1)], 0, null, 0, 0),
        Row("G_SENSE alone", 11, [(15, 2)], 0, null, 0, 0),
        Row("LU ID TYPE in a descriptor that has no LU identifier", 0, [(0x31, 0x41)], 0, null, 0, 0),
        Row("LU ID TYPE in a ROD", 0, [(0x30, 0xFE), (0x31, 0x41)], 0, null, 0, 0),
        Row("a ROD with FIXED and no block length", 0, [(0x30, 0xFE), (0x4C, 0x05)], 0, null, 0, 0),
        Row("a vendor specific target that is implemented", 0, [(0x30, 0xC0)], 0, null, 0, 0, p => p.ImplementedTypeCodes = [.. p.ImplementedTypeCodes, 0xC0]),
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void List_NextToAFault_IsTaken(
        string name, int vector, (int Offset, int Value)[] changes, int byteOffset, int? bit, int asc, int ascq, Action<OperatingParameters> limit)
    {
        bool isTaken = Takes(vector, changes, limit, out ParseFault fault);
        Assert.True(isTaken, name + ": " + fault);
        Assert.Equal((0, null, 0, 0, default), (byteOffset, bit, asc, ascq, fault));
    }

    [Fact]
    public void Faults_OfAllRows_SayWhatTheReviewedFileSays() => ReviewedFile.AssertSays(
        System.IO.Path.Combine(House.Repository.Root, "tests", "MultiThreadBackupLog.Tests", "Xcopy", "Faults.txt"),
        "The text of a fault",
        Faults().Select(row =>
        {
            Takes((int)row[1]!, ((int, int)[])row[2]!, (Action<OperatingParameters>)row[7]!, out ParseFault fault);
            return row[0] + ": " + fault;
        }));

    [Fact]
    public void Sense_OfAnUnsupportedTargetType_IsTheVector()
    {
        byte[] list = (byte[])CopyListVectors.Lists[0].Clone();
        list[0x30] = 0xEC;
        Assert.False(new OperatingParameters().TryValidate(CopyParameterListReader.Parse(list, ListIdentifierFormat.Lid1), out ParseFault fault));
        Assert.Equal("70000500000000" + "0A00000000260700800030", Hex.Format(SenseData.FromFault(fault).Bytes.Span));
    }

    [Fact]
    public void Capture_OfARealArray_HasItsFieldsAndComesBack()
    {
        OperatingParameters parameters = OperatingParameters.Parse(Hex.Parse(Captured));
        Assert.True(parameters.SupportsNoListIdentifier);
        Assert.Equal((2, 1, 92u), (parameters.MaximumCscdDescriptorCount, parameters.MaximumSegmentDescriptorCount, parameters.MaximumDescriptorListLengthBytes));
        Assert.Equal((8, 8), (parameters.TotalConcurrentCopies, parameters.MaximumConcurrentCopies));
        Assert.Equal((16, 16, 16), (parameters.DataSegmentGranularityExponent, parameters.InlineDataGranularityExponent, parameters.HeldDataGranularityExponent));
        Assert.Equal([0x02, 0xE4], parameters.ImplementedTypeCodes);
        var bytes = new byte[parameters.EncodedLength];
        parameters.Write(bytes);
        Assert.Equal(Captured, Hex.Format(bytes));
    }

    [Fact]
    public void Defaults_Declare64TargetsAnd8448SegmentsOf32MiB()
    {
        var bytes = new byte[512];
        int length = new OperatingParameters().Write(bytes);
        OperatingParameters parameters = OperatingParameters.Parse(bytes.AsSpan(0, length));
        Assert.Equal((64, 8_448, 32u << 20), (parameters.MaximumCscdDescriptorCount, parameters.MaximumSegmentDescriptorCount, parameters.MaximumSegmentLengthBytes));
        Assert.Equal(Enumerable.Range(0, 0x17).Concat([0xBE, 0xBF]), parameters.ImplementedTypeCodes.Where(code => code < 0xC0).Select(code => (int)code));
        Assert.Equal(Enumerable.Range(0xE0, 12).Concat([0xFE]), parameters.ImplementedTypeCodes.Where(code => code >= 0xE0).Select(code => (int)code));
        Assert.True(parameters.TryValidate(CopyParameterListReader.Parse(ListBuilder.Of(64, 8_448), ListIdentifierFormat.Lid1), out ParseFault fault), fault.ToString());
    }

    [Theory]
    [InlineData(65, 1, 0x06)]
    [InlineData(64, 8_449, 0x08)]
    public void List_OverADeclaredCount_IsRefused(int cscdCount, int segmentCount, int ascq)
    {
        byte[] list = ListBuilder.Of(cscdCount, segmentCount);
        Assert.False(new OperatingParameters().TryValidate(CopyParameterListReader.Parse(list, ListIdentifierFormat.Lid1), out ParseFault fault));
        Assert.Equal(new SenseCode(0x26, (byte)ascq), fault.SenseCode);
    }

    [Fact]
    public void Parameters_CutByTheAllocationLength_HaveTheTypesThatCameOver()
    {
        byte[] bytes = Hex.Parse(Captured);
        Assert.Equal([0x02], OperatingParameters.Parse(bytes.AsSpan(0, 45)).ImplementedTypeCodes);
        for (int length = 0; length < OperatingParameters.HeadLength; length++)
        {
            Assert.False(OperatingParameters.TryParse(bytes.AsSpan(0, length), out OperatingParameters? none, out ParseFault fault));
            Assert.Null(none);
            Assert.Equal(length, fault.ByteOffset);
        }
    }

    /// <summary>SPC-4 table 244, each field of its own value.</summary>
    [Fact]
    public void Parameters_WithAValueInEveryField_AreTheTable()
    {
        const string Table = "0000002B" + "01000000" + "1112" + "2122" + "31323334" + "41424344" + "51525354" + "61626364" + "71727374" + "0000" + "8182" + "91" + "A1" + "B1" + "C1" + "000000" + "03" + "02C8E4";
        var parameters = new OperatingParameters
        {
            MaximumCscdDescriptorCount = 0x1112,
            MaximumSegmentDescriptorCount = 0x2122,
            MaximumDescriptorListLengthBytes = 0x31323334,
            MaximumSegmentLengthBytes = 0x41424344,
            MaximumInlineDataLengthBytes = 0x51525354,
            HeldDataLimitBytes = 0x61626364,
            MaximumStreamDeviceTransferSizeBytes = 0x71727374,
            TotalConcurrentCopies = 0x8182,
            MaximumConcurrentCopies = 0x91,
            DataSegmentGranularityExponent = 0xA1,
            InlineDataGranularityExponent = 0xB1,
            HeldDataGranularityExponent = 0xC1,
            ImplementedTypeCodes = [0xE4, 0x02, 0xC8, 0x02],
        };
        Assert.Equal([0x02, 0xC8, 0xE4], parameters.ImplementedTypeCodes);
        byte[] bytes = Enumerable.Repeat((byte)0xFF, 50).ToArray();
        Assert.Equal((47, 47), (parameters.EncodedLength, parameters.Write(bytes)));
        Assert.Equal(Table + "FFFFFF", Hex.Format(bytes));
        byte[] again = new byte[47];
        OperatingParameters parsed = OperatingParameters.Parse(bytes.AsSpan(0, 47));
        parsed.Write(again);
        Assert.Equal(Table, Hex.Format(again));
        parsed.SupportsNoListIdentifier = false;
        parsed.Write(again);
        Assert.Equal((0, false), (again[4], OperatingParameters.Parse(again).SupportsNoListIdentifier));
        Assert.StartsWith("The parameters need 47 bytes.", Assert.Throws<ArgumentException>("destination", () => parsed.Write(new byte[46])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImplementedTypeCodes_MoreThanTheirLengthFieldCounts_AreRefused()
    {
        var parameters = new OperatingParameters { ImplementedTypeCodes = Enumerable.Range(0, 255).Select(code => (byte)code).ToArray() };
        Assert.Equal(255, parameters.ImplementedTypeCodes.Count);
        ArgumentException thrown = Assert.Throws<ArgumentException>("ImplementedTypeCodes", () => parameters.ImplementedTypeCodes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray());
        Assert.StartsWith("The list of descriptor types has room for 255.", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => parameters.ImplementedTypeCodes = null!);
    }

    [Fact]
    public void Parameters_ThatAreTooShort_SaySo()
    {
        Assert.False(OperatingParameters.TryParse(new byte[43], out _, out ParseFault fault));
        Assert.Equal("OPERATING PARAMETERS needs 44 bytes, 43 are there", fault.Reason);
        Assert.Empty(OperatingParameters.Parse(new byte[44]).ImplementedTypeCodes);
    }

    [Fact]
    public void Clone_ChangedLater_LeavesTheOriginal()
    {
        var original = new OperatingParameters();
        OperatingParameters copy = original.Clone();
        copy.ImplementedTypeCodes = [0x02, 0xE4];
        copy.MaximumCscdDescriptorCount = 2;
        Assert.Equal(64, original.MaximumCscdDescriptorCount);
        Assert.True(original.TryValidate(CopyParameterListReader.Parse(CopyListVectors.Lists[0], ListIdentifierFormat.Lid1), out _));
    }

    [Fact]
    public void A_list_is_taken_exactly_up_to_each_limit() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            int cscds = random.Next(2, 8);
            int segments = random.Next(1, 20);
            byte[] bytes = ListBuilder.Of(cscds, segments);
            var parameters = new OperatingParameters
            {
                MaximumCscdDescriptorCount = (ushort)(cscds + random.Next(-1, 2)),
                MaximumSegmentDescriptorCount = (ushort)(segments + random.Next(-1, 2)),
                MaximumSegmentLengthBytes = (uint)((65_408 * 512) + random.Next(-1, 2)),
                MaximumDescriptorListLengthBytes = (uint)(bytes.Length - 16 + random.Next(-1, 2)),
                MaximumStreamDeviceTransferSizeBytes = (uint)(65_536 + random.Next(-1, 2)),
            };
            bool isTaken = parameters.TryValidate(CopyParameterListReader.Parse(bytes, ListIdentifierFormat.Lid1), out ParseFault fault);
            bool mustBeTaken = cscds <= parameters.MaximumCscdDescriptorCount
                && segments <= parameters.MaximumSegmentDescriptorCount
                && parameters.MaximumSegmentLengthBytes >= 65_408 * 512
                && parameters.MaximumDescriptorListLengthBytes >= bytes.Length - 16
                && parameters.MaximumStreamDeviceTransferSizeBytes >= 65_536;
            Assert.Equal(isTaken, fault == default);
            return isTaken == mustBeTaken;
        });

    private static object?[] Row(
        string name, int vector, (int Offset, int Value)[] changes, int byteOffset, int? bit, int asc, int ascq, Action<OperatingParameters>? limit = null) =>
        [name, vector, changes, byteOffset, bit, asc, ascq, limit ?? (_ => { })];

    private static bool Takes(int vector, (int Offset, int Value)[] changes, Action<OperatingParameters> limit, out ParseFault fault)
    {
        byte[] list = (byte[])CopyListVectors.Lists[vector].Clone();
        foreach ((int offset, int value) in changes)
        {
            list[offset] = (byte)value;
        }

        var parameters = new OperatingParameters();
        limit(parameters);
        ListIdentifierFormat format = CopyListVectors.FormatOf(Hex.Parse(CopyListVectors.All[vector].Cdb));
        return CopyParameterListReader.TryParse(list, format, out CopyParameterListReader reader, out fault) && parameters.TryValidate(reader, out fault);
    }

    private static byte[] Without(OperatingParameters parameters, byte code) => parameters.ImplementedTypeCodes.Where(c => c != code).ToArray();
}
