using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Makes a representation of data (ROD) of one range of blocks (segment descriptor type BFh; SPC-4 table 170).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RodFromRangeSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xBF;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 20;

    private static readonly WireField SourceIndexField = SegmentFields.SourceIndex;
    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField LbaField = WireField.Number("LBA", 8, 8);
    private static readonly WireField NumberOfBlocksField = WireField.Number("NUMBER OF BLOCKS", 16, 4);

    internal static readonly WireLayout<RodFromRangeSegment> Layout = SegmentFields.Layout(
        TypeCode, "ROD <- block range", EncodedLength, image => new RodFromRangeSegment(image),
        SourceIndexField, DestinationIndexField, LbaField, NumberOfBlocksField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="lba">LBA: the first block.</param>
    /// <param name="numberOfBlocks">NUMBER OF BLOCKS: how many blocks.</param>
    public RodFromRangeSegment(ushort sourceIndex, ushort destinationIndex, ulong lba, uint numberOfBlocks)
        => _image = default(WireImage)
            .With(SourceIndexField, sourceIndex)
            .With(DestinationIndexField, destinationIndex)
            .With(LbaField, lba)
            .With(NumberOfBlocksField, numberOfBlocks);

    private RodFromRangeSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SourceIndexField.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets LBA (bytes 8 to 15): the first block.</summary>
    public ulong Lba => LbaField.Get(_image);

    /// <summary>Gets NUMBER OF BLOCKS (bytes 16 to 19): how many blocks.</summary>
    public uint NumberOfBlocks => (uint)NumberOfBlocksField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RodFromRangeSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RodFromRangeSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
