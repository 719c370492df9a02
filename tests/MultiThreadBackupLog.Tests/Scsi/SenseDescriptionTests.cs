using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>The description of sense data line by line: offset, length in bits, name, value and meaning.</summary>
public class SenseDescriptionTests
{
    [Theory]
    [InlineData(
        "72 0A 2E 01 80 00 00 38 00 0A 80 00 00 00 00 00 00 02 00 00 01 0A 00 00 00 00 00 03 00 00 00 00 02 06 00 00 A8 00 30 00 03 02 00 7F 04 02 00 80 05 02 00 20 0C 08 82 02 70 00 02 00 00 00 80 00",
        """
        0 7 RESPONSE CODE 72h (current, descriptor format)
        1 4 SENSE KEY Ah (COPY ABORTED)
        2 8 ADDITIONAL SENSE CODE 2Eh
        3 8 ADDITIONAL SENSE CODE QUALIFIER 01h
        4 1 SDAT_OVFL true
        7 8 ADDITIONAL SENSE LENGTH 56
        2 16 ADDITIONAL SENSE 2Eh/01h
        2 16 STANDARD ADDITIONAL SENSE 0Dh/01h THIRD PARTY DEVICE FAILURE
        8 96 DESCRIPTOR 00h 000a80000000000000020000 (information)
        20 96 DESCRIPTOR 01h 010a00000000000300000000 (command specific information)
        32 64 DESCRIPTOR 02h 02060000a8003000 (sense key specific)
        40 32 DESCRIPTOR 03h 0302007f (field replaceable unit)
        44 32 DESCRIPTOR 04h 04020080 (stream commands)
        48 32 DESCRIPTOR 05h 05020020 (block commands)
        52 80 DESCRIPTOR 0Ch 0c088202700002000000 (forwarded sense data)
        62 16 DESCRIPTOR 80h 8000
        0 64 INFORMATION 131072
        0 1 FILEMARK true
        0 1 EOM false
        0 1 ILI true
        0 24 FIELD POINTER byte 48 bit 0 of the segment descriptor
        0 16 SEGMENT NUMBER 3
        0 48 FORWARDED SENSE
          0 8 SENSE DATA SOURCE CopyDestination
          0 8 FORWARDED STATUS 02h (CHECK CONDITION)
          0 48 SENSE DATA 700002000000
        """)]
    [InlineData(
        "F1 00 5A 00 00 00 07 0A 00 00 00 03 2E 05 06 A8 00 30",
        """
        0 1 VALID true
        0 7 RESPONSE CODE 71h (deferred, fixed format)
        2 1 FILEMARK false
        2 1 EOM true
        2 1 ILI false
        2 1 SDAT_OVFL true
        2 4 SENSE KEY Ah (COPY ABORTED)
        3 32 INFORMATION 7
        7 8 ADDITIONAL SENSE LENGTH 10
        8 32 COMMAND-SPECIFIC INFORMATION 00000003h
        12 8 ADDITIONAL SENSE CODE 2Eh
        13 8 ADDITIONAL SENSE CODE QUALIFIER 05h
        14 8 FIELD REPLACEABLE UNIT CODE 06h
        15 24 SENSE KEY SPECIFIC A80030h
        12 16 ADDITIONAL SENSE 2Eh/05h
        12 16 STANDARD ADDITIONAL SENSE 0Dh/05h COPY TARGET DEVICE DATA OVERRUN
        15 24 FIELD POINTER byte 48 bit 0 of the segment descriptor
        10 16 SEGMENT NUMBER 3
        """)]
    [InlineData(
        "72 03 11 00 00 00 00 0C 02 06 00 00 80 00 05 00 04 02 00 40",
        """
        0 7 RESPONSE CODE 72h (current, descriptor format)
        1 4 SENSE KEY 3h (MEDIUM ERROR)
        2 8 ADDITIONAL SENSE CODE 11h
        3 8 ADDITIONAL SENSE CODE QUALIFIER 00h
        4 1 SDAT_OVFL false
        7 8 ADDITIONAL SENSE LENGTH 12
        2 16 ADDITIONAL SENSE 11h/00h UNRECOVERED READ ERROR
        8 64 DESCRIPTOR 02h 0206000080000500 (sense key specific)
        16 32 DESCRIPTOR 04h 04020040 (stream commands)
        0 1 FILEMARK false
        0 1 EOM true
        0 1 ILI false
        0 16 ACTUAL RETRY COUNT 5
        """)]
    [InlineData(
        "70 00 02 00 00 00 00 0A 00 00 00 00 04 07 00 80 80 00",
        """
        0 1 VALID false
        0 7 RESPONSE CODE 70h (current, fixed format)
        2 1 FILEMARK false
        2 1 EOM false
        2 1 ILI false
        2 1 SDAT_OVFL false
        2 4 SENSE KEY 2h (NOT READY)
        3 32 INFORMATION 0
        7 8 ADDITIONAL SENSE LENGTH 10
        8 32 COMMAND-SPECIFIC INFORMATION 00000000h
        12 8 ADDITIONAL SENSE CODE 04h
        13 8 ADDITIONAL SENSE CODE QUALIFIER 07h
        14 8 FIELD REPLACEABLE UNIT CODE 00h
        15 24 SENSE KEY SPECIFIC 808000h
        12 16 ADDITIONAL SENSE 04h/07h LOGICAL UNIT NOT READY, OPERATION IN PROGRESS
        15 16 PROGRESS INDICATION 32768
        """)]
    public void Describe_OfARecord_IsTheseLines(string hex, string expected) => Assert.Equal(
        expected.ReplaceLineEndings("\n"), string.Join("\n", Lines(SenseData.Parse(Hex.Parse(hex)).Describe(), string.Empty)));

    [Fact]
    public void Describe_OfForwardedSense_GoesThreeRecordsDeep()
    {
        byte[] sense = Hex.Parse("72 03 11 00 00 00 00 00");
        for (int depth = 0; depth < 5; depth++)
        {
            SenseDataBuilder outer = new(SenseKey.CopyAborted, default);
            outer.ForwardedSense.Add(new ForwardedSense(ForwardedSenseSource.CopySource, ScsiStatus.CheckCondition, sense));
            sense = outer.Build(SenseFormat.Descriptor).Bytes.ToArray();
        }

        static int Depth(IReadOnlyList<ScsiField> fields) => fields.Count == 0 ? 0 : fields.Max(field => field.Type == ScsiFieldType.Group ? 1 + Depth(field.Fields) : 0);
        Assert.Equal(3, Depth(SenseData.Parse(sense).Describe()));
    }

    [Fact]
    public void Descriptors_AtTheVeryEnd_AreSeen()
    {
        // The last one has no content, and the forwarded one no sense data behind its status.
        SenseData sense = SenseData.Parse(Hex.Parse("72 0B 00 00 00 00 00 06 0C 02 02 08 80 00"));
        ForwardedSense forwarded = Assert.Single(sense.GetForwardedSense());
        Assert.Equal((ForwardedSenseSource.CopyDestination, ScsiStatus.Busy, 0), (forwarded.Source, forwarded.Status, forwarded.SenseBytes.Length));
        Assert.Contains(sense.Describe(), field => field.Name == "DESCRIPTOR 80h" && field.ByteOffset == 12);
    }

    [Fact]
    public void FromFault_OfData_DoesNotPointIntoACdb() =>
        Assert.Equal(new SenseFieldPointer(65_535), SenseData.FromFault(ParseFault.InData("a field", 65_535)).FieldPointer);

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Build_AnInformationOfThirtyTwoBits_IsValidInTheFixedFormat(long information) =>
        Assert.Equal(information, new SenseDataBuilder(SenseKey.NoSense, default) { Information = information }.Build(SenseFormat.Fixed).Information);

    [Theory]
    [InlineData(int.MinValue - 1L)]
    [InlineData(int.MaxValue + 1L)]
    public void Build_AnInformationOfOneMore_IsNot(long information) =>
        Assert.Null(new SenseDataBuilder(SenseKey.NoSense, default) { Information = information }.Build(SenseFormat.Fixed).Information);

    [Fact]
    public void SenseKeys_OfFourBits_AreTakenAndNoOthers()
    {
        Assert.Equal(SenseKey.Completed, new SenseDataBuilder(SenseKey.Completed, default).Build(SenseFormat.Fixed).Key);
        Assert.Throws<ArgumentOutOfRangeException>("key", () => new SenseDataBuilder(SenseKey.Completed + 1, default));
        Assert.Throws<ArgumentOutOfRangeException>("key", () => new SenseDataBuilder(SenseKey.NoSense - 1, default));
    }

    [Fact]
    public void Build_ACopyWithoutForwardedSense_KeepsItsCommandSpecificInformation()
    {
        SenseDataBuilder builder = new(SenseKey.CopyAborted, default) { CommandSpecificInformation = 0x01020304 };
        Assert.Equal(0x01020304UL, builder.Build(SenseFormat.Fixed).CommandSpecificInformation);
    }

    [Theory]
    [InlineData(235, "235 whole|1 cut")]
    [InlineData(236, "236 whole|0 cut")]
    [InlineData(237, "237 whole")]
    [InlineData(240, "240 whole")]
    [InlineData(241, "240 cut")]
    public void Build_ForwardedSenseUpToTheLastByte_LeavesOutWhatHasNoRoom(int firstLength, string expected)
    {
        SenseDataBuilder builder = new(SenseKey.CopyAborted, default);
        builder.ForwardedSense.Add(new ForwardedSense(ForwardedSenseSource.CopySource, ScsiStatus.CheckCondition, new byte[firstLength]));
        builder.ForwardedSense.Add(new ForwardedSense(ForwardedSenseSource.CopyDestination, ScsiStatus.CheckCondition, new byte[18]));
        Assert.Equal(expected, string.Join("|", builder.Build(SenseFormat.Descriptor).GetForwardedSense().Select(f => f.SenseBytes.Length + (f.IsTruncated ? " cut" : " whole"))));
    }

    private static IEnumerable<string> Lines(IReadOnlyList<ScsiField> fields, string indent) => fields.SelectMany(field => Lines(field.Fields, indent + "  ").Prepend(
        string.Format(CultureInfo.InvariantCulture, "{0}{1} {2} {3}", indent, field.ByteOffset, field.BitCount, field)));
}
