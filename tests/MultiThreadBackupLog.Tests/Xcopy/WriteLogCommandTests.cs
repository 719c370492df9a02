using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>The vendor specific commands and segments against the bytes that docs/xcopy.md prints.</summary>
public class WriteLogCommandTests
{
    private static readonly Guid Log = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Commands_Built_AreTheBytesOfTheSpecification()
    {
        Assert.Equal("D4000000000000000000" + "000000580000", Encode(WriteLogCommand.Initiate(88)));
        Assert.Equal("D4010000000000000000" + "000002000300", Encode(WriteLogCommand.ReportStatus(512, device: 3)));
        Assert.Equal("D4020000000100000000" + "001000000000", Encode(WriteLogCommand.Retrieve(0x1_0000_0000, 0x100000)));
        Assert.Equal("D4630000000000000000" + "000000000000", Encode(WriteLogCommand.CopyToMedium(close: true, immed: true)));
        Assert.Equal("D4030000000000000000" + "000000100000", Encode(WriteLogCommand.CopyToMedium(close: false, namesLog: true)));
        Assert.Equal("D4840000000000000000" + "000000100000", Encode(WriteLogCommand.Clear(force: true)));
    }

    [Fact]
    public void InitiateParameters_Built_AreTheBytesOfTheSpecification()
    {
        var parameters = new WriteLogInitiateParameters
        {
            RecordsEveryBlock = true,
            RecordsChecksums = true,
            TimeResolutionMicroseconds = 1_000,
            LogIdentifier = Log,
            VolumeNumber = 2,
            ApplicationLogIdentifier = "nightly",
        };
        var bytes = new byte[parameters.EncodedLength];
        Assert.Equal(bytes.Length, parameters.Write(bytes));
        string zeros = new('0', 32);
        Assert.Equal(
            "01050000" + "000003E8" + "00112233445566778899AABBCCDDEEFF" + zeros + zeros + zeros + "00000002" + "00070000" + Hex.Format("nightly"u8),
            Hex.Format(bytes));
        WriteLogInitiateParameters parsed = WriteLogInitiateParameters.Parse(bytes);
        Assert.Equal(("nightly", Log, true, false, true, 1_000u), (parsed.ApplicationLogIdentifier, parsed.LogIdentifier, parsed.RecordsEveryBlock, parsed.WritesIncrements, parsed.RecordsChecksums, parsed.TimeResolutionMicroseconds));
        var segment = new WriteLogInitiateSegment(1, parameters);
        var descriptor = new byte[segment.EncodedLength];
        segment.Write(descriptor);
        Assert.Equal("C000005C" + "00000001" + Hex.Format(bytes) + "00", Hex.Format(descriptor));
        Assert.Equal("nightly", segment.GetParameters().ApplicationLogIdentifier);
        Assert.Equal(Log, WriteLogInitiateSegment.Parse(descriptor).GetParameters().LogIdentifier);
        bytes[0] = 2;
        Assert.False(WriteLogInitiateParameters.TryParse(bytes, out _, out ParseFault fault));
        Assert.Equal(0, fault.ByteOffset);
    }

    [Fact]
    public void PlannedRestore_Built_IsTheBytesOfTheSpecification()
    {
        var segment = new PlannedRestoreSegment(0, 1, Log, 3, new StreamId(5), BlockRange.FromBounds(16, 48), 0x2000);
        var bytes = new byte[PlannedRestoreSegment.EncodedLength];
        segment.Write(bytes);
        Assert.Equal(
            "C5000030" + "00000001" + "00000005" + "000000000010" + "000000000030" + "0000000000002000" + "00112233445566778899AABBCCDDEEFF" + "00000003", Hex.Format(bytes));
        Assert.Equal((5u, 16L, 48L, Log, 3u), (segment.Stream, segment.FirstBlock, segment.EndBlock, segment.LogIdentifier, segment.RetractionCount));
        Assert.Equal(segment, PlannedRestoreSegment.Parse(bytes));
        Assert.Equal((0u, Guid.Empty, 52), (default(PlannedRestoreSegment).Stream, default(PlannedRestoreSegment).LogIdentifier, default(PlannedRestoreSegment).Write(new byte[52])));
        var whole = new PlannedRestoreSegment(0, 1, Log, 0, new StreamId(5), BlockRange.All, 0);
        whole.Write(bytes);
        Assert.Equal("FFFFFFFFFFFF", Hex.Format(bytes.AsSpan(18, 6)));
        Assert.Equal(long.MaxValue, PlannedRestoreSegment.Parse(bytes).EndBlock);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlannedRestoreSegment(0, 1, Log, 0, new StreamId(0), new BlockRange(1L << 48, 1), 0));
    }

    [Fact]
    public void SegmentsThatNameALog_Built_AreTheBytesOfTheSpecification()
    {
        var bytes = new byte[28];
        var copy = new WriteLogCopySegment(2, close: true, immed: true, Log);
        Assert.Equal(28, copy.Write(bytes));
        Assert.Equal("C3000018" + "00000002" + "03000000" + "00112233445566778899AABBCCDDEEFF", Hex.Format(bytes));
        Assert.Equal((copy, Log), (WriteLogCopySegment.Parse(bytes), copy.LogIdentifier));
        var clear = new WriteLogClearSegment(2, Log, force: true);
        Assert.Equal(28, clear.Write(bytes));
        Assert.Equal("C4000018" + "00000002" + "01000000" + "00112233445566778899AABBCCDDEEFF", Hex.Format(bytes));
        Assert.Equal((clear, Log), (WriteLogClearSegment.Parse(bytes), clear.LogIdentifier));
        Assert.Null(clear.ReservedBitFault);
        var identity = new byte[16];
        Assert.Equal(16, new WriteLogIdentity(Log).Write(identity));
        Assert.Equal("00112233445566778899AABBCCDDEEFF", Hex.Format(identity));
        Assert.Equal(Log, WriteLogIdentity.Parse(identity).LogIdentifier);
        Assert.False(WriteLogIdentity.TryParse(identity.AsSpan(1), out _, out ParseFault fault));
        Assert.Equal((15, SenseCode.ParameterListLengthError), (fault.ByteOffset, fault.SenseCode));
    }

    [Fact]
    public void RetrieveHeader_Built_IsTheBytesOfTheSpecification()
    {
        var header = new WriteLogRetrieveHeader(0x10, 0x2000, 0x30, isEnd: true, Log);
        var bytes = new byte[WriteLogRetrieveHeader.EncodedLength];
        Assert.Equal(40, header.Write(bytes));
        Assert.Equal("0000000000000010" + "0000000000002000" + "00000030" + "01000000" + "00112233445566778899AABBCCDDEEFF", Hex.Format(bytes));
        Assert.Equal((header, Log), (WriteLogRetrieveHeader.Parse(bytes), header.LogIdentifier));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(WriteLogRetrieveHeader.TryParse(bytes.AsSpan(0, length), out _, out _));
            Assert.Throws<ArgumentException>(() => header.Write(new byte[length]));
        }
    }

    [Fact]
    public void StreamName_Built_IsTheBytesOfTheSpecification()
    {
        var segment = new WriteLogStreamSegment(1, "db7", attach: true);
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        Assert.Equal("C6000010" + "00000001" + "00030000" + "01000000" + "64623700", Hex.Format(bytes));
        Assert.Equal(("db7", true), (segment.ApplicationIdentifier, segment.Attach));
        Assert.Throws<ArgumentException>(() => new WriteLogStreamSegment(1, new string('x', 4_097), false));
    }

    [Fact]
    public void Status_WithRandomValues_ComesBack() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        var status = new WriteLogStatusData { ApplicationLogIdentifier = new string('é', random.Next(20)) };
        foreach (System.Reflection.PropertyInfo property in typeof(WriteLogStatusData).GetProperties().Where(p => p.CanWrite && p.PropertyType != typeof(string)))
        {
            property.SetValue(status, RandomValue(property.PropertyType, random));
        }

        var bytes = new byte[status.EncodedLength];
        status.Write(bytes);
        Assert.Equal((uint)bytes.Length - 4, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes));
        WriteLogStatusData parsed = WriteLogStatusData.Parse(bytes);
        foreach (System.Reflection.PropertyInfo property in typeof(WriteLogStatusData).GetProperties())
        {
            Assert.Equal(property.GetValue(status), property.GetValue(parsed));
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(WriteLogStatusData.TryParse(bytes.AsSpan(0, length), out _, out _));
        }

        return true;
    });

    [Fact]
    public void HostileParameters_AreAValueOrAFault() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        if (bytes.Length > 0 && random.Next(2) == 0)
        {
            bytes[0] = 1;
        }

        Assert.Equal(WriteLogInitiateParameters.TryParse(bytes, out WriteLogInitiateParameters? parameters, out ParseFault fault), parameters is not null);
        Assert.Equal(parameters is null, fault != default);
        Assert.Equal(WriteLogStatusData.TryParse(bytes, out WriteLogStatusData? status, out fault), status is not null);
        Assert.Equal(status is null, fault != default);
        return true;
    });

    [Fact]
    public void Segments_InAList_AreTakenByACopyManagerOfThisLibraryOnly()
    {
        var bytes = new byte[500];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1));
        ushort tape = writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Tape(), 0, 1));
        Assert.True(writer.TryAddSegment(new WriteLogRetrieveSegment(tape, 0, 65_536)));
        Assert.True(writer.TryAddSegment(new WriteLogStatusSegment(tape, 512)));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid1);
        Assert.True(new OperatingParameters().TryValidate(reader, out _));
        Assert.False(new OperatingParameters { ImplementedTypeCodes = [0x02, 0xE6] }.TryValidate(reader, out ParseFault fault));
        Assert.Equal(SenseCode.UnsupportedSegmentDescriptorTypeCode, fault.SenseCode);
        Assert.Equal((SegmentTraits.Held, SegmentTraits.Held), (SegmentRules.Traits(0xC1) & SegmentTraits.Held, SegmentRules.Traits(0xC2) & SegmentTraits.Held));
    }

    private static object? RandomValue(Type type, Random random) => type switch
    {
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(Guid) => Guid.NewGuid(),
        _ when type == typeof(byte) => (byte)random.Next(256),
        _ when type == typeof(ushort) => (ushort)random.Next(65_536),
        _ when type == typeof(uint) => (uint)random.NextInt64(1L << 32),
        _ when type == typeof(ulong?) => random.Next(2) == 0 ? null : (ulong?)random.NextInt64(),
        _ when type.IsEnum => Enum.ToObject(type, random.Next(16)),
        _ => (ulong)random.NextInt64(),
    };

    private static string Encode(WriteLogCommand command)
    {
        var bytes = new byte[WriteLogCommand.EncodedLength];
        command.Write(bytes);
        Assert.Equal(command, WriteLogCommand.Parse(bytes));
        return Hex.Format(bytes);
    }
}
