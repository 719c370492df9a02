using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>Sense data byte by byte (SPC-4 clauses 4.5 and 5.17.7.4).</summary>
public class SenseDataTests
{
    private const string TapeSense = "F0 00 4D 00 01 00 00 0A 00 00 00 00 00 02 00 00 00 00";

    // A destination tape that failed while segment 0 of a copy ran.
    private const string CopyAborted = """
        F0 00 0A 00 02 00 00 1D 00 12 00 00 0D 01 00 80
        00 30 02 F0 00 4D 00 01 00 00 0A 00 00 00 00 00
        02 00 00 00 00
        """;

    /// <summary>Clause, the builder that makes it, the format, and the bytes.</summary>
    public static TheoryData<string, SenseDataBuilder, SenseFormat, string> Rows => new()
    {
        { "SSC-3, READ(6) of 65536 met a filemark", new SenseDataBuilder(SenseKey.NoSense, new(0x00, 0x01)) { IsFilemark = true, Information = 65536 }, SenseFormat.Fixed, "F0 00 80 00 01 00 00 0A 00 00 00 00 00 01 00 00 00 00" },
        { "SSC-3, READ(6) of 65536 met a block of 70000", new SenseDataBuilder(SenseKey.NoSense, default) { IsIncorrectLength = true, Information = -4464 }, SenseFormat.Fixed, "F0 00 20 FF FF EE 90 0A 00 00 00 00 00 00 00 00 00 00" },
        { "SSC-3, WRITE met early warning, all accepted", new SenseDataBuilder(SenseKey.NoSense, new(0x00, 0x02)) { IsEndOfMedium = true, Information = 0 }, SenseFormat.Fixed, "F0 00 40 00 00 00 00 0A 00 00 00 00 00 02 00 00 00 00" },
        { "SSC-3, READ of 4 blocks met the end of data after 1", new SenseDataBuilder(SenseKey.BlankCheck, new(0x00, 0x05)) { Information = 3 }, SenseFormat.Fixed, "F0 00 08 00 00 00 03 0A 00 00 00 00 00 05 00 00 00 00" },
        { "SPC-4 4.5.5, deferred write error", new SenseDataBuilder(SenseKey.MediumError, new(0x0C, 0x00)) { IsDeferred = true, Information = 10 }, SenseFormat.Fixed, "F1 00 03 00 00 00 0A 0A 00 00 00 00 0C 00 00 00 00 00" },
        { "SPC-4 4.5.2, filemark", new SenseDataBuilder(SenseKey.NoSense, new(0x00, 0x01)) { IsFilemark = true, Information = 65536 }, SenseFormat.Descriptor, "72 00 00 01 00 00 00 10 00 0A 80 00 00 00 00 00 00 01 00 00 04 02 00 80" },
        { "SPC-4 4.5.2, all of a stream descriptor, negative residue, deferred", new SenseDataBuilder(SenseKey.MediumError, new(0x11, 0x00)) { IsDeferred = true, IsFilemark = true, IsEndOfMedium = true, IsIncorrectLength = true, Information = -1 }, SenseFormat.Descriptor, "73 03 11 00 00 00 00 10 00 0A 80 00 FF FF FF FF FF FF FF FF 04 02 00 E0" },
        { "SPC-4 4.5.2, every other descriptor", new SenseDataBuilder(SenseKey.HardwareError, new(0x44, 0x00)) { CommandSpecificInformation = 0x0102030405060708, ActualRetryCount = 0x0304, FieldReplaceableUnit = 0x7F }, SenseFormat.Descriptor, "72 04 44 00 00 00 00 18 01 0A 00 00 01 02 03 04 05 06 07 08 02 06 00 00 80 03 04 00 03 02 00 7F" },
        { "SPC-4 4.5.3, retries, FRU, command-specific information", new SenseDataBuilder(SenseKey.RecoveredError, new(0x11, 0x01)) { CommandSpecificInformation = 0x01020304, ActualRetryCount = 5, FieldReplaceableUnit = 6 }, SenseFormat.Fixed, "70 00 01 00 00 00 00 0A 01 02 03 04 11 01 06 80 00 05" },
        { "SPC-4 4.5.3, progress", new SenseDataBuilder(SenseKey.NotReady, new(0x04, 0x07)) { Progress = 0x8000 }, SenseFormat.Fixed, "70 00 02 00 00 00 00 0A 00 00 00 00 04 07 00 80 80 00" },
        { "SPC-4 5.17.7.3, unsupported target descriptor type", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x26, 0x07)) { FieldPointer = new SenseFieldPointer(0x30) }, SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 26 07 00 80 00 30" },
        { "SPC-4 5.17.7.3, unsupported segment descriptor type", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x26, 0x09)) { FieldPointer = new SenseFieldPointer(0x50) }, SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 26 09 00 80 00 50" },
        { "SPC-4 5.17.7.3, too many target descriptors", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x26, 0x06)), SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 26 06 00 00 00 00" },
        { "SPC-4 5.17.7.3, too many segment descriptors", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x26, 0x08)), SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 26 08 00 00 00 00" },
        { "SPC-4 5.17.7.3, parameter list length error", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x1A, 0x00)), SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 1A 00 00 00 00 00" },
        { "SPC-4 5.17.4.2, list identifier in use", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x00, 0x16)) { FieldPointer = new SenseFieldPointer(0) }, SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 00 16 00 80 00 00" },
        { "SPC-4 6.20, unknown list identifier in a CDB", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x24, 0x00)) { FieldPointer = new SenseFieldPointer(2, isInCdb: true) }, SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 24 00 00 C0 00 02" },
        { "SPC-4 4.5.2.4.2, bit pointer", new SenseDataBuilder(SenseKey.IllegalRequest, new(0x24, 0x00)) { FieldPointer = new SenseFieldPointer(1, 3, isInCdb: true) }, SenseFormat.Fixed, "70 00 05 00 00 00 00 0A 00 00 00 00 24 00 00 CB 00 01" },
        { "SPC-4 5.17.7.4, unexpected inexact segment 1", new SenseDataBuilder(SenseKey.CopyAborted, new(0x26, 0x0A)) { SegmentNumber = 1 }, SenseFormat.Fixed, "70 00 0A 00 00 00 00 0A 00 00 00 01 26 0A 00 00 00 00" },
        { "SPC-4 5.17.7.4, field of a segment descriptor", new SenseDataBuilder(SenseKey.CopyAborted, new(0x26, 0x00)) { SegmentNumber = 2, FieldPointer = new SenseFieldPointer(8, 0, isInSegment: true) }, SenseFormat.Fixed, "70 00 0A 00 00 00 00 0A 00 00 00 02 26 00 00 A8 00 08" },
        { "SPC-4 5.17.7.4, destination tape failed in segment 0", DestinationFailed(), SenseFormat.Fixed, CopyAborted },
        { "SPC-4 4.5.2.7, destination tape failed in segment 3", DestinationFailed(3), SenseFormat.Descriptor, "72 0A 0D 01 00 00 00 36 00 0A 80 00 00 00 00 00 00 02 00 00 01 0A 00 00 00 00 00 03 00 00 00 00 02 06 00 00 80 00 30 00 0C 14 02 02 " + TapeSense },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Build_OfARow_IsTheVector(string clause, SenseDataBuilder builder, SenseFormat format, string hex)
    {
        byte[] bytes = Hex.Parse(hex);
        SenseData built = builder.Build(format);
        Assert.Equal(Hex.Format(bytes), Hex.Format(built.Bytes.Span));
        Assert.True(SenseData.TryParse(bytes, out SenseData parsed, out ParseFault fault), clause + ": " + fault);
        Assert.Equal(built, parsed);
        AssertSame(builder, format, parsed);
    }

    [Fact]
    public void Any_values_are_read_back_from_either_format() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        SenseDataBuilder builder = RandomBuilder(random);
        foreach (SenseFormat format in new[] { SenseFormat.Fixed, SenseFormat.Descriptor })
        {
            SenseData built = builder.Build(format);
            Assert.InRange(built.EncodedLength, 8, SenseData.MaximumLength);
            var bytes = new byte[built.EncodedLength];
            Assert.Equal(bytes.Length, built.Write(bytes));
            SenseData parsed = SenseData.Parse(bytes);
            Assert.Equal(built, parsed);
            AssertSame(builder, format, parsed);
            Assert.NotEmpty(parsed.Describe());
        }

        return true;
    });

    [Fact]
    public void Forwarded_sense_data_of_any_length_stay_within_the_record_and_keep_their_beginning() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        SenseDataBuilder builder = new(SenseKey.CopyAborted, SenseCode.ThirdPartyDeviceFailure);
        var sent = new List<ForwardedSense>();
        foreach (ForwardedSenseSource source in new[] { ForwardedSenseSource.CopySource, ForwardedSenseSource.CopyDestination })
        {
            var sense = new byte[random.Next(0, SenseData.MaximumLength + 1)];
            random.NextBytes(sense);
            sent.Add(new ForwardedSense(source, ScsiStatus.CheckCondition, sense));
            builder.ForwardedSense.Add(sent[sent.Count - 1]);
        }

        foreach (SenseFormat format in new[] { SenseFormat.Fixed, SenseFormat.Descriptor })
        {
            SenseData built = builder.Build(format);
            Assert.InRange(built.EncodedLength, 8, SenseData.MaximumLength);
            foreach (ForwardedSense received in built.GetForwardedSense())
            {
                ForwardedSense original = sent.Single(candidate => candidate.Source == received.Source);
                Assert.True(original.SenseBytes.Span.StartsWith(received.SenseBytes.Span));
                bool isWhole = original.SenseBytes.Length == received.SenseBytes.Length;
                Assert.True(format == SenseFormat.Fixed || received.IsTruncated != isWhole);
            }

            Assert.NotEmpty(built.GetForwardedSense());
        }

        return true;
    });

    [Fact]
    public void GetForwardedSense_OfTheFixedFormat_HasStatusAndSenseOfTheDestination()
    {
        SenseData sense = SenseData.Parse(Hex.Parse(CopyAborted));
        ForwardedSense forwarded = Assert.Single(sense.GetForwardedSense());
        Assert.Equal((ForwardedSenseSource.CopyDestination, ScsiStatus.CheckCondition), (forwarded.Source, forwarded.Status));
        Assert.True(forwarded.TryGetSense(out SenseData tape));
        Assert.Equal((SenseKey.VolumeOverflow, true, 65536L), (tape.Key, tape.IsEndOfMedium, tape.Information!.Value));
        Assert.Equal(Hex.Parse(TapeSense), forwarded.SenseBytes.ToArray());
    }

    [Theory]
    [InlineData("70 00 0A 00 00 00 00 0E 12 00 00 00 0D 01 00 00 00 00 02 AA BB CC", "CopySource: CheckCondition AABBCC")]
    [InlineData("70 00 0A 00 00 00 00 0E 12 14 00 00 0D 01 00 00 00 00 02 AA 08 BB", "CopySource: CheckCondition AA|CopyDestination: Busy BB")]
    [InlineData("70 00 0A 00 00 00 00 0E 14 12 00 00 0D 01 00 00 00 00 02 AA 08 BB", "CopySource: Busy BB|CopyDestination: CheckCondition AA")]
    [InlineData("70 00 0A 00 00 00 00 0E FF 11 00 00 0D 01 00 00 00 00 02 AA 08 BB", "")]
    [InlineData("70 00 05 00 00 00 00 0E 12 14 00 00 0D 01 00 00 00 00 02 AA 08 BB", "")]
    public void GetForwardedSense_OfOffsets_TakesThoseInsideTheRecord(string hex, string expected) => Assert.Equal(
        expected,
        string.Join("|", SenseData.Parse(Hex.Parse(hex)).GetForwardedSense().Select(f => f.Source + ": " + f.Status + " " + Hex.Format(f.SenseBytes.Span))));

    [Theory]
    [InlineData("A0")] // SD in bit 5: SPC-4, sg3_utils, FreeBSD.
    [InlineData("C0")] // SD in bit 6: one public decoder.
    public void FieldPointer_OfACopy_TakesSdInEitherPlace(string specific)
    {
        SenseData sense = SenseData.Parse(Hex.Parse("70 00 0A 00 00 00 00 0A 00 00 00 01 26 00 00 " + specific + " 00 08"));
        Assert.Equal(new SenseFieldPointer(8, null, isInSegment: true), sense.FieldPointer);
    }

    [Theory]
    [InlineData("00 00 00 05 00 00 00 00")] // Third and fourth byte: SPC-4.
    [InlineData("00 00 00 00 00 00 00 05")] // Right aligned: FreeBSD.
    public void SegmentNumber_OfTheDescriptorFormat_IsFoundInEitherPlace(string specific) =>
        Assert.Equal(5, SenseData.Parse(Hex.Parse("72 0A 26 0A 00 00 00 0C 01 0A 00 00 " + specific)).SegmentNumber);

    [Theory]
    [InlineData("0A", 0x01, "0Dh/01h THIRD PARTY DEVICE FAILURE")]
    [InlineData("0A", 0x05, "0Dh/05h COPY TARGET DEVICE DATA OVERRUN")]
    [InlineData("0A", 0x06, "2Eh/06h")]
    [InlineData("05", 0x01, "2Eh/01h")]
    public void StandardCode_OfTheVendorsOddCodes_IsThatOfTheStandard(string key, byte qualifier, string expected)
    {
        byte[] bytes = Hex.Parse("70 00 " + key + " 00 00 00 00 0A 00 00 00 00 2E 00 00 00 00 00");
        bytes[13] = qualifier;
        SenseData sense = SenseData.Parse(bytes);
        Assert.Equal(expected, sense.StandardCode.ToString());
        Assert.Equal(new SenseCode(0x2E, qualifier), sense.Code);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("70 00 05 00 00 00 00", 7)]
    [InlineData("7F 00 05 00 00 00 00 0A", 0)]
    [InlineData("00 00 05 00 00 00 00 0A", 0)]
    public void TryParse_WhatIsNoSenseData_IsAFault(string hex, int byteOffset)
    {
        Assert.False(SenseData.TryParse(Hex.Parse(hex), out SenseData sense, out ParseFault fault));
        Assert.Equal(byteOffset, fault.ByteOffset);
        Assert.Equal(default, sense);
        Assert.Throws<ParseException>(() => SenseData.Parse(Hex.Parse(hex)));
    }

    [Fact]
    public void TryParse_AShortenedRecord_ReadsWhatIsMissingAsZero()
    {
        SenseData sense = SenseData.Parse(Hex.Parse("F0 00 80 00 01 00 00 0A"));
        Assert.Equal((SenseKey.NoSense, true, 65536L, default(SenseCode)), (sense.Key, sense.IsFilemark, sense.Information!.Value, sense.Code));
    }

    /// <summary>Seven of the eight bytes of a number are another number; that the device tells nothing is safer than a wrong count.</summary>
    [Theory]
    [InlineData("72 0A 0D 01 00 00 00 0C 00 0A 80 00 00 00 00 00 00 01 00 00", 65_536L, null)]
    [InlineData("72 0A 0D 01 00 00 00 0C 00 0A 80 00 00 00 00 00 00 01 00", null, null)]
    [InlineData("72 0A 0D 01 00 00 00 0C 01 0A 00 00 00 00 00 00 00 00 01 02", null, 258)]
    [InlineData("72 0A 0D 01 00 00 00 0C 01 0A 00 00 00 00 00 00 00 00 01", null, null)]
    [InlineData("72 0A 0D 01 00 00 00 00", null, null)]
    [InlineData("F0 00 0A 00 01 00 00 04 00 00 01 02", 65_536L, 258)]
    [InlineData("F0 00 0A 00 01 00 00 03 00 00 01", 65_536L, null)]
    public void Numbers_OfARecordThatWasCut_AreThereWholeOrNotAtAll(string hex, long? information, int? segmentNumber)
    {
        SenseData sense = SenseData.Parse(Hex.Parse(hex));
        Assert.Equal((information, segmentNumber), (sense.Information, sense.SegmentNumber));
    }

    [Fact]
    public void TryParse_MoreThanTheRecord_LeavesTheRestOut() =>
        Assert.Equal(18, SenseData.Parse([.. Hex.Parse(TapeSense), 1, 2, 3]).EncodedLength);

    [Fact]
    public void IsIncorrectLength_OfABlockDescriptor_IsSeen() =>
        Assert.True(SenseData.Parse(Hex.Parse("72 00 00 00 00 00 00 04 05 02 00 20")).IsIncorrectLength);

    [Theory]
    [InlineData("70 00 10 00 00 00 00 0A 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("72 00 00 00 80 00 00 00")]
    public void IsOverflow_WithSdatOvfl_IsTrue(string hex) => Assert.True(SenseData.Parse(Hex.Parse(hex)).IsOverflow);

    [Fact]
    public void FromFault_OfACdb_PointsToTheField()
    {
        SenseData sense = SenseData.FromFault(ParseFault.InCdb("a field", 2, 3));
        Assert.Equal((SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb), (sense.Key, sense.Code));
        Assert.Equal(new SenseFieldPointer(2, 3, isInCdb: true), sense.FieldPointer);
    }

    [Fact]
    public void FromFault_OfARunningCopy_PointsIntoTheParameterList()
    {
        SenseData sense = SenseData.FromFault(ParseFault.InData("a field", 0x30, null, SenseCode.UnreachableCopyTarget).WithSenseKey(SenseKey.CopyAborted), SenseFormat.Descriptor);
        Assert.Equal((SenseKey.CopyAborted, SenseCode.UnreachableCopyTarget), (sense.Key, sense.Code));
        Assert.Equal(new SenseFieldPointer(0x30), sense.FieldPointer);
    }

    [Fact]
    public void FromFault_BeyondSixteenBits_HasNoPointer() =>
        Assert.Null(SenseData.FromFault(ParseFault.InData("a field", 65_536)).FieldPointer);

    [Fact]
    public void Build_AnInformationOfMoreThanThirtyTwoBits_IsNotValidInTheFixedFormat()
    {
        var builder = new SenseDataBuilder(SenseKey.NoSense, default) { Information = 1L << 40 };
        Assert.Null(builder.Build(SenseFormat.Fixed).Information);
        Assert.Equal(1L << 40, builder.Build(SenseFormat.Descriptor).Information);
    }

    [Fact]
    public void ToString_OfAFilemark_SaysAll() => Assert.Equal(
        "NO SENSE 00h/01h FILEMARK DETECTED, FILEMARK, INFORMATION 65536",
        SenseData.Parse(Hex.Parse("F0 00 80 00 01 00 00 0A 00 00 00 00 00 01 00 00 00 00")).ToString());

    [Fact]
    public void Describe_OfTheFixedFormat_NamesEveryFieldAndTheForwardedSense()
    {
        IReadOnlyList<ScsiField> fields = SenseData.Parse(Hex.Parse(CopyAborted)).Describe();
        Assert.Equal("SENSE KEY Ah (COPY ABORTED)", fields.Single(field => field.Name == "SENSE KEY").ToString());
        Assert.Equal("ADDITIONAL SENSE 0Dh/01h THIRD PARTY DEVICE FAILURE", fields.Single(field => field.Name == "ADDITIONAL SENSE").ToString());
        Assert.Equal("FIELD POINTER byte 48 of the parameter list", fields.Single(field => field.Name == "FIELD POINTER").ToString());
        ScsiField forwarded = fields.Single(field => field.Type == ScsiFieldType.Group);
        Assert.Equal("FORWARDED STATUS 02h (CHECK CONDITION)", forwarded.Fields[1].ToString());
        Assert.Contains(forwarded.Fields, field => field.ToString() == "SENSE KEY Dh (VOLUME OVERFLOW)");
    }

    [Fact]
    public void Describe_OfRecordsInsideRecords_EndsSoon()
    {
        // Both areas begin at the same byte, and what they hold does so again: without a bound the work would double at each depth.
        var bytes = new byte[252];
        for (int begin = 0; begin + 18 < bytes.Length; begin += 19)
        {
            Hex.Parse("70 00 0A 00 00 00 00 F4 12 12").CopyTo(bytes, begin);
        }

        int Count(IReadOnlyList<ScsiField> fields) => fields.Sum(field => 1 + Count(field.Fields));
        Assert.InRange(Count(SenseData.Parse(bytes).Describe()), 20, 1_000);
    }

    [Fact]
    public void Names_OfAllSenseCodes_AreUniqueAndInCapitals()
    {
        Assert.True(SenseCodeNames.Known.Count >= 100);
        string[] names = SenseCodeNames.Known.Select(code => code.Name!).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[A-Z0-9][A-Z0-9 ,/_-]*$", name.Replace("I_T", "IT", StringComparison.Ordinal)));
        Assert.Equal("UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE", new SenseCode(0x26, 0x09).Name);
        Assert.Null(new SenseCode(0x80, 0x80).Name);
    }

    [Fact]
    public void Codes_WithANameInTheSource_AreThoseOfTheTable()
    {
        // A property name is the table's name without blanks, so a number that was mistyped in one of the two shows here.
        foreach (var property in typeof(SenseCode).GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Where(property => property.PropertyType == typeof(SenseCode)))
        {
            string name = ((SenseCode)property.GetValue(null)!).Name!;
            Assert.Equal(property.Name, new string(name.Where(char.IsLetterOrDigit).ToArray()), ignoreCase: true);
        }
    }

    internal static SenseDataBuilder RandomBuilder(Random random)
    {
        var builder = new SenseDataBuilder((SenseKey)random.Next(16), new SenseCode((byte)random.Next(256), (byte)random.Next(256)))
        {
            IsDeferred = random.Next(2) == 0,
            IsFilemark = random.Next(2) == 0,
            IsEndOfMedium = random.Next(2) == 0,
            IsIncorrectLength = random.Next(2) == 0,
            Information = random.Next(3) == 0 ? null : random.Next(int.MinValue, int.MaxValue),
            FieldReplaceableUnit = (byte)random.Next(256),
        };
        int? bit = random.Next(2) == 0 ? null : random.Next(8);
        ushort offset = (ushort)random.Next(65536);
        switch (builder.Key)
        {
            case SenseKey.CopyAborted:
                builder.SegmentNumber = (ushort)random.Next(65536);
                builder.FieldPointer = new SenseFieldPointer(offset, bit, false, random.Next(2) == 0);
                foreach (ForwardedSenseSource source in new[] { ForwardedSenseSource.CopySource, ForwardedSenseSource.CopyDestination }.Where(_ => random.Next(2) == 0))
                {
                    var sense = new byte[random.Next(1, 60)];
                    random.NextBytes(sense);
                    builder.ForwardedSense.Add(new ForwardedSense(source, (ScsiStatus)random.Next(256), sense));
                }

                break;
            case SenseKey.IllegalRequest:
                builder.FieldPointer = new SenseFieldPointer(offset, bit, random.Next(2) == 0);
                break;
            case SenseKey.NoSense or SenseKey.NotReady:
                builder.Progress = offset;
                break;
            case SenseKey.MediumError or SenseKey.HardwareError or SenseKey.RecoveredError:
                builder.ActualRetryCount = offset;
                break;
            default:
                builder.CommandSpecificInformation = (uint)random.Next();
                break;
        }

        return builder;
    }

    private static SenseDataBuilder DestinationFailed(ushort segment = 0) => new(SenseKey.CopyAborted, SenseCode.ThirdPartyDeviceFailure)
    {
        Information = 131072,
        SegmentNumber = segment,
        FieldPointer = new SenseFieldPointer(0x30),
        ForwardedSense = { new ForwardedSense(ForwardedSenseSource.CopyDestination, ScsiStatus.CheckCondition, Hex.Parse(TapeSense)) },
    };

    private static void AssertSame(SenseDataBuilder expected, SenseFormat format, SenseData actual)
    {
        Assert.Equal((format, expected.IsDeferred), (actual.Format, actual.IsDeferred));
        Assert.Equal((expected.Key, expected.Code), (actual.Key, actual.Code));
        Assert.Equal((expected.IsFilemark, expected.IsEndOfMedium, expected.IsIncorrectLength), (actual.IsFilemark, actual.IsEndOfMedium, actual.IsIncorrectLength));
        Assert.Equal(expected.Information, actual.Information);
        Assert.Equal(expected.FieldReplaceableUnit, actual.FieldReplaceableUnit);
        Assert.Equal(expected.FieldPointer, actual.FieldPointer);
        Assert.Equal(expected.ActualRetryCount, actual.ActualRetryCount);
        Assert.Equal(expected.Progress, actual.Progress);
        Assert.Equal(expected.SegmentNumber ?? (expected.Key == SenseKey.CopyAborted ? 0 : null), actual.SegmentNumber);
        Assert.Equal(expected.ForwardedSense, actual.GetForwardedSense());
        if (expected.Key != SenseKey.CopyAborted)
        {
            Assert.Equal(expected.CommandSpecificInformation, actual.CommandSpecificInformation);
        }
    }
}
