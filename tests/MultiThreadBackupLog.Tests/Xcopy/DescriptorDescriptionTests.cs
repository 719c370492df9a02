using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>How descriptors are described, refused and made of their texts again, field by field.</summary>
public class DescriptorDescriptionTests
{
    private const string Ranges = "BE00002C" + "FFFF0003" + "0000000000010020" + "000000000000000500000006DEADBEEF" + "FFFFFFFFFFFFFFFFFFFFFFFF00000001";

    [Fact]
    public void Fields_OfADescriptorWithADesignator_AreInTheOrderOfTheWire()
    {
        byte[] bytes = Hex.Parse("E401000001030001AA" + new string('0', 38) + "05000200");
        Assert.Equal(
            ["PERIPHERAL DEVICE TYPE", "NUL", "LU ID TYPE", "RELATIVE INITIATOR PORT", "CODE SET", "ASSOCIATION", "DESIGNATOR TYPE", "DESIGNATOR", "PAD", "FIXED", "BLOCK LENGTH"],
            CscdCatalog.Find(0xE4, 1).Describe(bytes).Select(field => field.Name));
        Assert.Equal(
            ["DESCRIPTOR LENGTH", "CAT", "DESTINATION INDEX", "STREAM DEVICE TRANSFER LENGTH", "EMBEDDED DATA"],
            SegmentCatalog.Find(0x05).Describe(new byte[16]).Select(field => field.Name));
    }

    [Fact]
    public void Ranges_Described_LieWhereTheyAreAndLeaveReservedBitsAlone()
    {
        byte[] bytes = Hex.Parse(Ranges);
        IReadOnlyList<ScsiField> fields = SegmentCatalog.Find(0xBE).Describe(bytes);
        ScsiField[] ranges = fields.Where(field => field.Name == "RANGES").ToArray();
        Assert.Equal([16, 32], ranges.Select(range => range.ByteOffset));
        Assert.Equal([(32, "LBA", "18446744073709551615"), (40, "NUMBER OF BLOCKS", "4294967295")], ranges[1].Fields.Select(field => (field.ByteOffset, field.Name, field.Text)));
        ScsiField reserved = fields[fields.Count - 1];
        Assert.Equal(("RESERVED", "bits that the standard reserves"), (reserved.Name, reserved.Meaning));
        Assert.Equal(new string('0', 56) + "deadbeef" + new string('0', 24) + "00000001", reserved.Text);
        Assert.Equal(bytes, CopyFieldEncoder.EncodeSegmentDescriptor(0xBE, ListCopy.Texts(fields)));
    }

    [Theory]
    [InlineData("BE00001C" + "FFFF0003" + "000000000001000F" + "00000000000000050000000600000000", "ROD <- block ranges has 15 bytes of RANGES, no whole number of elements")]
    [InlineData("BE00001D" + "FFFF0003" + "0000000000010011" + "0000000000000005000000060000000000", "ROD <- block ranges has 17 bytes of RANGES, no whole number of elements")]
    [InlineData("BE00001C" + "FFFF0003" + "0000000000010020" + "00000000000000050000000600000000", "ROD <- block ranges has 32 bytes of RANGES, where 16 fit")]
    public void Ranges_ThatDoNotFit_SayWhy(string hex, string reason)
    {
        Assert.False(RodFromRangesSegment.TryParse(Hex.Parse(hex), out _, out ParseFault fault));
        Assert.Equal((reason, 14), (fault.Reason, fault.ByteOffset));
    }

    [Fact]
    public void LongDescriptor_Described_HasNoReservedBitInItsFrame() =>
        Assert.DoesNotContain(CscdCatalog.Find(0xEA).Describe(Hex.Parse("EA" + new string('0', 62) + "FF" + new string('0', 62))), field => field.Name == "RESERVED");

    [Theory]
    [InlineData("", "a segment descriptor needs 4 bytes, 0 are there")]
    [InlineData("050000", "a segment descriptor needs 4 bytes, 3 are there")]
    [InlineData("0500000C", "descriptor type 05h (embedded -> stream) needs 16 bytes, 4 are there")]
    [InlineData("0500000B0000000000000000000000", "DESCRIPTOR LENGTH of segment type 05h (embedded -> stream) is 11, not at least 12")]
    [InlineData("0400000C000000000000000000000000", "another descriptor type than embedded -> stream")]
    public void VariableSegment_OfOtherBytes_SaysWhy(string hex, string reason)
    {
        Assert.False(EmbeddedToStreamSegment.TryParse(Hex.Parse(hex), out _, out ParseFault fault));
        Assert.Equal(reason, fault.Reason);
    }

    [Theory]
    [InlineData("00010002", "4000000400010002")]
    [InlineData("0001", "4000000400010000")]
    [InlineData("AFaf099000", "40000008AFAF099000000000")]
    public void UnknownSegment_EncodedFromItsData_IsAsLongAsTheyNeed(string data, string expected) =>
        Assert.Equal(expected, Hex.Format(CopyFieldEncoder.EncodeSegmentDescriptor(0x40, name => name == "data" ? data : null)));

    [Theory]
    [InlineData("0", "A string of bytes has two digits a byte.")]
    [InlineData("0g", "'g' is no hexadecimal digit.")]
    [InlineData("G0", "'G' is no hexadecimal digit.")]
    [InlineData("@0", "'@' is no hexadecimal digit.")]
    [InlineData("`0", "'`' is no hexadecimal digit.")]
    [InlineData("/0", "'/' is no hexadecimal digit.")]
    [InlineData(":0", "':' is no hexadecimal digit.")]
    public void Bytes_OfWhatIsNotHexadecimal_SayWhy(string data, string reason) => Assert.Equal(
        reason,
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeSegmentDescriptor(0x40, name => name == "data" ? data : null)).Message);

    [Theory]
    [InlineData("embeddedData", "0011223344556677", "12", "EMBEDDED DATA has 8 bytes, more than fit.")]
    [InlineData("reserved", "00", "12", "The reserved bits of \"embedded -> stream\" are 16 bytes, not 1.")]
    public void Encoder_GivenTextsThatDoNotFit_SaysWhy(string name, string text, string descriptorLength, string reason) => Assert.Equal(
        reason,
        Assert.Throws<FormatException>(
            () => CopyFieldEncoder.EncodeSegmentDescriptor(0x05, asked => asked == name ? text : asked == "descriptorLength" ? descriptorLength : null)).Message);

    [Fact]
    public void Encoder_GivenReservedBitsOfAnotherLengthThanTheHeader_SaysWhy() => Assert.Equal(
        "The reserved bits of \"header\" are 16 bytes, not 1.",
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeHeader(ListIdentifierFormat.Lid1, asked => asked == "reserved" ? "00" : null)).Message);

    [Fact]
    public void Encoder_GivenNothing_MakesADescriptorOfZeros()
    {
        Assert.Equal("0500000C" + new string('0', 24), Hex.Format(CopyFieldEncoder.EncodeSegmentDescriptor(0x05, _ => null)));
        Assert.Equal("BE00000C" + new string('0', 24), Hex.Format(CopyFieldEncoder.EncodeSegmentDescriptor(0xBE, _ => null)));
        Assert.Equal("E4" + new string('0', 62), Hex.Format(CopyFieldEncoder.EncodeCscdDescriptor(0xE4, _ => null)));
    }

    [Fact]
    public void TypeCodes_OfBothCatalogs_Ascend()
    {
        Assert.Equal(CscdCatalog.KnownTypeCodes.Order(), CscdCatalog.KnownTypeCodes);
        Assert.Equal(SegmentCatalog.KnownTypeCodes.Order(), SegmentCatalog.KnownTypeCodes);
        Assert.Equal(Enumerable.Range(0xC0, 7).Select(code => (byte)code), SegmentCatalog.KnownTypeCodes.Where(code => code is >= 0xC0 and <= 0xDF));
    }

    [Theory]
    [InlineData(PeripheralDeviceType.SequentialAccess, true, false)]
    [InlineData(PeripheralDeviceType.Processor, true, false)]
    [InlineData(PeripheralDeviceType.DirectAccess, false, true)]
    [InlineData((PeripheralDeviceType)0x0E, false, true)]
    [InlineData((PeripheralDeviceType)0x08, false, false)]
    public void Device_OfEachKind_IsOfStreamsOrBlocks(PeripheralDeviceType type, bool isStream, bool isBlock)
    {
        var device = new CscdDevice(type);
        Assert.Equal((isStream, isBlock), (device.IsStreamDevice, device.IsBlockDevice));
    }

    [Theory]
    [InlineData(0, 0xEA, false, "descriptor type EAh (IPv6) needs 64 bytes, 0 are there", 0x1A)]
    [InlineData(63, 0xEA, false, "descriptor type EAh (IPv6) needs 64 bytes, 63 are there", 0x1A)]
    [InlineData(64, 0xEB, false, "another descriptor type than IPv6", 0x26)]
    [InlineData(1, 0xEB, false, "another descriptor type than IPv6", 0x26)]
    [InlineData(64, 0xEA, true, null, 0)]
    public void ExtendedDescriptor_OfOtherBytes_IsAFault(int length, byte typeCode, bool isAcceptable, string? reason, byte asc)
    {
        var bytes = new byte[64];
        (bytes[0], bytes[32]) = (typeCode, 0xFF);
        Assert.Equal(isAcceptable, IPv6CscdDescriptor.TryParse(bytes.AsSpan(0, length), out _, out ParseFault fault));
        Assert.Equal((reason ?? string.Empty, asc), (fault.Reason, fault.SenseCode.AdditionalSenseCode));
    }

    [Theory]
    [InlineData(32, 0xE4, 20, true)]
    [InlineData(32, 0xE4, 21, false)]
    [InlineData(31, 0xE4, 20, false)]
    [InlineData(32, 0xE6, 20, false)]
    public void Identification_OfOtherBytes_IsAFault(int length, byte typeCode, byte designatorLength, bool isAcceptable)
    {
        var bytes = new byte[32];
        (bytes[0], bytes[7]) = (typeCode, designatorLength);
        Assert.Equal(isAcceptable, IdentificationCscdDescriptor.TryParse(bytes.AsSpan(0, length), out IdentificationCscdDescriptor descriptor, out ParseFault fault));
        Assert.Equal(isAcceptable, fault == default);
        Assert.Equal(isAcceptable ? 20 : 0, descriptor.GetDesignator().Length);
    }

    [Fact]
    public void CscdDescriptors_Walked_CountTheHalvesOfLongOnes()
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1));
        writer.AddCscdDescriptor(default(AliasCscdDescriptor));
        writer.AddCscdDescriptor(default(IPv6CscdDescriptor));
        writer.AddCscdDescriptor(default(AliasCscdDescriptor));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid1);
        var seen = new List<(int Index, int ByteOffset, int Length)>();
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            seen.Add((descriptor.Index, descriptor.ByteOffset, descriptor.Bytes.Length));
        }

        Assert.Equal([(0, 16, 32), (1, 48, 64), (3, 112, 32)], seen);
        bool[] names = new bool[6];
        int[] offsets = new int[6];
        for (ushort index = 0; index < names.Length; index++)
        {
            names[index] = reader.NamesExtension(index, out offsets[index]);
        }

        Assert.Equal([false, false, true, false, false, false], names);
        Assert.Equal([16, 48, 80, 112, 144, 176], offsets);
    }

    [Fact]
    public void NamesExtension_OfOneThatExtendsNothing_IsTrue()
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 7));
        writer.AddCscdDescriptor(new byte[32].Select((_, index) => index == 0 ? (byte)0xFF : (byte)0).ToArray());
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid1);
        Assert.True(reader.NamesExtension(0, out int byteOffset));
        Assert.Equal((16, false), (byteOffset, reader.TryFindCscdDescriptor(0, out _)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void NamesExtension_OfALid4ListThatCountsFromOne_CountsFromOne(ushort index, bool expected)
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 1));
        writer.AddCscdDescriptor(default(IPv6CscdDescriptor));
        Assert.True(writer.TryAddSegment(new VerifySegment(2)));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid4);
        Assert.Equal(expected, reader.NamesExtension(index, out int byteOffset));
        Assert.Equal(48 + ((index - 1) * 32), byteOffset);
    }
}
