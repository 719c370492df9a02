using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Xcopy;

public class CopyParameterListTests
{
    [Fact]
    public void Walking_8448Segments_AllocatesNothing()
    {
        byte[] list = ListBuilder.Of(64, 8_448);
        var parameters = new OperatingParameters();
        Assert.Equal(8_512, Walk(list, parameters));
        int count = 0;
        Assert.Equal(0, Allocation.Least(() => count = Walk(list, parameters)));
        Assert.Equal(8_512, count);
    }

    [Fact]
    public void Writing_8448Segments_AllocatesNothing()
    {
        var bytes = new byte[300_000];
        Build(bytes);
        int length = 0;
        Assert.Equal(0, Allocation.Least(() => length = Build(bytes)));
        Assert.Equal(16 + 64 + (8_448 * 24), length);
    }

    [Fact]
    public void Lid4List_TakesSegmentsUpToItsLengthField()
    {
        var bytes = new byte[200_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid4, 7));
        writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Disk(512), 0, 1));
        while (writer.TryAddSegment(new BlockToStreamSegment(0, 0, 512, 1, 0)))
        {
        }

        Assert.Equal(65_535 / 24, writer.SegmentDescriptorCount);
        int length = writer.Complete();
        Assert.Equal(2_730, CopyParameterListReader.Parse(bytes.AsSpan(0, length), ListIdentifierFormat.Lid4).SegmentDescriptorCount);
        Assert.True(writer.TryAddInlineData(new byte[65_535], out _));
        Assert.False(writer.TryAddInlineData(new byte[1], out _));
    }

    [Fact]
    public void Writer_UsedOutOfOrder_Throws()
    {
        var bytes = new byte[1_000];
        Assert.Throws<ArgumentException>(() => new CopyParameterListWriter(bytes.AsSpan(0, 15), default).Length);
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new CopyParameterListWriter(bytes, default);
            writer.TryAddSegment(new VerifySegment(0));
            writer.AddCscdDescriptor(default(AliasCscdDescriptor));
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new CopyParameterListWriter(bytes, default);
            writer.TryAddInlineData([1], out _);
            writer.TryAddSegment(new VerifySegment(0));
        });
        Assert.Throws<ArgumentException>(() => new CopyParameterListWriter(bytes, default).TryAddSegment([0x11, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => new CopyParameterListWriter(bytes, default).AddCscdDescriptor(new byte[33]));
        Assert.Throws<InvalidOperationException>(() => new CopyParameterListWriter(bytes.AsSpan(0, 40), default).AddCscdDescriptor(default(AliasCscdDescriptor)));
    }

    [Fact]
    public void Index_AfterADescriptorOf64Bytes_CountsBothItsHalves()
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1));
        Assert.Equal(0, writer.AddCscdDescriptor(new IPv6CscdDescriptor(CscdDevice.Disk(512), 0, 1, 6, new byte[16])));
        Assert.Equal(2, writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Tape(), 0, 1)));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), ListIdentifierFormat.Lid1);
        Assert.Equal(2, reader.CscdDescriptorCount);
        Assert.True(reader.TryFindCscdDescriptor(0, out CscdDescriptor first));
        Assert.Equal((64, 16), (first.Bytes.Length, first.ByteOffset));
        Assert.False(reader.TryFindCscdDescriptor(1, out _), "The second half may not be named.");
        Assert.True(reader.TryFindCscdDescriptor(2, out CscdDescriptor second));
        Assert.Equal((2, 80), (second.Index, second.ByteOffset));
        Assert.False(reader.TryFindCscdDescriptor(3, out _));
        Assert.False(reader.TryFindCscdDescriptor(0xFFFF, out _));
    }

    [Theory]
    [InlineData(ListIdentifierFormat.Lid4, 0, 1, 0)]
    [InlineData(ListIdentifierFormat.Lid4, 1, 2, 1)]
    [InlineData(ListIdentifierFormat.Lid4, 1, 1, 0)]
    [InlineData(ListIdentifierFormat.Lid4, 0, 2, 0)]
    [InlineData(ListIdentifierFormat.Lid4, 1, 3, 0)]
    [InlineData(ListIdentifierFormat.Lid1, 1, 2, 0)]
    public void CscdIndexes_OfEitherWayOfCounting_AreUnderstood(ListIdentifierFormat format, ushort source, ushort destination, int firstIndex)
    {
        var bytes = new byte[1_000];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(format, 1));
        writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Disk(512), 0, 1));
        writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Tape(), 0, 2));
        Assert.True(writer.TryAddSegment(new BlockToStreamSegment(source, destination, 512, 1, 0)));
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes.AsSpan(0, writer.Complete()), format);
        CscdDescriptorEnumerator descriptors = reader.CscdDescriptors;
        Assert.True(descriptors.MoveNext());
        Assert.Equal(firstIndex, descriptors.Current.Index);
        Assert.True(reader.TryFindCscdDescriptor((ushort)(firstIndex + 1), out CscdDescriptor tape));
        Assert.Equal(2UL, AliasCscdDescriptor.Parse(tape.Bytes).AliasValue);
        Assert.Equal(firstIndex == 0, reader.TryFindCscdDescriptor(0, out _));
    }

    [Fact]
    public void TrailingData_BehindTheLists_AreKeptApart()
    {
        byte[] list = [.. CopyListVectors.Lists[5], 0xAA, 0xBB];
        CopyParameterListReader reader = CopyParameterListReader.Parse(list, ListIdentifierFormat.Lid1);
        Assert.Equal(80, reader.InlineData.Length);
        Assert.Equal([0xAA, 0xBB], reader.TrailingData.ToArray());
    }

    [Fact]
    public void Header_WithValuesThatDoNotFit_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1, priority: 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1, listIdUsage: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyParameterListHeader(ListIdentifierFormat.None, 1));
        Assert.Throws<ArgumentException>(() => new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1, immed: true));
        Assert.Equal(new CopyParameterListHeader(ListIdentifierFormat.Lid1, 0, priority: 0), default);
    }

    [Fact]
    public void Encoder_GivenATextThatIsNoValue_NamesTheField()
    {
        FormatException thrown = Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeSegmentDescriptor(0x11, name => name == "count" ? "8388608" : null));
        Assert.Contains("COUNT", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeCscdDescriptor(0xE4, name => name == "designator" ? new string('0', 42) : null));
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeCscdDescriptor(0xE6, name => name == "aliasValue" ? "00" : null));
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeSegmentDescriptor(0x05, name => name == "embeddedData" ? "0g" : null));
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeSegmentDescriptor(0x05, name => name == "descriptorLength" ? "11" : null));
        Assert.Throws<FormatException>(() => CopyFieldEncoder.EncodeSegmentDescriptor(0x05, name => name == "embeddedData" ? new string('0', 140_000) : null));
    }

    private static int Walk(byte[] list, OperatingParameters parameters)
    {
        if (!CopyParameterListReader.TryParse(list, ListIdentifierFormat.Lid1, out CopyParameterListReader reader, out ParseFault fault)
            || !parameters.TryValidate(reader, out fault))
        {
            throw new ParseException(fault);
        }

        int count = 0;
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            count += descriptor.TypeCode == 0xE4 ? 1 : 0;
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            count += BlockToStreamSegment.TryParse(segment.Bytes, out BlockToStreamSegment copy, out _) && copy.NumberOfBlocks == 65_408 ? 1 : 0;
        }

        return count;
    }

    private static int Build(byte[] bytes)
    {
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1));
        writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Disk(512), 0, 1));
        writer.AddCscdDescriptor(new AliasCscdDescriptor(CscdDevice.Tape(), 0, 2));
        for (int index = 0; index < 8_448; index++)
        {
            writer.TryAddSegment(new BlockToStreamSegment(0, 1, 65_536, 65_408, (ulong)index));
        }

        return writer.Complete();
    }
}
