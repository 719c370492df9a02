using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

public class ScsiCommandDecoderTests
{
    [Theory]
    [InlineData("00 00 00 00 00 00", "TEST UNIT READY: OPERATION CODE 00h, CONTROL 00h")]
    [InlineData("11 01 FF FF FF 00", "SPACE(6): OPERATION CODE 11h, CODE 1h (filemarks), COUNT -1, CONTROL 00h")]
    [InlineData("08 02 01 00 00 00", "READ(6): OPERATION CODE 08h, SILI true, FIXED false, TRANSFER LENGTH 65536, CONTROL 00h")]
    [InlineData("12 01 8F 00 FF 40", "INQUIRY: OPERATION CODE 12h, CMDDT false, EVPD true, PAGE CODE 8Fh (third-party copy), ALLOCATION LENGTH 255, CONTROL 40h")]
    [InlineData("34 06 00 00 00 00 00 00 00 00", "READ POSITION: OPERATION CODE 34h, SERVICE ACTION 06h (long form), ALLOCATION LENGTH 0, CONTROL 00h")]
    [InlineData("92 1A 00 01 00 00 00 01 2A 05 F2 00 00 00 00 00", "LOCATE(16): OPERATION CODE 92h, DEST_TYPE 3h (end-of-data), CP true, IMMED false, BAM false, PARTITION 1, LOGICAL IDENTIFIER 5000000000, CONTROL 00h")]
    [InlineData("A4 1D 02 00 00 00 00 00 00 48 00 00", "GENERATE RECOMMENDED ACCESS ORDER: OPERATION CODE A4h, SERVICE ACTION 1Dh, PROCESS 2h (reorder), UDS_TYPE 0, PARAMETER LIST LENGTH 72, CONTROL 00h")]
    [InlineData("0F 06 00 00 10 00", "READ REVERSE(6): OPERATION CODE 0Fh, BYTORD true, SILI true, FIXED false, TRANSFER LENGTH 16, CONTROL 00h")]
    public void TryDecode_KnownCommand_DescribesEveryField(string hex, string expected)
    {
        Assert.True(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse(hex), out ScsiCommandDescription? command, out _));
        Assert.Equal(expected, command.ToString());
        Assert.Null(command.ReservedBitFault);
    }

    [Theory]
    [InlineData(PeripheralDeviceType.SequentialAccess, "PARTITION")]
    [InlineData(PeripheralDeviceType.DirectAccess, "LOGICAL BLOCK ADDRESS")]
    public void TryDecode_ReadSixteen_IsThatOfTheDeviceType(PeripheralDeviceType deviceType, string field)
    {
        byte[] cdb = Hex.Parse("88 00 00 00 00 00 00 00 00 07 00 00 00 00 00 00");
        Assert.True(ScsiCommandDecoder.Standard.TryDecode(cdb, out ScsiCommandDescription? command, out _, deviceType));
        Assert.Contains(command.Fields, candidate => candidate.Name == field);
    }

    [Theory]
    [InlineData("", 0, 0x24)]
    [InlineData("FF 00 00 00 00 00", 0, 0x20)]
    [InlineData("11 00 00", 3, 0x24)]
    [InlineData("9E 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 1, 0x24)]
    public void TryDecode_WhatIsNotKnown_IsAFault(string hex, int byteOffset, byte additionalSenseCode)
    {
        Assert.False(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse(hex), out _, out ParseFault fault));
        Assert.Equal((byteOffset, additionalSenseCode, true), (fault.ByteOffset, fault.SenseCode.AdditionalSenseCode, fault.IsInCdb));
    }

    [Fact]
    public void TryDecode_AReservedBit_IsReported()
    {
        Assert.True(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse("01 00 00 08 00 00"), out ScsiCommandDescription? command, out _));
        Assert.Equal((3, 3), (command.ReservedBitFault!.Value.ByteOffset, command.ReservedBitFault.Value.Bit!.Value));
        Assert.Equal("REWIND: OPERATION CODE 01h, IMMED false, CONTROL 00h, RESERVED 000000080000 (bits that the standard reserves)", command.ToString());
    }

    [Fact]
    public void JsonName_OfEveryField_IsOneWordAndUniqueInItsCommand()
    {
        foreach (WireLayout layout in ScsiCommandDecoder.Standard.Layouts)
        {
            string[] names = layout.Describe(default).Select(field => field.JsonName).ToArray();
            Assert.Equal(names.Distinct(), names);
            Assert.All(names, name => Assert.Matches("^[a-z0-9][A-Za-z0-9]*$", name));
        }
    }

    [Fact]
    public void JsonName_OfSeveralWords_IsCamelCase()
    {
        Assert.True(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse("2B 00 00 00 00 04 D2 00 00 00"), out ScsiCommandDescription? command, out _));
        ScsiField field = command.Fields.Single(candidate => candidate.Name == "LOGICAL OBJECT IDENTIFIER");
        Assert.Equal(("logicalObjectIdentifier", "1234", ScsiFieldType.Number, 3, 32), (field.JsonName, field.Text, field.Type, field.ByteOffset, field.BitCount));
    }

    [Fact]
    public void With_MoreLayouts_KnowsThemAndTheOthersStill()
    {
        WireLayout<WireImage> vendor = WireLayout<WireImage>.Command("VENDOR", "vendor", 0xC0, 6, image => image);
        ScsiCommandDecoder decoder = ScsiCommandDecoder.Standard.With(vendor);
        Assert.True(decoder.TryDecode(Hex.Parse("C0 00 00 00 00 00"), out ScsiCommandDescription? command, out _));
        Assert.Equal("VENDOR", command.Name);
        Assert.True(decoder.TryDecode(new byte[6], out _, out _));
        Assert.False(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse("C0 00 00 00 00 00"), out _, out _));
    }

    [Fact]
    public void A_description_of_random_fields_names_the_value_that_was_put_in() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new System.Random(seed);
        WireLayout[] layouts = ScsiCommandDecoder.Standard.Layouts.ToArray();
        WireLayout layout = layouts[random.Next(layouts.Length)];
        byte[] bytes = WireStructProperties.RandomContent(layout, random);
        Assert.True(layout.TryRead(bytes, out WireImage image, out _));
        foreach ((WireField field, ScsiField described) in layout.Fields.Zip(layout.Describe(image)))
        {
            ulong value = field.Get(bytes);
            string expected = field.Type switch
            {
                ScsiFieldType.Flag => value != 0 ? "true" : "false",
                ScsiFieldType.Code => value.ToString("X" + ((field.BitCount + 3) / 4)) + "h",
                _ when field.IsSigned => (unchecked((long)(value << (64 - field.BitCount))) >> (64 - field.BitCount)).ToString(),
                _ => value.ToString(),
            };
            Assert.Equal((field.Name, expected), (described.Name, described.Text));
        }

        return true;
    });
}
