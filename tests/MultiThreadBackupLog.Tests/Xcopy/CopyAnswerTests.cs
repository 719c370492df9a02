using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>Commands and answers against bytes worked from the tables of SPC-4, and the first byte too few of each.</summary>
public class CopyAnswerTests
{
    private static readonly SenseData Sense = SenseData.Parse(Hex.Parse("70 00 0A 00 00 00 00 0A 00 00 00 01 26 0A 00 00 00 00"));

    /// <summary>SPC-4 table 248: every field of its own value; the field of the sense data is padded to a multiple of 4.</summary>
    [Fact]
    public void Lid4Results_Built_AreTheTable()
    {
        var data = new CopyResultsData(
            0x01, CopyOperationStatus.InBackground, 0x0304, 0x05060708, ScsiStatus.CheckCondition, 0x2122, 0x1112131415161718, TransferCountUnit.Kibibytes, Sense, new byte[] { 0xAA, 0xBB, 0xCC }, isHeldDataDiscarded: true);
        const string Head = "00000037" + "01920304" + "05060708" + "02141201" + "1112131415161718" + "2122" + "000000000000";
        const string SenseHex = "70000A000000000A" + "00000001260A00000000";
        Assert.Equal(Head + SenseHex + "0000" + "00000003" + "AABBCC", Hex.Format(Encode(data)));
        CopyResultsData parsed = CopyResultsData.Parse([.. Encode(data), 0xFF]);
        Assert.Equal((data, data.EncodedLength), (parsed, parsed.EncodedLength));
        Assert.Equal((SenseHex, "AABBCC"), (Hex.Format(parsed.SenseBytes.Span), Hex.Format(parsed.HeldData!.Value.Span)));

        // Cut by the allocation length within the sense data, and within the held data.
        Assert.Equal((10, 2), (CopyResultsData.Parse(Encode(data).AsSpan(0, 42)).SenseBytes.Length, CopyResultsData.Parse(Encode(data).AsSpan(0, 58)).HeldData!.Value.Length));
        Assert.Equal("0000001C" + new string('0', 56), Hex.Format(Encode(default)));
    }

    [Fact]
    public void Lid4Results_WithoutHeldData_EndBehindTheSenseData()
    {
        var data = new CopyResultsData(0, CopyOperationStatus.Terminated, 0, 0, ScsiStatus.Good, 0, 0);
        Assert.Equal("0000001C" + "00600000" + new string('0', 48), Hex.Format(Encode(data)));
        Assert.Equal((false, false), (CopyResultsData.Parse(Encode(data)).IsHeldDataDiscarded, CopyResultsData.Parse(Encode(data)).HeldData.HasValue));
    }

    [Fact]
    public void Lid4Results_WithNoHeldByte_HaveHeldDataAllTheSame()
    {
        var data = new CopyResultsData(1, CopyOperationStatus.Completed, 0, 0, ScsiStatus.Good, 0, 0, heldData: Array.Empty<byte>());
        Assert.Equal(0, CopyResultsData.Parse(Encode(data)).HeldData?.Length);
    }

    [Theory]
    [InlineData("0000001C", "00", "00", 31, 31, "RECEIVE COPY STATUS (LID4) needs 32 bytes, 31 are there")]
    [InlineData("0000001B", "00", "00", 32, 0, "AVAILABLE DATA is less than the fields before the sense data")]
    [InlineData("00000020", "04", "05", 36, 14, "SENSE DATA LENGTH is more than the length of its field")]
    [InlineData("0000001C", "00", "00", 32, -1, "")]
    [InlineData("00000020", "04", "04", 36, -1, "")]
    public void Lid4Results_ThatContradictThemselves_AreAFault(string available, string fieldLength, string senseLength, int length, int byteOffset, string reason)
    {
        byte[] bytes = Hex.Parse(available + "000000000000000000" + fieldLength + senseLength + new string('0', 60)).AsSpan(0, length).ToArray();
        Assert.Equal(byteOffset < 0, CopyResultsData.TryParse(bytes, out _, out ParseFault fault));
        Assert.Equal((Math.Max(0, byteOffset), reason), (fault.ByteOffset, fault.Reason ?? string.Empty));
    }

    [Fact]
    public void CopyStatus_OfNegativeCounts_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("segmentsProcessed", () => CopyStatusData.OfBytes(CopyManagerStatus.InProgress, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("writtenBytes", () => CopyStatusData.OfBytes(CopyManagerStatus.InProgress, 0, -1));
        CopyStatusData begun = CopyStatusData.OfBytes(CopyManagerStatus.InProgress, 0, 0);
        Assert.Equal((0, 0u, TransferCountUnit.Bytes), (begun.SegmentsProcessed, begun.TransferCount, begun.TransferCountUnit));
    }

    [Theory]
    [InlineData(ListIdentifierFormat.Lid1, "83000000000000000000" + "000012340000", "EXTENDED COPY (LID1)")]
    [InlineData(ListIdentifierFormat.Lid4, "83010000000000000000" + "000012340000", "EXTENDED COPY (LID4)")]
    public void ExtendedCopy_Built_IsTheCdbOfItsForm(ListIdentifierFormat format, string hex, string name)
    {
        var command = new ExtendedCopyCommand(format, 0x1234);
        var bytes = new byte[16];
        command.Write(bytes);
        Assert.Equal(hex, Hex.Format(bytes));
        Assert.Equal((command, format), (ExtendedCopyCommand.Parse(bytes), ExtendedCopyCommand.Parse(bytes).Format));
        bytes[14] = 1;
        Assert.Equal("a bit of " + name + " that the standard reserves is set", ExtendedCopyCommand.Parse(bytes).ReservedBitFault!.Value.Reason);
        Assert.False(ExtendedCopyCommand.TryParse(bytes.AsSpan(0, 1), out _, out ParseFault fault));
        Assert.Equal(1, fault.ByteOffset);
    }

    [Theory]
    [InlineData("84002101000000000000" + "0000000C0000", 3)]
    [InlineData("84052101000100000000" + "0000000C0000", null)]
    [InlineData("84052101000101000000" + "0000000C0000", 6)]
    [InlineData("84032100000000000000" + "0000000C0000", 2)]
    public void ReceiveCopyResults_BehindItsListIdentifier_HasReservedBytes(string hex, int? byteOffset) =>
        Assert.Equal(byteOffset, ReceiveCopyResultsCommand.Parse(Hex.Parse(hex)).ReservedBitFault?.ByteOffset);

    [Fact]
    public void FailedSegmentDetails_WithoutSense_AreDetailsAllTheSame()
    {
        var data = new FailedSegmentDetailsData(ScsiStatus.Busy, default);
        Assert.Equal((60, true, 0), (data.EncodedLength, data.HasDetails, data.SenseBytes.Length));
        var bytes = new byte[60];
        data.Write(bytes);
        FailedSegmentDetailsData parsed = FailedSegmentDetailsData.Parse(bytes);
        Assert.Equal((data, true, ScsiStatus.Busy), (parsed, parsed.HasDetails, parsed.Status));
        Assert.True(default(FailedSegmentDetailsData).SenseBytes.IsEmpty);
    }

    [Theory]
    [InlineData("00000038", 3, "FAILED SEGMENT DETAILS needs 4 bytes, 3 are there")]
    [InlineData("00000038", 59, "FAILED SEGMENT DETAILS needs 60 bytes, 59 are there")]
    [InlineData("00000037", 80, "FAILED SEGMENT DETAILS needs 60 bytes, 59 are there")]
    [InlineData("00000000", 80, "")]
    [InlineData("00000000", 4, "")]
    [InlineData("00000038", 60, "")]
    public void FailedSegmentDetails_ThatLackSome_AreAFault(string available, int length, string reason)
    {
        byte[] bytes = Hex.Parse(available + new string('0', 160)).AsSpan(0, length).ToArray();
        Assert.Equal(reason.Length == 0, FailedSegmentDetailsData.TryParse(bytes, out _, out ParseFault fault));
        Assert.Equal(reason, fault.Reason ?? string.Empty);
    }

    [Fact]
    public void HeldData_OfNothing_AreFourZeros()
    {
        var bytes = new byte[4];
        Assert.Equal((4, 4, 0), (default(HeldCopyData).EncodedLength, default(HeldCopyData).Write(bytes), default(HeldCopyData).HeldData.Length));
        Assert.Equal(0, HeldCopyData.Parse(bytes).HeldData.Length);
        Assert.False(HeldCopyData.TryParse(bytes.AsSpan(0, 3), out _, out ParseFault fault));
        Assert.Equal("RECEIVE DATA needs 4 bytes, 3 are there", fault.Reason);
    }

    private static byte[] Encode(CopyResultsData data)
    {
        var bytes = new byte[data.EncodedLength];
        Assert.Equal(bytes.Length, data.Write(bytes));
        return bytes;
    }
}
