using System;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>The layout of every segment descriptor type; a type that this library does not know is carried as bytes.</summary>
internal static class SegmentCatalog
{
    private const byte FirstVendorCode = 0xC0;
    private const string UnknownTitle = "unknown";

    private static readonly DescriptorLayout[] Known =
    [
        Fixed(BlockToStreamSegment.TypeCode, BlockToStreamSegment.PlainLayout),
        Fixed(StreamToBlockSegment.TypeCode, StreamToBlockSegment.PlainLayout),
        Fixed(BlockToBlockSegment.TypeCode, BlockToBlockSegment.PlainLayout),
        Fixed(StreamToStreamSegment.TypeCode, StreamToStreamSegment.PlainLayout),
        Fixed(InlineToStreamSegment.TypeCode, InlineToStreamSegment.Layout),
        EmbeddedToStreamSegment.Layout,
        Fixed(StreamToDiscardSegment.TypeCode, StreamToDiscardSegment.PlainLayout),
        Fixed(VerifySegment.TypeCode, VerifySegment.Layout),
        Fixed(BlockOffsetToStreamSegment.TypeCode, BlockOffsetToStreamSegment.Layout),
        Fixed(StreamToBlockOffsetSegment.TypeCode, StreamToBlockOffsetSegment.Layout),
        Fixed(BlockOffsetToBlockOffsetSegment.TypeCode, BlockOffsetToBlockOffsetSegment.Layout),
        Fixed(BlockToStreamSegment.HeldTypeCode, BlockToStreamSegment.HeldLayout),
        Fixed(StreamToBlockSegment.HeldTypeCode, StreamToBlockSegment.HeldLayout),
        Fixed(BlockToBlockSegment.HeldTypeCode, BlockToBlockSegment.HeldLayout),
        Fixed(StreamToStreamSegment.HeldTypeCode, StreamToStreamSegment.HeldLayout),
        Fixed(StreamToDiscardSegment.HeldTypeCode, StreamToDiscardSegment.HeldLayout),
        Fixed(WriteFilemarksSegment.TypeCode, WriteFilemarksSegment.Layout),
        Fixed(SpaceSegment.TypeCode, SpaceSegment.Layout),
        Fixed(LocateSegment.TypeCode, LocateSegment.Layout),
        Fixed(TapeImageSegment.TypeCode, TapeImageSegment.Layout),
        Fixed(RegisterKeySegment.TypeCode, RegisterKeySegment.Layout),
        RegisterAndMoveSegment.Layout,
        Fixed(BlockImageSegment.TypeCode, BlockImageSegment.Layout),
        RodFromRangesSegment.Layout,
        Fixed(RodFromRangeSegment.TypeCode, RodFromRangeSegment.Layout),
        .. WriteLogCommands.WriteLogSegments.Layouts,
    ];

    private static readonly DescriptorLayout[] ByTypeCode =
        Enumerable.Range(0, 256).Select(code => Known.FirstOrDefault(layout => layout.TypeCode == code) ?? Unknown((byte)code)).ToArray();

    // Types C0h to DFh belong to every vendor: one of ours, from C0h on, that does not fit our layout is another vendor's.
    private static readonly DescriptorLayout[] Foreign = WriteLogCommands.WriteLogSegments.Layouts.Select(layout => Unknown(layout.TypeCode)).ToArray();

    /// <summary>Gets the type codes with a layout of their own, ascending.</summary>
    public static byte[] KnownTypeCodes { get; } = Known.Select(layout => layout.TypeCode).OrderBy(code => code).ToArray();

    public static DescriptorLayout Find(byte typeCode) => ByTypeCode[typeCode];

    /// <summary>The layout of a segment descriptor that was measured: a vendor specific one that has not the shape of ours is carried as
    /// bytes.</summary>
    public static DescriptorLayout Find(ReadOnlySpan<byte> descriptor) =>
        FindForeign(descriptor[0]) is { } foreign && !DescriptorLengths.TryMeasureSegment(descriptor, Find(descriptor[0]), out _, out _)
            ? foreign
            : Find(descriptor[0]);

    /// <summary>The layout that carries another vendor's descriptor under a type code of ours; null for every other type code.</summary>
    public static DescriptorLayout? FindForeign(byte typeCode) =>
        typeCode >= FirstVendorCode && typeCode - FirstVendorCode < Foreign.Length ? Foreign[typeCode - FirstVendorCode] : null;

    /// <summary>Measures the segment descriptor at the start of a list, whoever's it is.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> source, out int length, out ParseFault fault)
    {
        DescriptorLayout layout = Find(source[0]);
        if (DescriptorLengths.TryMeasureSegment(source, layout, out length, out fault)
            || (FindForeign(source[0]) is { } foreign && DescriptorLengths.TryMeasureSegment(source, foreign, out length, out fault)))
        {
            return true;
        }

        // Of a type that nobody defines the length is not known to be wrong; that there is no such type is what must be reported. Seen in
        // practice where a CSCD list length is too short, so that a CSCD descriptor stands for a segment.
        if (layout.Title == UnknownTitle && source.Length >= 4)
        {
            fault = ParseFault.InData(
                "segment descriptor type " + HexText.Code(source[0], 8) + " is not supported, and its DESCRIPTOR LENGTH leads to no next one",
                0,
                null,
                SenseCode.UnsupportedSegmentDescriptorTypeCode);
        }

        return false;
    }

    private static DescriptorLayout Fixed(byte typeCode, WireLayout layout) =>
        DescriptorLayout.Of(DescriptorFrame.Segment, typeCode, layout);

    // Only the header of four bytes is common to all; what an unknown type reserves is not known, so that everything else is data.
    private static DescriptorLayout Unknown(byte typeCode) => new(
        DescriptorFrame.Segment,
        typeCode,
        typeCode is >= FirstVendorCode and <= 0xDF ? "vendor specific" : UnknownTitle,
        SegmentFields.HeaderLength,
        [WireField.Code("FLAGS", 1, 1)],
        new CountedBytes("DATA", 4, null),
        isFixed: false);
}
