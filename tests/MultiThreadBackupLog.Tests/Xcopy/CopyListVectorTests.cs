using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

public class CopyListVectorTests
{
    [Theory]
    [MemberData(nameof(CopyListVectors.Rows), MemberType = typeof(CopyListVectors))]
    public void Vector_Decoded_IsTakenAndComesBack(string name, string clause, string cdbHex, string listHex)
    {
        byte[] cdb = Hex.Parse(cdbHex);
        byte[] list = Hex.Parse(listHex);
        ExtendedCopyCommand command = ExtendedCopyCommand.Parse(cdb);
        Assert.Equal((uint)list.Length, command.ParameterListLengthBytes);
        Assert.Null(command.ReservedBitFault);
        Assert.True(CopyParameterListReader.TryParse(list, command.Format, out CopyParameterListReader reader, out ParseFault fault), name + " (" + clause + "): " + fault);
        Assert.True(new OperatingParameters().TryValidate(reader, out fault), name + ": " + fault);
        Assert.Equal(command.Format, CopyParameterListReader.DetectFormat(list));
        Assert.Equal(listHex, Hex.Format(ListCopy.ByViews(reader)));
        Assert.Equal(listHex, Hex.Format(ListCopy.ByFields(reader)));
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            Assert.DoesNotContain(descriptor.Describe(), field => field.Name == "RESERVED");
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            Assert.DoesNotContain(segment.Describe(), field => field.Name == "RESERVED");
        }
    }

    [Fact]
    public void BlockToStreamVector_Built_IsTheSameBytes()
    {
        var bytes = new byte[116];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 0x21));
        ushort disk = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Disk(512), 1, 3, Hex.Parse("600140512345678901234567ABCDEF01")));
        ushort tape = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Tape(pad: true), 1, 3, Hex.Parse("5000E11100000001")));
        Assert.True(writer.TryAddSegment(new BlockToStreamSegment(disk, tape, 65_536, 1_024, 8_192)));
        Assert.True(writer.TryAddSegment(new WriteFilemarksSegment(tape, 1)));
        Assert.False(writer.TryAddSegment(new WriteFilemarksSegment(tape, 1)), "There is no room.");
        Assert.Equal(116, writer.Complete());
        Assert.Equal(CopyListVectors.Lists[0], bytes);
    }

    [Fact]
    public void StreamToStreamVector_Decoded_HasItsFieldsByName()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(CopyListVectors.Lists[4], ListIdentifierFormat.Lid1);
        Assert.Equal(CopyParameterListHeader.DiscardHeldData, reader.Header.ListIdUsage);
        Assert.True(reader.TryFindCscdDescriptor(1, out CscdDescriptor tape));
        Assert.Equal(CscdDevice.Tape(32_768, pad: true), tape.Device);
        Assert.Equal(0x30, tape.ByteOffset);
        SegmentDescriptorEnumerator segments = reader.SegmentDescriptors;
        Assert.True(segments.MoveNext());
        var copy = StreamToStreamSegment.Parse(segments.Current.Bytes);
        Assert.Equal(new StreamToStreamSegment(0, 1, 65_536, 2, 1_048_576), copy);
        string[] names = segments.Current.Describe().Select(field => field.JsonName).ToArray();
        Assert.Equal(["cat", "sourceIndex", "destinationIndex", "sourceStreamDeviceTransferLength", "destinationStreamDeviceTransferLength", "byteCount"], names);
    }

    [Fact]
    public void CatVector_Decoded_HasCatInItsFirstSegmentOnly()
    {
        SegmentDescriptorEnumerator segments = CopyParameterListReader.Parse(CopyListVectors.Lists[7], ListIdentifierFormat.Lid1).SegmentDescriptors;
        Assert.True(segments.MoveNext());
        Assert.True(segments.Current.Cat);
        Assert.True(segments.MoveNext());
        Assert.False(segments.Current.Cat);
    }

    [Fact]
    public void SpaceVector_Decoded_MovesOneFilemarkForward()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(CopyListVectors.Lists[1], ListIdentifierFormat.Lid1);
        SegmentDescriptorEnumerator segments = reader.SegmentDescriptors;
        Assert.True(segments.MoveNext());
        Assert.Equal(new SpaceSegment(0, SpaceUnit.Filemarks, 1), SpaceSegment.Parse(segments.Current.Bytes));
    }

    [Fact]
    public void Lid4Header_OfTheVector_HasItsFields()
    {
        CopyParameterListHeader header = CopyParameterListHeader.Parse(CopyListVectors.Lists[11], ListIdentifierFormat.Lid4);
        Assert.Equal(new CopyParameterListHeader(ListIdentifierFormat.Lid4, 0x12345, immed: true).ToString(), header.ToString().Replace("CscdDescriptorListLength = 64, SegmentDescriptorListLength = 36", "CscdDescriptorListLength = 0, SegmentDescriptorListLength = 0", System.StringComparison.Ordinal));
        Assert.True(header.Immed);
        Assert.Equal(64, header.CscdDescriptorListLength);
    }
}
