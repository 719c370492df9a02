using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tests.Xcopy;

public class CopyResultsTests
{
    private const string FailedSense = "F0000A000200001D001200000D010080003002F0004D000100000A000000000002000000" + "00";

    [Theory]
    [InlineData("84002100000000000000" + "0000000C0000", ReceiveCopyResultsAction.CopyStatus, 0x21u, 12u)]
    [InlineData("84030000000000000000" + "000002080000", ReceiveCopyResultsAction.OperatingParameters, 0u, 520u)]
    [InlineData("84042100000000000000" + "000001000000", ReceiveCopyResultsAction.FailedSegmentDetails, 0x21u, 256u)]
    [InlineData("8406FEEDFACE00000000" + "DEADBEEF00FF", ReceiveCopyResultsAction.ReceiveDataLid4, 0xFEEDFACEu, 0xDEADBEEFu)]
    public void ReceiveCopyResultsVector_Decoded_ComesBack(string hex, ReceiveCopyResultsAction action, uint listIdentifier, uint allocationLength)
    {
        ReceiveCopyResultsCommand command = ReceiveCopyResultsCommand.Parse(Hex.Parse(hex));
        Assert.Equal((action, listIdentifier, allocationLength), (command.Action, command.ListIdentifier, command.AllocationLengthBytes));
        var bytes = new byte[16];
        command.Write(bytes);
        Assert.Equal(hex, Hex.Format(bytes));
        Assert.Null(command.ReservedBitFault);
        new ReceiveCopyResultsCommand(action, listIdentifier, allocationLength).Write(bytes);
        Assert.Equal(hex[..30], Hex.Format(bytes)[..30]);
        Assert.True(CopyCommandDecoder.Full.TryDecode(Hex.Parse(hex), out ScsiCommandDescription? description, out _));
        Assert.Contains("COPY", description.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("831CDEADBEEF000000000000000000FF", "COPY OPERATION ABORT")]
    [InlineData("830100000000000000" + "00DEADBEEF00FF", "EXTENDED COPY (LID4)")]
    [InlineData("83000000000000000000" + "000000740000", "EXTENDED COPY (LID1)")]
    [InlineData("D4020000000000001000" + "000100000000", "WRITE LOG / RETRIEVE")]
    [InlineData("0100000000" + "00", "REWIND")]
    public void CommandVector_DescribedByTheFullDecoder_HasItsName(string hex, string name)
    {
        Assert.True(CopyCommandDecoder.Full.TryDecode(Hex.Parse(hex), out ScsiCommandDescription? description, out ParseFault fault), fault.ToString());
        Assert.Equal(name, description.Name);
        Assert.Null(description.ReservedBitFault);
    }

    [Theory]
    [InlineData("8310")]
    [InlineData("8409")]
    [InlineData("D405")]
    public void Command_WithAnUnknownServiceAction_IsAnInvalidField(string start)
    {
        Assert.False(CopyCommandDecoder.Full.TryDecode(Hex.Parse(start.PadRight(32, '0')), out _, out ParseFault fault));
        Assert.Equal((1, SenseCode.InvalidFieldInCdb, true), (fault.ByteOffset, fault.SenseCode, fault.IsInCdb));
    }

    [Theory]
    [InlineData("83", "EXTENDED COPY (LID1) needs 16 bytes, 1 are there")]
    [InlineData("8300000000000000000000000000", "EXTENDED COPY (LID1) needs 16 bytes, 14 are there")]
    [InlineData("8301", "EXTENDED COPY (LID4) needs 16 bytes, 2 are there")]
    [InlineData("831C00000000000000000000000000", "COPY OPERATION ABORT needs 16 bytes, 15 are there")]
    [InlineData("D403", "WRITE LOG / COPY TO MEDIUM needs 16 bytes, 2 are there")]
    [InlineData("831F", "the service action is not known")]
    public void Command_CutShort_IsNamedAsFarAsItGoes(string hex, string reason)
    {
        Assert.False(CopyCommandDecoder.Full.TryDecode(Hex.Parse(hex), out _, out ParseFault fault));
        Assert.Equal((reason, SenseCode.InvalidFieldInCdb), (fault.Reason, fault.SenseCode));
    }

    [Fact]
    public void AbortVector_Decoded_NamesItsList()
    {
        Assert.Equal(0xDEADBEEF, CopyOperationAbortCommand.Parse(Hex.Parse("831CDEADBEEF000000000000000000FF")).ListIdentifier);
        Assert.False(CopyOperationAbortCommand.TryParse(Hex.Parse("8300DEADBEEF000000000000000000FF"), out _, out _));
        Assert.False(ExtendedCopyCommand.TryParse(Hex.Parse("831CDEADBEEF000000000000000000FF"), out _, out _));
    }

    [Fact]
    public void ListIdentifier_TooLongForTheAction_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCopyResultsCommand(ReceiveCopyResultsAction.CopyStatus, 256, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCopyResultsCommand(ReceiveCopyResultsAction.OperatingParameters, 1, 12));
    }

    [Fact]
    public void CopyStatusVectors_Built_AreTheSameBytes()
    {
        Assert.Equal("000000080100020000080000", Encode(new CopyStatusData(CopyManagerStatus.Completed, 2, 524_288)));
        Assert.Equal(
            "0000000882000101000000C0",
            Encode(new CopyStatusData(CopyManagerStatus.CompletedWithErrors, 1, 192, TransferCountUnit.Kibibytes, isHeldDataDiscarded: true)));
    }

    [Theory]
    [InlineData(0L, 0u, TransferCountUnit.Bytes)]
    [InlineData(0xFFFFFFFFL, 0xFFFFFFFFu, TransferCountUnit.Bytes)]
    [InlineData(0x100000000L, 0x400000u, TransferCountUnit.Kibibytes)]
    [InlineData(long.MaxValue, 0x7FFFFFu, TransferCountUnit.Tebibytes)]
    public void CopyStatus_OfManyBytes_TakesTheUnitThatHoldsThem(long bytes, uint count, TransferCountUnit unit)
    {
        CopyStatusData data = CopyStatusData.OfBytes(CopyManagerStatus.InProgress, 100_000, bytes);
        Assert.Equal(unit, data.TransferCountUnit);
        Assert.Equal(65_535, data.SegmentsProcessed);
        Assert.Equal(count, data.TransferCount);
        Assert.True((ulong)data.TransferCount << (10 * (int)unit) <= (ulong)bytes);
        Assert.True(((ulong)data.TransferCount + 1) << (10 * (int)unit) > (ulong)bytes);
    }

    [Fact]
    public void FailedSegmentDetailsVector_Built_IsTheSameBytes()
    {
        SenseData sense = SenseData.Parse(Hex.Parse(FailedSense));
        var data = new FailedSegmentDetailsData(ScsiStatus.CheckCondition, sense);
        Assert.Equal(97, data.EncodedLength);
        var bytes = new byte[97];
        data.Write(bytes);
        Assert.Equal("0000005D" + new string('0', 104) + "02000025" + FailedSense, Hex.Format(bytes));
        FailedSegmentDetailsData parsed = FailedSegmentDetailsData.Parse(bytes);
        Assert.Equal(data, parsed);
        Assert.True(parsed.HasDetails);
        Assert.Equal(sense, SenseData.Parse(parsed.SenseBytes.Span));
        Assert.Equal(60, FailedSegmentDetailsData.HeadLength);
    }

    [Fact]
    public void FailedSegmentDetails_WithNothingHeld_IsFourZeros()
    {
        var bytes = new byte[4];
        Assert.Equal(4, default(FailedSegmentDetailsData).Write(bytes));
        Assert.Equal(new byte[4], bytes);
        Assert.False(FailedSegmentDetailsData.Parse(bytes).HasDetails);
    }

    [Fact]
    public void Answers_CutByTheAllocationLength_GiveWhatCameOver()
    {
        var failed = new byte[97];
        new FailedSegmentDetailsData(ScsiStatus.CheckCondition, SenseData.Parse(Hex.Parse(FailedSense))).Write(failed);
        Assert.Equal(20, FailedSegmentDetailsData.Parse(failed.AsSpan(0, 80)).SenseBytes.Length);

        var held = new byte[14];
        new HeldCopyData([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).Write(held);
        HeldCopyData cut = HeldCopyData.Parse(held.AsSpan(0, 7));
        Assert.Equal((10u, 3), (cut.AvailableDataBytes, cut.HeldData.Length));
        Assert.Equal([1, 2, 3], cut.HeldData.ToArray());
    }

    [Fact]
    public void Lid4Results_WithSenseAndHeldData_ComeBack() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        SenseData sense = random.Next(2) == 0 ? default : SenseData.Parse(Hex.Parse(FailedSense));
        var held = new byte[random.Next(50)];
        random.NextBytes(held);
        ReadOnlyMemory<byte>? heldData = random.Next(3) == 0 ? (ReadOnlyMemory<byte>?)null : held;
        var data = new CopyResultsData(
            1, CopyOperationStatus.InBackground, (ushort)random.Next(65_536), (uint)random.Next(), ScsiStatus.CheckCondition, (ushort)random.Next(65_536), (ulong)random.NextInt64(), TransferCountUnit.DestinationBlocks, sense, heldData, random.Next(2) == 0);
        var bytes = new byte[data.EncodedLength];
        data.Write(bytes);
        CopyResultsData parsed = CopyResultsData.Parse(bytes);
        Assert.Equal(data, parsed);
        Assert.Equal(sense.EncodedLength, parsed.SenseBytes.Length);
        Assert.Equal(heldData.HasValue, parsed.HeldData.HasValue);
        Assert.Equal(heldData?.ToArray(), parsed.HeldData?.ToArray());
        for (int length = 0; length < bytes.Length; length++)
        {
            bool isAcceptable = CopyResultsData.TryParse(bytes.AsSpan(0, length), out CopyResultsData some, out ParseFault fault);
            Assert.Equal(length >= CopyResultsData.HeadLength, isAcceptable);
            Assert.Equal(isAcceptable, fault == default);
            Assert.True(some.SenseBytes.Length <= sense.EncodedLength && (some.HeldData ?? default).Length <= held.Length);
        }

        return true;
    });

    private static string Encode(CopyStatusData data)
    {
        var bytes = new byte[CopyStatusData.EncodedLength];
        data.Write(bytes);
        Assert.Equal(data, CopyStatusData.Parse(bytes));
        return Hex.Format(bytes);
    }
}
