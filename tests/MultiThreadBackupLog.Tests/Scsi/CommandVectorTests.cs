using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Scsi.Commands;
using MultiThreadBackupLog.Scsi.Data;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>CDBs and data of fixed length, byte by byte: every field of every structure stands in a row here.</summary>
public class CommandVectorTests
{
    /// <summary>Clause, the structure as a caller makes it, and its bytes.</summary>
    public static TheoryData<string, object, string> Rows => new()
    {
        { "SPC-4, TEST UNIT READY", default(TestUnitReadyCommand), "00 00 00 00 00 00" },
        { "SSC-3, REWIND", default(RewindCommand), "01 00 00 00 00 00" },
        { "SSC-3, REWIND, IMMED", new RewindCommand(isImmediate: true), "01 01 00 00 00 00" },
        { "SPC-4, REQUEST SENSE", new RequestSenseCommand(allocationLength: 252, wantsDescriptorFormat: true), "03 01 00 00 FC 00" },
        { "SSC-3, READ BLOCK LIMITS", default(ReadBlockLimitsCommand), "05 00 00 00 00 00" },
        { "SSC-4, READ BLOCK LIMITS, MLOI", new ReadBlockLimitsCommand(wantsMaximumLogicalObjectIdentifier: true), "05 01 00 00 00 00" },
        { "SSC-3, READ(6), variable, 65536 bytes, SILI", new TapeRead6Command(isFixed: false, 65536, suppressIncorrectLength: true), "08 02 01 00 00 00" },
        { "SSC-3, READ(6), four fixed blocks", new TapeRead6Command(isFixed: true, 4), "08 01 00 00 04 00" },
        { "SSC-3, WRITE(6), one variable block of 65536 bytes", new TapeWrite6Command(isFixed: false, 65536), "0A 00 01 00 00 00" },
        { "SSC-3, WRITE(6), two fixed blocks", new TapeWrite6Command(isFixed: true, 2), "0A 01 00 00 02 00" },
        { "SSC-3, WRITE FILEMARKS(6), one", new WriteFilemarks6Command(1), "10 00 00 00 01 00" },
        { "SSC-3, WRITE FILEMARKS(6), buffered", new WriteFilemarks6Command(0x010203, isImmediate: true), "10 01 01 02 03 00" },
        { "SSC-2, WRITE FILEMARKS(6), WSMK", new WriteFilemarks6Command(1, writesSetmarks: true), "10 02 00 00 01 00" },
        { "SSC-3, SPACE(6), back one filemark", new Space6Command(SpaceUnit.Filemarks, -1), "11 01 FF FF FF 00" },
        { "SSC-3, SPACE(6), end of data", new Space6Command(SpaceUnit.EndOfData, 0), "11 03 00 00 00 00" },
        { "SSC-3, SPACE(6), furthest forward", new Space6Command(SpaceUnit.Blocks, 8388607), "11 00 7F FF FF 00" },
        { "SSC-3, SPACE(6), furthest back", new Space6Command(SpaceUnit.SequentialFilemarks, -8388608), "11 02 80 00 00 00" },
        { "SPC-4, INQUIRY, standard data", new InquiryCommand(isVitalProductData: false, 0, 96), "12 00 00 00 60 00" },
        { "SPC-4, INQUIRY, page 83h", new InquiryCommand(isVitalProductData: true, 0x83, 0x0102), "12 01 83 01 02 00" },
        { "SPC-2, INQUIRY, CMDDT", new InquiryCommand(isVitalProductData: false, 0x0A, 255, wantsCommandSupportData: true), "12 02 0A 00 FF 00" },
        { "SPC-4, MODE SELECT(6), PF, 12 bytes", new ModeSelect6Command(12), "15 10 00 00 0C 00" },
        { "SPC-4, MODE SELECT(6), SP", new ModeSelect6Command(4, isPageFormat: false, savesPages: true), "15 01 00 00 04 00" },
        { "SSC-3, ERASE(6)", new Erase6Command(isLong: true, isImmediate: true), "19 03 00 00 00 00" },
        { "SPC-4, MODE SENSE(6), page 3Fh", new ModeSense6Command(0x3F, 252), "1A 00 3F 00 FC 00" },
        { "SPC-4, MODE SENSE(6), DBD, PC, SUBPAGE", new ModeSense6Command(0x10, 255, disablesBlockDescriptors: true, ModePageControl.Saved, 0x01), "1A 08 D0 01 FF 00" },
        { "SSC-3, LOAD UNLOAD, load", new LoadUnloadCommand(isLoad: true), "1B 00 00 00 01 00" },
        { "SSC-3, LOAD UNLOAD, retension", new LoadUnloadCommand(isLoad: false, isImmediate: true, retensions: true), "1B 01 00 00 02 00" },
        { "SSC-3, LOAD UNLOAD, EOT", new LoadUnloadCommand(isLoad: false, endsAtEndOfTape: true), "1B 00 00 00 04 00" },
        { "SSC-3, LOAD UNLOAD, HOLD", new LoadUnloadCommand(isLoad: true, holds: true), "1B 00 00 00 09 00" },
        { "SBC-3, READ CAPACITY(10)", default(ReadCapacity10Command), "25 00 00 00 00 00 00 00 00 00" },
        { "SBC-2, READ CAPACITY(10), PMI", new ReadCapacity10Command(0x01020304, isPartialMediumIndicator: true), "25 00 01 02 03 04 00 00 01 00" },
        { "SBC-3, READ(10)", new DiskRead10Command(0x01020304, 0x0506), "28 00 01 02 03 04 00 05 06 00" },
        { "SBC-3, READ(10), every option", new DiskRead10Command(0, 1, true, true, 5, true, 0x1F), "28 BA 00 00 00 00 1F 00 01 00" },
        { "SBC-3, WRITE(10)", new DiskWrite10Command(0x01020304, 0x0506), "2A 00 01 02 03 04 00 05 06 00" },
        { "SBC-3, WRITE(10), DPO", new DiskWrite10Command(0, 1, disablesPageOut: true), "2A 10 00 00 00 00 00 00 01 00" },
        { "SBC-3, WRITE(10), FUA and group", new DiskWrite10Command(0, 1, forcesUnitAccess: true, protection: 1, groupNumber: 2), "2A 28 00 00 00 00 02 00 01 00" },
        { "SSC-3, LOCATE(10), object 1234", new Locate10Command(1234), "2B 00 00 00 00 04 D2 00 00 00" },
        { "SSC-3, LOCATE(10), CP, IMMED", new Locate10Command(1, changesPartition: true, 3, isImmediate: true), "2B 03 00 00 00 00 01 00 03 00" },
        { "SSC-3, LOCATE(10), BT", new Locate10Command(1, isVendorAddress: true), "2B 04 00 00 00 00 01 00 00 00" },
        { "SSC-3, READ POSITION, short form", new ReadPositionCommand(ReadPositionForm.Short), "34 00 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ POSITION, long form", new ReadPositionCommand(ReadPositionForm.Long), "34 06 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ POSITION, extended form", new ReadPositionCommand(ReadPositionForm.Extended, 32), "34 08 00 00 00 00 00 00 20 00" },
        { "SPC-4, MODE SELECT(10)", new ModeSelect10Command(0x0102, savesPages: true), "55 11 00 00 00 00 00 01 02 00" },
        { "SPC-4, MODE SENSE(10)", new ModeSense10Command(0x0F, 0x0102, true, ModePageControl.Default, 2, true), "5A 18 8F 02 00 00 00 01 02 00" },
        { "SSC-3, WRITE FILEMARKS(16)", new WriteFilemarks16Command(1, 0x0102030405060708, 0x090A0B, true), "80 01 00 01 01 02 03 04 05 06 07 08 09 0A 0B 00" },
        { "SSC-3, WRITE FILEMARKS(16), FCS", new WriteFilemarks16Command(0, 0, 1, isFirstCommandInSequence: true), "80 08 00 00 00 00 00 00 00 00 00 00 00 00 01 00" },
        { "SSC-3, WRITE FILEMARKS(16), LCS", new WriteFilemarks16Command(0, 0, 1, isLastCommandInSequence: true), "80 04 00 00 00 00 00 00 00 00 00 00 00 00 01 00" },
        { "SSC-3, READ(16)", new TapeRead16Command(isFixed: true, 1, 0x0102030405060708, 0x090A0B), "88 01 00 01 01 02 03 04 05 06 07 08 09 0A 0B 00" },
        { "SSC-3, READ(16), SILI", new TapeRead16Command(isFixed: false, 0, 0, 1, suppressIncorrectLength: true), "88 02 00 00 00 00 00 00 00 00 00 00 00 00 01 00" },
        { "SSC-3, WRITE(16)", new TapeWrite16Command(isFixed: true, 1, 0x0102030405060708, 0x090A0B, true, true), "8A 0D 00 01 01 02 03 04 05 06 07 08 09 0A 0B 00" },
        { "SBC-3, READ(16)", new DiskRead16Command(0x0102030405060708, 0x090A0B0C), "88 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 00 00" },
        { "SBC-3, READ(16), every option", new DiskRead16Command(0, 1, true, true, 5, true, 0x1F), "88 BA 00 00 00 00 00 00 00 00 00 00 00 01 1F 00" },
        { "SBC-3, WRITE(16)", new DiskWrite16Command(0x0102030405060708, 0x090A0B0C, forcesUnitAccess: true), "8A 08 01 02 03 04 05 06 07 08 09 0A 0B 0C 00 00" },
        { "SSC-3, SPACE(16), forward 300 blocks", new Space16Command(SpaceUnit.Blocks, 300), "91 00 00 00 00 00 00 00 00 00 01 2C 00 00 00 00" },
        { "SSC-3, SPACE(16), back, with parameters", new Space16Command(SpaceUnit.Filemarks, -2, 0x0102), "91 01 00 00 FF FF FF FF FF FF FF FE 01 02 00 00" },
        { "SSC-3, LOCATE(16), object 5000000000 in partition 1", new Locate16Command(LocateDestinationType.LogicalObject, 5000000000, changesPartition: true, 1), "92 02 00 01 00 00 00 01 2A 05 F2 00 00 00 00 00" },
        { "SSC-3, LOCATE(16), end of data", new Locate16Command(LocateDestinationType.EndOfData, 0, isImmediate: true), "92 19 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SSC-3, LOCATE(16), file, BAM", new Locate16Command(LocateDestinationType.LogicalFile, 7, isExplicitAddressMode: true), "92 08 01 00 00 00 00 00 00 00 00 07 00 00 00 00" },
        { "SSC-3, ERASE(16)", new Erase16Command(isLong: true, 2, 3, isImmediate: true), "93 03 00 02 00 00 00 00 00 00 00 03 00 00 00 00" },
        { "SSC-3, ERASE(16), FCS and LCS", new Erase16Command(isLong: false, 0, 0, false, true, true), "93 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SBC-3, READ CAPACITY(16)", new ReadCapacity16Command(32), "9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00" },
        { "SBC-2, READ CAPACITY(16), PMI", new ReadCapacity16Command(0x01020304, 0x05060708090A0B0C, true), "9E 10 05 06 07 08 09 0A 0B 0C 01 02 03 04 01 00" },
        { "SPC-4, REPORT LUNS", new ReportLunsCommand(2, 0x01020304), "A0 00 02 00 00 00 01 02 03 04 00 00" },
        { "LTO-9, RECEIVE RAO, limits", new ReceiveRecommendedAccessOrderCommand(0, 4, wantsLimits: true), "A3 9D 00 00 00 00 00 00 00 04 00 00" },
        { "LTO-9, RECEIVE RAO, list from 0", new ReceiveRecommendedAccessOrderCommand(0, 72), "A3 1D 00 00 00 00 00 00 00 48 00 00" },
        { "LTO-9, RECEIVE RAO, offset and type", new ReceiveRecommendedAccessOrderCommand(0x01020304, 5, segmentType: 1), "A3 1D 01 02 03 04 00 00 00 05 01 00" },
        { "LTO-9, GENERATE RAO, reorder, 72 bytes", new GenerateRecommendedAccessOrderCommand(AccessOrderProcess.Reorder, 72), "A4 1D 02 00 00 00 00 00 00 48 00 00" },
        { "LTO-9, GENERATE RAO, type", new GenerateRecommendedAccessOrderCommand(AccessOrderProcess.Estimate, 0, 1), "A4 1D 01 01 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ BLOCK LIMITS data", new BlockLimitsData(8388608, 1), "00 80 00 00 00 01" },
        { "SSC-3, READ BLOCK LIMITS data, granularity", new BlockLimitsData(0x010203, 0x0405, 0x1F), "1F 01 02 03 04 05" },
        { "SSC-3, READ POSITION short form data", new ShortPositionData(0, 1000, 990, 10, 655360), "00 00 00 00 00 00 03 E8 00 00 03 DE 00 00 00 0A 00 0A 00 00" },
        { "SSC-3, READ POSITION short form data, BOP and unknowns", new ShortPositionData(1, 0, 0, 0, 0, isBeginningOfPartition: true, isBufferObjectCountUnknown: true, isLocationUnknown: true), "A4 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ POSITION short form data, EOP and more", new ShortPositionData(0, 0, 0, 0, 0, false, true, true, false, true, false, true), "53 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ POSITION long form data", new LongPositionData(1, 5000000000, 12, isEndOfPartition: true), "40 00 00 00 00 00 00 01 00 00 00 01 2A 05 F2 00 00 00 00 00 00 00 00 0C 00 00 00 00 00 00 00 00" },
        { "SSC-3, READ POSITION long form data, unknowns", new LongPositionData(0, 0, 0, 9, isBeginningOfPartition: true, isBeyondProgrammableEarlyWarning: true, isMarkPositionUnknown: true, isObjectNumberUnknown: true), "8D 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 09" },
        { "SSC-3, READ POSITION extended form data", new ExtendedPositionData(0, 1000, 990, 10, 655360), "00 00 00 1C 00 00 00 0A 00 00 00 00 00 00 03 E8 00 00 00 00 00 00 03 DE 00 00 00 00 00 0A 00 00" },
        { "SPC-4, block descriptor, fixed 32768, density unchanged", new ModeBlockDescriptor(32768), "7F 00 00 00 00 00 80 00" },
        { "SPC-4, block descriptor, all fields", new ModeBlockDescriptor(0x010203, 0x5E, 0x040506), "5E 04 05 06 00 01 02 03" },
        { "SBC-3, READ CAPACITY(10) data", new Capacity10Data(0x0003FFFF, 512), "00 03 FF FF 00 00 02 00" },
        { "SBC-3, READ CAPACITY(16) data", new Capacity16Data(0x0102030405060708, 4096, true, 1, 2, 3, true, true, 0x1234), "01 02 03 04 05 06 07 08 00 00 10 00 03 23 D2 34 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
        { "LTO-9, RECEIVE RAO limits", new AccessOrderLimitsData(2730, 32), "0A AA 00 20" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_WrittenAndDecoded_IsTheVector(string clause, object value, string hex)
    {
        object decoded = WireStruct.AssertVector(clause, value, hex);
        Assert.Null(decoded.GetType().GetProperty("ReservedBitFault")!.GetValue(decoded));
    }

    [Fact]
    public void Rows_OfFixedLengthStructures_LeaveNoneOut() => Assert.Empty(
        WireStruct.OfFixedLength.Select(wire => wire.Type)
            .Where(type => type.Namespace!.StartsWith("MultiThreadBackupLog.Scsi", StringComparison.Ordinal))
            .Except(Rows.Select(row => row[1].GetType())));

    [Fact]
    public void Rows_SetEachFieldOfItsStructureSomewhere()
    {
        foreach (var group in Rows.GroupBy(row => row[1].GetType()))
        {
            WireLayout layout = WireStruct.Of(group.Key).Layout!;
            foreach (WireField field in layout.Fields.Where(field => field.Constant is null && field.Name != "CONTROL"))
            {
                bool isSet = group.Any(row => field.Get(Hex.Parse((string)row[2])) != 0);
                bool isSharedWithShortForm = group.Key == typeof(ExtendedPositionData) || group.Key == typeof(ShortPositionData)
                    || layout.Name is "WRITE(10)" or "WRITE(16)" || field.Name is "PARTITION NUMBER";
                Assert.True(isSet || isSharedWithShortForm, layout.Name + " has no vector for " + field.Name);
            }
        }
    }

    [Fact]
    public void TryParse_WithAControlByte_KeepsIt()
    {
        byte[] bytes = Hex.Parse("11 01 FF FF FF C4");
        Space6Command command = Space6Command.Parse(bytes);
        Assert.Equal(0xC4, command.Control);
        var written = new byte[Space6Command.EncodedLength];
        Assert.Equal(6, command.Write(written));
        Assert.Equal(bytes, written);
    }

    [Fact]
    public void Parse_OfAnotherCommand_ThrowsTheFault()
    {
        var thrown = Assert.Throws<ParseException>(() => Space6Command.Parse(Hex.Parse("10 00 00 00 01 00")));
        Assert.Equal(SenseCode.InvalidCommandOperationCode, thrown.Fault.SenseCode);
        Assert.True(thrown.Fault.IsInCdb);
        Assert.Equal("SPACE(6) has OPERATION CODE 11h, not 10h, at byte 0 (5h 20h/00h INVALID COMMAND OPERATION CODE)", thrown.Fault.ToString());
    }

    [Fact]
    public void Write_IntoAShortSpan_IsAnArgumentException() =>
        Assert.Throws<ArgumentException>("destination", () => default(Space6Command).Write(new byte[5]));
}
