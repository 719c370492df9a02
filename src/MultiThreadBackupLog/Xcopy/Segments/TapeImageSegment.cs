using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies a tape to a tape, blocks and filemarks as they are (segment descriptor type 13h; SPC-4 table 163).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct TapeImageSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x13;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField SourceIndexField = SegmentFields.SourceIndex;
    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField FilemarkCountField = WireField.Number("COUNT", 8, 4);

    internal static readonly WireLayout<TapeImageSegment> Layout = SegmentFields.Layout(
        TypeCode, "tape -> tape image", EncodedLength, image => new TapeImageSegment(image),
        SourceIndexField, DestinationIndexField, FilemarkCountField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="filemarkCount">COUNT: how many consecutive filemarks end the copy; 0 is no such limit.</param>
    public TapeImageSegment(ushort sourceIndex, ushort destinationIndex, uint filemarkCount)
        => _image = default(WireImage)
            .With(SourceIndexField, sourceIndex)
            .With(DestinationIndexField, destinationIndex)
            .With(FilemarkCountField, filemarkCount);

    private TapeImageSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SourceIndexField.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets COUNT (bytes 8 to 11): how many consecutive filemarks end the copy; 0 is no such limit.</summary>
    public uint FilemarkCount => (uint)FilemarkCountField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out TapeImageSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static TapeImageSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
