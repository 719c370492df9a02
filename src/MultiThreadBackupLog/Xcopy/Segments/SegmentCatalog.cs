using System.Linq;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>The layout of every segment descriptor type; a type that this library does not know is carried as bytes.</summary>
internal static class SegmentCatalog
{
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

    /// <summary>Gets the type codes with a layout of their own, ascending.</summary>
    public static byte[] KnownTypeCodes { get; } = Known.Select(layout => layout.TypeCode).OrderBy(code => code).ToArray();

    public static DescriptorLayout Find(byte typeCode) => ByTypeCode[typeCode];

    private static DescriptorLayout Fixed(byte typeCode, WireLayout layout) =>
        DescriptorLayout.Of(DescriptorFrame.Segment, typeCode, layout);

    // Only the header of four bytes is common to all; what an unknown type reserves is not known, so that everything else is data.
    private static DescriptorLayout Unknown(byte typeCode) => new(
        DescriptorFrame.Segment,
        typeCode,
        typeCode is >= 0xC0 and <= 0xDF ? "vendor specific" : "unknown",
        SegmentFields.HeaderLength,
        [WireField.Code("FLAGS", 1, 1)],
        new CountedBytes("DATA", 4, null),
        isFixed: false);
}
