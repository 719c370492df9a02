using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Scsi.Commands;
using MultiThreadBackupLog.Scsi.Data;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>What people read of a fault, a field and a refusal, word by word: support works from these lines.</summary>
public class FieldTextTests
{
    [Fact]
    public void ToString_OfAFault_SaysReasonPlaceAndCode()
    {
        ParseFault fault = ParseFault.InCdb("a reason", 2);
        Assert.Equal("a reason, at byte 2 (5h 24h/00h INVALID FIELD IN CDB)", fault.ToString());
        Assert.Equal("a reason, at byte 2 bit 0 (5h 24h/00h INVALID FIELD IN CDB)", ParseFault.InCdb("a reason", 2, 0).ToString());
        Assert.Equal("a reason, at byte 2 (5h 24h/00h INVALID FIELD IN CDB).", new ParseException(fault).Message);
        Assert.Equal(fault, new ParseException(fault).Fault);
        Assert.Equal("The bytes are not acceptable.", new ParseException().Message);
    }

    [Fact]
    public void ToString_OfNoFault_SaysSo()
    {
        Assert.Equal("no fault", default(ParseFault).ToString());
        Assert.Empty(default(ParseFault).Reason);
    }

    [Fact]
    public void Shift_OfAFault_MovesItsPlaceOnly()
    {
        ParseFault fault = ParseFault.InData("a reason", 2, 3, SenseCode.UnreachableCopyTarget);
        Assert.Equal(ParseFault.InData("a reason", 12, 3, SenseCode.UnreachableCopyTarget), fault.Shift(10));
    }

    [Theory]
    [InlineData(2, null, false, false, "byte 2 of the parameter list")]
    [InlineData(2, 3, true, false, "byte 2 bit 3 of the CDB")]
    [InlineData(0, 0, false, true, "byte 0 bit 0 of the segment descriptor")]
    public void ToString_OfAFieldPointer_SaysWhere(int byteOffset, int? bit, bool isInCdb, bool isInSegment, string expected) =>
        Assert.Equal(expected, new SenseFieldPointer((ushort)byteOffset, bit, isInCdb, isInSegment).ToString());

    [Fact]
    public void FieldPointer_ThatCannotBe_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("bit", () => new SenseFieldPointer(0, 8));
        Assert.Throws<ArgumentOutOfRangeException>("bit", () => new SenseFieldPointer(0, -1));
        Assert.Throws<ArgumentException>("isInSegment", () => new SenseFieldPointer(0, null, true, true));
        Assert.Equal((7, 0), (new SenseFieldPointer(0, 7).Bit!.Value, new SenseFieldPointer(0, 0).Bit!.Value));
    }

    [Fact]
    public void ToString_OfForwardedSense_SaysWhoseAndWhat()
    {
        Assert.Equal("CopySource: Busy", new ForwardedSense(ForwardedSenseSource.CopySource, ScsiStatus.Busy, []).ToString());
        ForwardedSense forwarded = new(ForwardedSenseSource.CopyDestination, ScsiStatus.CheckCondition, Hex.Parse("70 00 03 00 00 00 00 0A 00 00 00 00 0C 00 00 00 00 00"));
        Assert.Equal("CopyDestination: CheckCondition, MEDIUM ERROR " + new SenseCode(0x0C, 0), forwarded.ToString());
        Assert.Throws<ArgumentException>("sense", () => new ForwardedSense(default, default, new byte[SenseData.MaximumLength + 1]));
        Assert.Equal(SenseData.MaximumLength, new ForwardedSense(default, default, new byte[SenseData.MaximumLength]).SenseBytes.Length);
    }

    [Theory]
    [InlineData("71 00 40 00 00 00 00 0A 00 00 00 00 00 02 00 00 00 00", "deferred NO SENSE 00h/02h END-OF-PARTITION/MEDIUM DETECTED, EOM")]
    [InlineData("F0 00 20 FF FF EE 90 0A 00 00 00 00 00 00 00 00 00 00", "NO SENSE 00h/00h NO ADDITIONAL SENSE INFORMATION, ILI, INFORMATION -4464")]
    [InlineData("72 0D 00 02 00 00 00 04 04 02 00 E0", "VOLUME OVERFLOW 00h/02h END-OF-PARTITION/MEDIUM DETECTED, FILEMARK, EOM, ILI")]
    public void ToString_OfSenseData_SaysAllThatIsSet(string hex, string expected) => Assert.Equal(expected, SenseData.Parse(Hex.Parse(hex)).ToString());

    [Theory]
    [InlineData("01 03 00 08 50 00 E1 11 00 00 00 01", "Naa of LogicalUnit 5000e11100000001")]
    [InlineData("03 28 00 03 69 71 6E", "ScsiNameString of TargetDevice iqn")]
    [InlineData("02 01 00 03 56 20 7E", "T10VendorIdentification of LogicalUnit V ~")]
    public void ToString_OfADesignator_ReadsTextAndPrintsBytes(string hex, string expected) =>
        Assert.Equal(expected, DesignationDescriptor.Parse(Hex.Parse(hex)).ToString());

    [Fact]
    public void Shift_OfAGroup_MovesWhatIsInIt()
    {
        var group = new ScsiField("INNER", 1, 3, [ScsiField.Number("A", 5, 1, 1), ScsiField.OfBytes("B", [0xAB, 0xCD], 2, "why")]);
        ScsiField moved = new ScsiField("OUTER", 1, 3, [group]).Shift(10);
        ScsiField inner = Assert.Single(moved.Fields);
        Assert.Equal(("OUTER", 11, 24, string.Empty, "OUTER"), (moved.Name, moved.ByteOffset, moved.BitCount, moved.Text, moved.ToString()));
        Assert.Equal(("INNER", 11, 24, 2), (inner.Name, inner.ByteOffset, inner.BitCount, inner.Fields.Count));
        Assert.Equal((11, 8, "A 5"), (inner.Fields[0].ByteOffset, inner.Fields[0].BitCount, inner.Fields[0].ToString()));
        Assert.Equal((12, 16, "B abcd (why)"), (inner.Fields[1].ByteOffset, inner.Fields[1].BitCount, inner.Fields[1].ToString()));
    }

    [Fact]
    public void Describe_OfATextField_IsItsTextAndPlace()
    {
        ScsiField described = WireField.Text("NAME", 1, 4).Describe(Hex.Parse("FF 41 20 42 20 FF"));
        Assert.Equal(("NAME", ScsiFieldType.Text, "A B", 1, 32), (described.Name, described.Type, described.Text, described.ByteOffset, described.BitCount));
    }

    [Fact]
    public void Describe_OfAFieldOfBytes_IsItsBytesAndPlace()
    {
        WireField field = WireField.Bytes("ID", 1, 3);
        ScsiField described = field.Describe(Hex.Parse("FF 01 02 AB FF"));
        Assert.Equal(("ID", ScsiFieldType.Bytes, "0102ab", 1, 24), (described.Name, described.Type, described.Text, described.ByteOffset, described.BitCount));
        Assert.False(field.IsSigned);
    }

    [Fact]
    public void Check_OfAValueThatDoesNotFit_SaysTheRange()
    {
        var signed = Assert.Throws<ArgumentOutOfRangeException>("count", () => WireField.Signed("COUNT", 2, 3).Check(8388608, "count"));
        Assert.StartsWith("The field takes -8388608 to 8388607.", signed.Message, StringComparison.Ordinal);
        var unsigned = Assert.Throws<ArgumentOutOfRangeException>("count", () => WireField.Bits("COUNT", 2, 4, 5).Check(-1, "count"));
        Assert.StartsWith("The field takes 0 to 31.", unsigned.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a user data segment descriptor needs 32 bytes, 0 are there")]
    [InlineData("00", "a user data segment descriptor needs 32 bytes, 1 are there")]
    [InlineData("00 22", "a user data segment descriptor needs 36 bytes, 2 are there")]
    [InlineData("00 04 00 00 00 00", "a user data segment descriptor has at least 32 bytes")]
    public void AccessOrderSegment_ThatIsCut_SaysWhatItNeeds(string hex, string reason) =>
        Assert.Equal(reason, FaultOf<AccessOrderSegment>(Hex.Parse(hex), AccessOrderSegment.TryParse));

    [Fact]
    public void Faults_OfStructuresThatAreCut_SayWhatIsMissing()
    {
        Assert.Equal("sense data needs 8 bytes, 2 are there", FaultOf<SenseData>([0x70, 0], SenseData.TryParse));
        Assert.Equal("READ CAPACITY(10) data needs 8 bytes, 3 are there", FaultOf<Capacity10Data>(new byte[3], Capacity10Data.TryParse));
        Assert.Equal("a third-party copy descriptor needs 32 bytes, 8 are there", FaultOf<ThirdPartyCopyDescriptor>(Hex.Parse("00 04 00 1C 00 00 00 00"), ThirdPartyCopyDescriptor.TryParse));
        Assert.False(ModeParameters.TryParse(Hex.Parse("00 00 00 00 00 00 01"), ModeParameterForm.Ten, out _, out ParseFault fault));
        Assert.Equal("a mode parameter list needs 8 bytes, 7 are there", fault.Reason);
        Assert.False(Capacity10Data.TryParse(new byte[3], out _, out fault));
        Assert.Equal((false, SenseCode.ParameterListLengthError, 3), (fault.IsInCdb, fault.SenseCode, fault.ByteOffset));
    }

    [Fact]
    public void Faults_OfStructuresThatAreWrong_SayWhere()
    {
        Assert.Equal("VPD page 83h has PAGE CODE 83h", FaultOf<DeviceIdentificationPage>(Hex.Parse("00 84 00 00"), DeviceIdentificationPage.TryParse));
        Assert.Equal("an item of VPD page 83h reaches past its end", FaultOf<DeviceIdentificationPage>(Hex.Parse("00 83 00 05 01 03 00 08 50"), DeviceIdentificationPage.TryParse));
        Assert.Equal("a bit of REWIND that the standard reserves is set", RewindCommand.Parse(Hex.Parse("01 00 00 08 00 00")).ReservedBitFault!.Value.Reason);
        Assert.False(ScsiCommandDecoder.Standard.TryDecode(Hex.Parse("9E 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), out _, out ParseFault fault));
        Assert.Equal("the service action is not known, at byte 1 bit 4 (5h 24h/00h INVALID FIELD IN CDB)", fault.ToString());
    }

    private delegate bool TryParse<T>(ReadOnlySpan<byte> source, out T value, out ParseFault fault);

    private static string FaultOf<T>(byte[] bytes, TryParse<T> tryParse)
    {
        Assert.False(tryParse(bytes, out _, out ParseFault fault));
        return fault.Reason;
    }
}
