using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Where the two forms of the parameter list header have their fields.</summary>
internal sealed class HeaderFields
{
    public static readonly WireField Str = WireField.Flag("STR", 1, 5);
    public static readonly WireField ListIdUsage = WireField.Bits("LIST ID USAGE", 1, 4, 2);
    public static readonly WireField Priority = WireField.Bits("PRIORITY", 1, 2, 3);
    public static readonly WireField GSense = WireField.Flag("G_SENSE", 15, 1);
    public static readonly WireField Immed = WireField.Flag("IMMED", 15, 0);

    public static readonly HeaderFields Lid1 = new(
        ListIdentifierFormat.Lid1,
        CopyParameterListHeader.Lid1Length,
        WireField.Number("LIST IDENTIFIER", 0, 1),
        WireField.Number("CSCD DESCRIPTOR LIST LENGTH", 2, 2),
        WireField.Number("SEGMENT DESCRIPTOR LIST LENGTH", 8, 4),
        WireField.Number("INLINE DATA LENGTH", 12, 4),
        [],
        []);

    public static readonly HeaderFields Lid4 = new(
        ListIdentifierFormat.Lid4,
        CopyParameterListHeader.Lid4Length,
        WireField.Number("LIST IDENTIFIER", 20, 4),
        WireField.Number("CSCD DESCRIPTOR LIST LENGTH", 42, 2),
        WireField.Number("SEGMENT DESCRIPTOR LIST LENGTH", 44, 2),
        WireField.Number("INLINE DATA LENGTH", 46, 2),
        [GSense, Immed],
        [
            WireField.Number("PARAMETER LIST FORMAT", 0, 1).MustBe(0x01),
            WireField.Number("HEADER CSCD DESCRIPTOR LIST LENGTH", 2, 2).MustBe(0x0020),
            WireField.Number("HEADER CSCD DESCRIPTOR TYPE CODE", 16, 1).MustBe(0xFF),
        ]);

    private HeaderFields(
        ListIdentifierFormat format, int length, WireField listIdentifier, WireField cscdListLength, WireField segmentListLength,
        WireField inlineDataLength, WireField[] flags, WireField[] constants)
    {
        Format = format;
        Length = length;
        ListIdentifier = listIdentifier;
        CscdListLength = cscdListLength;
        SegmentListLength = segmentListLength;
        InlineDataLength = inlineDataLength;
        Constants = constants;
        Layout = new DescriptorLayout(DescriptorFrame.None, 0, "header", length, [listIdentifier, Str, ListIdUsage, Priority, .. flags]);
    }

    public ListIdentifierFormat Format { get; }

    public int Length { get; }

    public WireField ListIdentifier { get; }

    public WireField CscdListLength { get; }

    public WireField SegmentListLength { get; }

    public WireField InlineDataLength { get; }

    /// <summary>Gets the fields that have one value only.</summary>
    public WireField[] Constants { get; }

    /// <summary>Gets the fields that a caller chooses.</summary>
    public DescriptorLayout Layout { get; }

    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static HeaderFields Of(ListIdentifierFormat format) => format switch
    {
        ListIdentifierFormat.Lid1 => Lid1,
        ListIdentifierFormat.Lid4 => Lid4,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A parameter list is of LID1 or LID4."),
    };

    /// <summary>The greatest value of a length field.</summary>
    public static long Maximum(WireField lengthField) => (1L << lengthField.BitCount) - 1;
}
