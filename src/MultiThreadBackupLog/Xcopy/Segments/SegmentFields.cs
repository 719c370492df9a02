using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>The fields that segment descriptors share (SPC-4 table 147), and the layout that goes round the fields of one type.</summary>
internal static class SegmentFields
{
    /// <summary>The descriptor header: type, flags, length, source and destination.</summary>
    public const int HeaderLength = 8;

    public static readonly WireField Cat = WireField.Flag("CAT", 1, 0);
    public static readonly WireField Dc = WireField.Flag("DC", 1, 1);
    public static readonly WireField Fco = WireField.Flag("FCO", 1, 2);
    public static readonly WireField SourceIndex = WireField.Number("SOURCE INDEX", 4, 2);
    public static readonly WireField DestinationIndex = WireField.Number("DESTINATION INDEX", 6, 2);

    /// <summary>The layout of a type of fixed length. A DESCRIPTOR LENGTH that differs is refused: where the next descriptor begins would
    /// be a guess.</summary>
    public static WireLayout<T> Layout<T>(
        byte typeCode, string title, int encodedLength, Func<WireImage, T> create, params WireField[] fields)
        where T : struct
    {
        var all = new WireField[fields.Length + 2];
        all[0] = WireField.Code("TYPE", 0, 1).MustBe(typeCode, SenseCode.UnsupportedSegmentDescriptorTypeCode);
        all[1] = WireField.Number("DESCRIPTOR LENGTH", 2, 2).MustBe((ulong)(encodedLength - 4));
        fields.CopyTo(all, 2);
        return new WireLayout<T>(title, "SPC-4, segment descriptors", encodedLength, create, all);
    }
}
