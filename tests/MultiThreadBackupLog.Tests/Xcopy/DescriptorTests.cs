using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>The structures whose constructors take bytes, against hex worked from the tables.</summary>
public class DescriptorTests
{
    private const string Address = "20010DB8000000000000000000000001";

    [Fact]
    public void Identification_Built_IsTheTable()
    {
        var built = new IdentificationCscdDescriptor(CscdDevice.Disk(512, pad: true), 1, 3, Hex.Parse("5000E11100000001"), association: 2);
        Assert.Equal("E4000000" + "01230008" + "5000E11100000001" + "000000000000000000000000" + "04000200", Encode(built));
        Assert.Equal((1, 2, 3), (built.CodeSet, built.Association, built.DesignatorType));
        Assert.Equal("5000E11100000001", Hex.Format(built.GetDesignator()));
        Assert.Throws<ArgumentException>(() => new IdentificationCscdDescriptor(default, 1, 3, new byte[21]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IdentificationCscdDescriptor(default, 16, 3, new byte[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IdentificationCscdDescriptor(default, 1, 16, new byte[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IdentificationCscdDescriptor(default, 1, 3, new byte[20], 4));
    }

    [Fact]
    public void IPv4_Built_IsTheTable()
    {
        var built = new IPv4CscdDescriptor(CscdDevice.Disk(4_096), 0x0001000000000000, 3_260, 6, [192, 0, 2, 1]);
        Assert.Equal("E5000000" + "0001000000000000" + "C0000201" + "000000000000" + "0CBC" + "0000" + "0006" + "00001000", Encode(built));
        Assert.Equal([192, 0, 2, 1], built.GetIpv4Address());
        Assert.Throws<ArgumentException>(() => new IPv4CscdDescriptor(default, 0, 0, 0, [1, 2, 3]));
    }

    [Fact]
    public void Rdma_Built_IsTheTable()
    {
        var built = new RdmaCscdDescriptor(CscdDevice.Tape(), 5, Hex.Parse(Address));
        Assert.Equal("E7010000" + "0000000000000005" + Address + "00000000", Encode(built));
        Assert.Equal(Address, Hex.Format(built.GetTargetPortIdentifier()));
        Assert.Throws<ArgumentException>(() => new RdmaCscdDescriptor(default, 0, new byte[15]));
    }

    [Fact]
    public void IPv6_Built_IsTheTable()
    {
        var built = new IPv6CscdDescriptor(CscdDevice.Tape(65_536), 0, 3_260, 6, Hex.Parse(Address));
        Assert.Equal("EA010000" + "0000000000000000" + Address + "01010000" + "FF000000" + "0CBC0006" + new string('0', 48), Encode(built));
        Assert.Equal((3_260, 6, Address), (built.PortNumber, built.InternetProtocolNumber, Hex.Format(built.GetIpv6Address())));
        Assert.Throws<ArgumentException>(() => new IPv6CscdDescriptor(default, 0, 0, 0, new byte[4]));
    }

    [Fact]
    public void IPCopyService_Built_IsTheTable()
    {
        var built = new IPCopyServiceCscdDescriptor(CscdDevice.Disk(512), [192, 0, 2, 1], 8_080, 6, 1, 3, Hex.Parse("5000E11100000001"), 1);
        Assert.Equal(
            "EB000000" + "0000000000000000" + "000000000000000000000000C0000201" + "00000200" + "FF000000" + "1F900006" + "01130008" + "5000E11100000001" + new string('0', 24),
            Encode(built));
        Assert.False(built.IsIPv6);
        Assert.True(new IPCopyServiceCscdDescriptor(default, Hex.Parse(Address), 0, 0, 1, 3, default).IsIPv6);
        Assert.Throws<ArgumentException>(() => new IPCopyServiceCscdDescriptor(default, new byte[5], 0, 0, 1, 3, default));
        Assert.Equal("5000E11100000001", Hex.Format(built.GetDesignator()));
    }

    /// <summary>Types that no golden list holds, with a value of its own in every field.</summary>
    public static TheoryData<string, string> Tables => new()
    {
        {
            "E1200102" + "1112131415161718" + "000000000000000000" + "21221A" + "00000000" + "04000200",
            Encode(new FibreChannelPortCscdDescriptor(Odd, 0x1112131415161718, 0x21221A))
        },
        {
            "E2200102" + "1112131415161718" + "2122232425262728" + "00" + "313233" + "00000000" + "04000200",
            Encode(new FibreChannelPortAndNameCscdDescriptor(Odd, 0x1112131415161718, 0x2122232425262728, 0x313233))
        },
        {
            "E3200102" + "1112131415161718" + "2122" + "0000000000000000000000000000" + "04000200",
            Encode(new ParallelInterfaceCscdDescriptor(Odd, 0x1112131415161718, 0x21, 0x22))
        },
        {
            "E6200102" + "1112131415161718" + "2122232425262728" + "0000000000000000" + "04000200",
            Encode(new AliasCscdDescriptor(Odd, 0x1112131415161718, 0x2122232425262728))
        },
        {
            "E8200102" + "1112131415161718" + "2122232425262728" + "313233" + "0000000000" + "04000200",
            Encode(new Ieee1394CscdDescriptor(Odd, 0x1112131415161718, 0x2122232425262728, 0x313233))
        },
        {
            "E9200102" + "1112131415161718" + "2122232425262728" + "0000000000000000" + "04000200",
            Encode(new SasCscdDescriptor(Odd, 0x1112131415161718, 0x2122232425262728))
        },
        {
            "FE200102" + "1112" + "0000" + "21222324" + "31323334" + "41424344" + "0000" + "0101" + "51525354" + "04000200",
            Encode(new RodCscdDescriptor(Odd, 0x1112, 0x21222324, 0x31323334, 0x41424344, rodTokenOffset: 0x51525354, rToken: true, delTkn: true))
        },
        {
            "0601000C" + "1112" + "0000" + "00" + "212223" + "31323334",
            Encode(new StreamToDiscardSegment(0x1112, 0x212223, 0x31323334, cat: true))
        },
        {
            "0F01000C" + "1112" + "0000" + "00" + "212223" + "31323334",
            Encode(new StreamToDiscardSegment(0x1112, 0x212223, 0x31323334, cat: true, isHeldForClient: true))
        },
        {
            "0B010014" + "1112" + "1314" + "00" + "212223" + "0000" + "3132" + "4142434445464748",
            Encode(new BlockToStreamSegment(0x1112, 0x1314, 0x212223, 0x3132, 0x4142434445464748, cat: true, isHeldForClient: true))
        },
        {
            "0C010014" + "1112" + "1314" + "00" + "212223" + "0000" + "3132" + "4142434445464748",
            Encode(new StreamToBlockSegment(0x1112, 0x1314, 0x212223, 0x3132, 0x4142434445464748, cat: true, isHeldForClient: true))
        },
        {
            "0D060018" + "1112" + "1314" + "0000" + "3132" + "4142434445464748" + "5152535455565758",
            Encode(new BlockToBlockSegment(0x1112, 0x1314, 0x3132, 0x4142434445464748, 0x5152535455565758, dc: true, fco: true, isHeldForClient: true))
        },
        {
            "0E010010" + "1112" + "1314" + "00" + "212223" + "00" + "313233" + "41424344",
            Encode(new StreamToStreamSegment(0x1112, 0x1314, 0x212223, 0x313233, 0x41424344, cat: true, isHeldForClient: true))
        },
        {
            "10000008" + "0000" + "1314" + "03" + "212223",
            Encode(new WriteFilemarksSegment(0x1314, 0x212223, immed: true, wsmk: true))
        },
        {
            "11000008" + "0000" + "1314" + "01" + "FFFFFF",
            Encode(new SpaceSegment(0x1314, SpaceUnit.Filemarks, -1))
        },
        {
            "16000018" + "1112" + "1314" + "2122232425262728" + "3132333435363738" + "41424344",
            Encode(new BlockImageSegment(0x1112, 0x1314, 0x2122232425262728, 0x3132333435363738, 0x41424344))
        },
        {
            "BF000010" + "1112" + "1314" + "2122232425262728" + "31323334",
            Encode(new RodFromRangeSegment(0x1112, 0x1314, 0x2122232425262728, 0x31323334))
        },
    };

    private static CscdDevice Odd => new(PeripheralDeviceType.DirectAccess, 512, pad: true, isNull: true, relativeInitiatorPort: 0x0102);

    [Theory]
    [MemberData(nameof(Tables))]
    public void Descriptor_Built_IsTheTable(string table, string built) => Assert.Equal(table, built);

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(4, 1, true)]
    [InlineData(3, 1, false)]
    [InlineData(4, 2, false)]
    public void IPCopyService_IpTypeInEitherPlace_IsUnderstood(int offset, int value, bool isIPv6)
    {
        var bytes = new byte[64];
        default(IPCopyServiceCscdDescriptor).Write(bytes);
        bytes[offset] = (byte)value;
        Assert.Equal(isIPv6, IPCopyServiceCscdDescriptor.Parse(bytes).IsIPv6);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(0)]
    public void Embedded_Built_IsTheVector(int length)
    {
        byte[] data = Hex.Parse("48445231444154413031FFFF").AsSpan(0, length).ToArray();
        var built = new EmbeddedToStreamSegment(0, length, data);
        byte[] expected = CopyListVectors.Lists[6].AsSpan(0x30, 28).ToArray();
        expected[0x0B] = expected[0x0D] = (byte)length;
        data.CopyTo(expected, 16);
        expected = length == 0 ? [.. expected.AsSpan(0, 16)] : expected;
        expected[3] = (byte)(expected.Length - 4);
        Assert.Equal(Hex.Format(expected), Encode(built));
        Assert.Equal(data, built.EmbeddedData.ToArray());
        Assert.Equal(built, EmbeddedToStreamSegment.Parse(expected));
    }

    [Fact]
    public void Embedded_OfTheMostBytes_FitsItsLengthField()
    {
        var built = new EmbeddedToStreamSegment(0, 1, new byte[EmbeddedToStreamSegment.MaximumDataLength]);
        var bytes = new byte[built.EncodedLength];
        built.Write(bytes);
        Assert.Equal(EmbeddedToStreamSegment.MaximumDataLength, EmbeddedToStreamSegment.Parse(bytes).EmbeddedData.Length);
        Assert.Throws<ArgumentException>(() => new EmbeddedToStreamSegment(0, 1, new byte[EmbeddedToStreamSegment.MaximumDataLength + 1]));
    }

    [Fact]
    public void RegisterAndMove_Built_IsTheTable()
    {
        var built = new RegisterAndMoveSegment(1, 0x1122334455667788, 0x99AABBCCDDEEFF00, 2, [0x45, 1, 2, 3, 5], unreg: true);
        Assert.Equal("15000024" + "00000001" + "1122334455667788" + "99AABBCCDDEEFF00" + "0002" + "0002" + "00000005" + "4501020305000000", Encode(built));
        Assert.Equal([0x45, 1, 2, 3, 5], built.TransportId.ToArray());
        var most = new RegisterAndMoveSegment(1, 0, 0, 0, new byte[RegisterAndMoveSegment.MaximumTransportIdLength]);
        Assert.Equal(most, RegisterAndMoveSegment.Parse(Hex.Parse(Encode(most))));
    }

    [Fact]
    public void RegisterAndMove_WithAptpl_IsTheTable() => Assert.Equal(
        "1500001C" + "00001314" + new string('0', 32) + "0001" + "0000" + "00000000", Encode(new RegisterAndMoveSegment(0x1314, 0, 0, 0, [], aptpl: true)));

    [Fact]
    public void Embedded_WithCat_IsTheTable() =>
        Assert.Equal("05010010" + "00001314" + "00212223" + "00010000" + "AA000000", Encode(new EmbeddedToStreamSegment(0x1314, 0x212223, [0xAA], cat: true)));

    /// <summary>Types that hold data for the client share the structure of those that do not; each is known by its own name.</summary>
    [Theory]
    [InlineData(typeof(BlockToStreamSegment), 0x00, 0x0B)]
    [InlineData(typeof(StreamToBlockSegment), 0x01, 0x0C)]
    [InlineData(typeof(BlockToBlockSegment), 0x02, 0x0D)]
    [InlineData(typeof(StreamToStreamSegment), 0x03, 0x0E)]
    [InlineData(typeof(StreamToDiscardSegment), 0x06, 0x0F)]
    public void Segment_OfTwoTypeCodes_IsParsedByEither(Type type, byte plain, byte held)
    {
        MultiThreadBackupLog.Tests.Scsi.WireStruct wire = MultiThreadBackupLog.Tests.Scsi.WireStruct.Of(type.Name);
        foreach (byte typeCode in new[] { plain, held })
        {
            int length = SegmentCatalog.Find(typeCode).Length;
            byte[] bytes = [typeCode, 0x80, 0, (byte)(length - 4), .. new byte[length - 4]];
            Assert.True(wire.TryParse(bytes, out object segment, out ParseFault fault), fault.ToString());
            Assert.Equal(segment, wire.Parse(bytes));
            Assert.Equal(bytes, wire.Write(segment));
            Assert.Equal(typeCode == held, type.GetProperty("IsHeldForClient")!.GetValue(segment));
            var reserved = (ParseFault)type.GetProperty("ReservedBitFault")!.GetValue(segment)!;
            Assert.Equal(("a bit of " + SegmentCatalog.Find(typeCode).Title + " that the standard reserves is set", 1, 7), (reserved.Reason, reserved.ByteOffset, reserved.Bit));
        }

        Assert.False(wire.TryParse([], out _, out ParseFault none));
        Assert.Equal((0, SenseCode.ParameterListLengthError), (none.ByteOffset, none.SenseCode));
        Assert.Equal(none, Assert.Throws<ParseException>(() => wire.Parse([])).Fault);
        Assert.False(wire.TryParse(new byte[32].Select(_ => (byte)0x07).ToArray(), out _, out ParseFault other));
        Assert.Equal((0, SenseCode.UnsupportedSegmentDescriptorTypeCode), (other.ByteOffset, other.SenseCode));
    }

    [Fact]
    public void RodFromRanges_Built_IsTheTable()
    {
        var built = new RodFromRangesSegment(0xFFFF, 3, [new RodBlockRange(5, 6), new RodBlockRange(ulong.MaxValue, uint.MaxValue)]);
        Assert.Equal("BE00002C" + "FFFF0003" + "0000000000010020" + "00000000000000050000000600000000" + "FFFFFFFFFFFFFFFFFFFFFFFF00000000", Encode(built));
        Assert.Equal((2, new RodBlockRange(5, 6), new RodBlockRange(ulong.MaxValue, uint.MaxValue)), (built.RangeCount, built.GetRange(0), built.GetRange(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => built.GetRange(2));
        var most = new RodFromRangesSegment(0, 0, new RodBlockRange[RodFromRangesSegment.MaximumRangeCount]);
        Assert.Equal(RodFromRangesSegment.MaximumRangeCount, RodFromRangesSegment.Parse(Hex.Parse(Encode(most))).RangeCount);
        Assert.Throws<ArgumentException>(() => new RodFromRangesSegment(0, 0, new RodBlockRange[RodFromRangesSegment.MaximumRangeCount + 1]));
    }

    [Fact]
    public void Length_OfRanges_ThatIsNoWholeNumberOfThem_IsAFault()
    {
        byte[] bytes = Hex.Parse("BE00001C" + "FFFF0003" + "000000000001000F" + "00000000000000050000000600000000");
        Assert.False(RodFromRangesSegment.TryParse(bytes, out _, out ParseFault fault));
        Assert.Equal(14, fault.ByteOffset);
    }

    [Theory]
    [InlineData(0x00, true, false, true)]
    [InlineData(0x01, true, true, true)]
    [InlineData(0x03, true, false, false)]
    [InlineData(0x08, false, false, false)]
    [InlineData(0x0E, true, false, true)]
    public void DeviceParameters_OfADeviceType_AreThoseOfItsTable(int deviceType, bool hasPad, bool hasFixed, bool hasBlockLength)
    {
        var bytes = new byte[32];
        new IdentificationCscdDescriptor(new CscdDevice((PeripheralDeviceType)deviceType, 7, pad: true, isFixed: true), 1, 3, [1]).Write(bytes);
        var names = CscdCatalog.Find(0xE4, deviceType).Describe(bytes).Select(field => field.Name).ToArray();
        Assert.Equal((hasPad, hasFixed, hasBlockLength), (names.Contains("PAD"), names.Contains("FIXED"), names.Contains("BLOCK LENGTH")));
        Assert.Equal(!(hasPad && hasFixed && hasBlockLength), names.Contains("RESERVED"));
    }

    private static string Encode<T>(T descriptor)
        where T : struct
    {
        var bytes = new byte[descriptor switch
        {
            ICscdDescriptor cscd => cscd.EncodedLength,
            ISegmentDescriptor segment => segment.EncodedLength,
            _ => 0,
        }];
        int written = descriptor is ICscdDescriptor c ? c.Write(bytes) : ((ISegmentDescriptor)descriptor).Write(bytes);
        Assert.Equal(bytes.Length, written);
        Assert.Throws<ArgumentException>(() => descriptor is ICscdDescriptor d ? d.Write(new byte[written - 1]) : ((ISegmentDescriptor)descriptor).Write(new byte[written - 1]));
        return Hex.Format(bytes);
    }
}
