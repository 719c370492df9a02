using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Scsi.Commands;
using MultiThreadBackupLog.Scsi.Data;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>Data of any length: inquiry pages, mode parameters, inventories and access order lists, byte by byte and by random content.</summary>
public class PageDataTests
{
    private static readonly byte[] TapeName = Hex.Parse("50 00 E1 11 00 00 00 01");

    /// <summary>Clause, the structure as a caller makes it, and its bytes.</summary>
    public static TheoryData<string, object, string> Rows => new()
    {
        { "SPC-4, VPD page 00h", new SupportedVpdPagesPage(PeripheralDeviceType.SequentialAccess, [0x00, 0x83, 0x8F]), "01 00 00 03 00 83 8F" },
        { "SPC-4, VPD page 83h", new DeviceIdentificationPage(PeripheralDeviceType.SequentialAccess, [Naa(), TargetPort()]), "01 83 00 14 01 03 00 08 50 00 E1 11 00 00 00 01 01 14 00 04 00 00 00 02" },
        { "SPC-4, designation descriptor, NAA", Naa(), "01 03 00 08 50 00 E1 11 00 00 00 01" },
        { "SPC-4, designation descriptor, SCSI name", new DesignationDescriptor(DesignatorCodeSet.Utf8, DesignatorAssociation.TargetDevice, DesignatorType.ScsiNameString, "iqn"u8), "03 28 00 03 69 71 6E" },
        { "SPC-4, VPD page 8Fh", new ThirdPartyCopyPage(PeripheralDeviceType.DirectAccess, [ThirdPartyCopyDescriptor.SupportedCommands([0x00, 0x1C], [0x00, 0x03]), ThirdPartyCopyDescriptor.SupportedDescriptors([0x00, 0x02, 0xE4])]), "00 8F 00 18 00 01 00 0C 08 83 02 00 1C 84 02 00 03 00 00 00 00 08 00 04 03 00 02 E4" },
        { "SPC-4, third-party copy descriptor 0004h", ThirdPartyCopyDescriptor.ParameterData(64, 8448, 0x01020304, 0x05060708), "00 04 00 1C 00 00 00 00 00 40 21 00 01 02 03 04 05 06 07 08 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SPC-4, third-party copy descriptor 8001h", ThirdPartyCopyDescriptor.GeneralCopyOperations(0x01020304, 0x05060708, 0x02000000, 0x10, 0x11), "80 01 00 20 01 02 03 04 05 06 07 08 02 00 00 00 10 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SPC-4, third-party copy descriptor 9101h", ThirdPartyCopyDescriptor.StreamCopyOperations(0x00800000), "91 01 00 0C 00 80 00 00 00 00 00 00 00 00 00 00" },
        { "SPC-4, third-party copy descriptor C001h", ThirdPartyCopyDescriptor.HeldData(0x00010000, 9), "C0 01 00 1C 00 01 00 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SPC-4, REPORT LUNS data", new LogicalUnitInventory([0, 0x0001000000000000]), "00 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00" },
        { "LTO-9, GENERATE RAO list", new AccessOrderList([new AccessOrderSegment("A", 0, 100, 199), new AccessOrderSegment("B", 0, 5000, 5099)]), "00 00 00 00 00 00 00 40 00 1E 00 00 00 41 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 64 00 00 00 00 00 00 00 C7 00 1E 00 00 00 42 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 13 88 00 00 00 00 00 00 13 EB" },
        { "LTO-9, UDS descriptor", new AccessOrderSegment("0123456789", 1, 0x0102030405060708, 0x090A0B0C0D0E0F10), "00 1E 00 00 00 30 31 32 33 34 35 36 37 38 39 01 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10" },
        { "SPC-4, standard INQUIRY data", new InquiryData(PeripheralDeviceType.SequentialAccess, "VENDOR", "PRODUCT", "0001", true, true, true), "01 80 06 02 5B 08 00 02 56 45 4E 44 4F 52 20 20 50 52 4F 44 55 43 54 20 20 20 20 20 20 20 20 20 30 30 30 31" + string.Concat(Enumerable.Repeat(" 00", 60)) },
    };

    /// <summary>Clause, the parameters, and their bytes.</summary>
    public static TheoryData<string, object, string> ModeRows => new()
    {
        { "SPC-4, MODE SELECT(6), fixed blocks of 32768", new ModeParameters(ModeParameterForm.Six, new ModeBlockDescriptor(32768)), "00 00 10 08 7F 00 00 00 00 00 80 00" },
        { "SPC-4, MODE SELECT(6), variable blocks", new ModeParameters(ModeParameterForm.Six, new ModeBlockDescriptor(0)), "00 00 10 08 7F 00 00 00 00 00 00 00" },
        { "SPC-4, MODE SENSE(6), write protected, unbuffered", new ModeParameters(ModeParameterForm.Six, null, 0, true, false, [0x0F, 0x00]), "05 00 80 00 0F 00" },
        { "SPC-4, MODE SENSE(10)", new ModeParameters(ModeParameterForm.Ten, new ModeBlockDescriptor(0, 0x5E), 2, false, false, [0x10, 0x00]), "00 10 00 20 00 00 00 08 5E 00 00 00 00 00 00 00 10 00" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_WrittenAndDecoded_IsTheVector(string clause, object value, string hex) => WireStruct.AssertVector(clause, value, hex);

    [Theory]
    [MemberData(nameof(ModeRows))]
    public void ModeRow_WrittenAndDecoded_IsTheVector(string clause, object row, string hex)
    {
        var value = (ModeParameters)row;
        byte[] bytes = Hex.Parse(hex);
        var written = new byte[value.EncodedLength];
        Assert.Equal(written.Length, value.Write(written));
        Assert.Equal(Hex.Format(bytes), Hex.Format(written));
        Assert.True(ModeParameters.TryParse(bytes, value.Form, out ModeParameters decoded, out ParseFault fault), clause + ": " + fault);
        Assert.Equal(value, decoded);
        for (int length = 0; length < bytes.Length; length++)
        {
            bool isTaken = ModeParameters.TryParse(bytes.AsSpan(0, length), value.Form, out _, out fault);
            Assert.Equal(length >= bytes.Length - value.Pages.Length, isTaken);
        }
    }

    [Fact]
    public void ModeParameters_OfAModeSense_HaveTheirFields()
    {
        ModeParameters six = ModeParameters.Parse(Hex.Parse("0D 12 93 08 5E 00 00 01 00 01 00 00 0F 00 FF"), ModeParameterForm.Six);
        Assert.Equal((13, 0x12, true, 1, 3), (six.ModeDataLength, six.MediumType, six.IsWriteProtected, six.BufferedMode, six.Speed));
        Assert.Equal(new ModeBlockDescriptor(65536, 0x5E, 1), six.BlockDescriptor);
        Assert.Equal([0x0F, 0x00], six.Pages.ToArray());
        Assert.Equal(14, six.EncodedLength);
        Assert.Equal(0, default(ModeParameters).EncodedLength);
        Assert.Null(default(ModeParameters).BlockDescriptor);
        Assert.True(default(ModeParameters).Pages.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>("form", () => ModeParameters.Parse(new byte[8], default));
    }

    [Fact]
    public void ModeParameters_WhoseLengthEndsBeforeTheBlockDescriptor_AreAFault()
    {
        Assert.False(ModeParameters.TryParse(Hex.Parse("04 00 00 08 00 00 00 00 00 00 00 00"), ModeParameterForm.Six, out _, out ParseFault fault));
        Assert.Equal(0, fault.ByteOffset);
        Assert.Throws<ArgumentException>("pages", () => new ModeParameters(ModeParameterForm.Six, null, isForSelect: false, pages: new byte[256]));
    }

    [Fact]
    public void Names_of_a_page_come_back_whatever_they_are() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        DesignationDescriptor[] names = Enumerable.Range(0, random.Next(6)).Select(_ => new DesignationDescriptor(
            (DesignatorCodeSet)random.Next(16), (DesignatorAssociation)random.Next(4), (DesignatorType)random.Next(16), Bytes(random, 256))).ToArray();
        var page = new DeviceIdentificationPage((PeripheralDeviceType)random.Next(32), names);
        DeviceIdentificationPage decoded = DeviceIdentificationPage.Parse(WireStruct.Of(page.GetType()).Write(page));
        Assert.Equal(page, decoded);
        Assert.Equal(names, decoded.Descriptors);
        return !decoded.IsTruncated && decoded.DeviceType == page.DeviceType;
    });

    [Fact]
    public void Descriptors_of_a_copy_manager_come_back_whatever_they_are() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        ThirdPartyCopyDescriptor[] descriptors = Enumerable.Range(0, random.Next(6)).Select(_ => new ThirdPartyCopyDescriptor(
            (ThirdPartyCopyDescriptorType)random.Next(65536), Bytes(random, 300))).ToArray();
        var page = new ThirdPartyCopyPage(PeripheralDeviceType.DirectAccess, descriptors);
        return ThirdPartyCopyPage.Parse(WireStruct.Of(page.GetType()).Write(page)).Descriptors.SequenceEqual(descriptors);
    });

    [Fact]
    public void Segments_of_an_access_order_come_back_whatever_they_are() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        AccessOrderSegment[] segments = Enumerable.Range(0, random.Next(6)).Select(index => new AccessOrderSegment(
            "s" + index, (byte)random.Next(256), (ulong)random.NextInt64(), (ulong)random.NextInt64())).ToArray();
        var list = new AccessOrderList(segments);
        return AccessOrderList.Parse(WireStruct.Of(list.GetType()).Write(list)).Segments.SequenceEqual(segments);
    });

    [Fact]
    public void AccessOrderList_OfADrive_HasProcessAndStatusAndKeepsGeometry()
    {
        // A descriptor with geometry is longer; what is in it is not known and is kept.
        byte[] answer = Hex.Parse("02 03 00 00 00 00 00 24 00 22 00 00 00 41" + string.Concat(Enumerable.Repeat(" 00", 26)) + " AA BB CC DD");
        AccessOrderList list = AccessOrderList.Parse(answer);
        Assert.Equal((AccessOrderProcess.Reorder, 3), (list.Process, list.Status));
        AccessOrderSegment segment = Assert.Single(list.Segments);
        Assert.Equal(("A", 36), (segment.Name, segment.EncodedLength));
        Assert.Equal(answer, WireStruct.Of(typeof(AccessOrderList)).Write(list));
    }

    [Theory]
    [InlineData("00 83 00 08 01 03 00 08 50 00 E1 11", 4)]
    [InlineData("00 84 00 00", 1)]
    [InlineData("00 83 00", 3)]
    public void DeviceIdentificationPage_WhatDoesNotFit_IsAFault(string hex, int byteOffset)
    {
        Assert.False(DeviceIdentificationPage.TryParse(Hex.Parse(hex), out _, out ParseFault fault));
        Assert.Equal(byteOffset, fault.ByteOffset);
    }

    [Fact]
    public void DeviceIdentificationPage_CutByTheAllocationLength_HasTheNamesThatAreWhole()
    {
        byte[] page = Hex.Parse("01 83 00 14 01 03 00 08 50 00 E1 11 00 00 00 01 01 14 00 04 00 00");
        DeviceIdentificationPage decoded = DeviceIdentificationPage.Parse(page);
        Assert.True(decoded.IsTruncated);
        Assert.Equal([Naa()], decoded.Descriptors);
        Assert.Equal(page, WireStruct.Of(typeof(DeviceIdentificationPage)).Write(decoded));
    }

    [Fact]
    public void ThirdPartyCopyPage_OfACopyManager_TellsItsDescriptors()
    {
        ThirdPartyCopyPage page = ThirdPartyCopyPage.Parse(Hex.Parse("00 8F 00 18 00 01 00 0C 08 83 02 00 1C 84 02 00 03 00 00 00 00 08 00 04 03 00 02 E4"));
        Assert.Equal([0x00, 0x02, 0xE4], page.SupportedDescriptorTypes);
        Assert.False(page.TryFind(ThirdPartyCopyDescriptorType.HeldData, out _));
        Assert.Empty(default(ThirdPartyCopyPage).SupportedDescriptorTypes);
        IReadOnlyList<ScsiField> fields = ThirdPartyCopyDescriptor.ParameterData(64, 8448, 1, 2).Describe();
        Assert.Contains(fields, field => field.ToString() == "MAXIMUM SEGMENT DESCRIPTOR COUNT 8448");
    }

    [Fact]
    public void InquiryData_OfADevice_HasItsFields()
    {
        InquiryData data = InquiryData.Parse(Hex.Parse("21 80 05 12 1F 08 00 02 41 42 43 20 20 20 20 20 44 7F 46 20 20 20 20 20 20 20 20 20 20 20 20 20 31 2E 30 20"));
        Assert.Equal((1, PeripheralDeviceType.SequentialAccess, true, 5, true, true), (data.PeripheralQualifier, data.DeviceType, data.IsRemovable, data.Version, data.SupportsThirdPartyCopy, data.SupportsCommandQueuing));
        Assert.Equal(("ABC", "D.F", "1.0", false), (data.Vendor, data.Product, data.Revision, data.IsTruncated));
        Assert.Equal(("D.F", "D~F"), (WireText.Read(Hex.Parse("44 1B 46")), WireText.Read(Hex.Parse("44 7E 46 00 20"))));
        InquiryData cut = InquiryData.Parse(Hex.Parse("01 80 05 12 1F 00 00 02 41 42"));
        Assert.Equal(("AB", string.Empty, true), (cut.Vendor, cut.Product, cut.IsTruncated));
    }

    [Fact]
    public void Constructors_OfWhatDoesNotFit_RefuseIt()
    {
        Assert.Throws<ArgumentException>("vendor", () => new InquiryData(PeripheralDeviceType.DirectAccess, "NINECHARS", "P", "R"));
        Assert.Throws<ArgumentException>("product", () => new InquiryData(PeripheralDeviceType.DirectAccess, "V", "\u00e9", "R"));
        Assert.Throws<ArgumentException>("designator", () => new DesignationDescriptor(DesignatorCodeSet.Binary, DesignatorAssociation.LogicalUnit, DesignatorType.Naa, new byte[256]));
        Assert.Throws<ArgumentOutOfRangeException>("association", () => new DesignationDescriptor(DesignatorCodeSet.Binary, (DesignatorAssociation)4, DesignatorType.Naa, []));
        Assert.Throws<ArgumentException>("descriptors", () => new DeviceIdentificationPage(default, Enumerable.Repeat(Naa(), 6_000)));
        Assert.Throws<ArgumentException>("typeCodes", () => ThirdPartyCopyDescriptor.SupportedDescriptors(new byte[256]));
        Assert.Throws<ArgumentException>("name", () => new AccessOrderSegment("01234567890", 0, 0, 0));
    }

    private static DesignationDescriptor Naa() =>
        new(DesignatorCodeSet.Binary, DesignatorAssociation.LogicalUnit, DesignatorType.Naa, TapeName);

    private static DesignationDescriptor TargetPort() =>
        new(DesignatorCodeSet.Binary, DesignatorAssociation.TargetPort, DesignatorType.RelativeTargetPort, [0, 0, 0, 2]);

    private static byte[] Bytes(Random random, int limit)
    {
        var bytes = new byte[random.Next(limit)];
        random.NextBytes(bytes);
        return bytes;
    }
}
