using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies a range of a disk to a disk of the same block length, untouched by residual data (segment descriptor type 16h; SPC-4
/// table 166).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct BlockImageSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x16;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private static readonly WireField SourceIndexField = SegmentFields.SourceIndex;
    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField SourceLbaField = WireField.Number("SOURCE LBA", 8, 8);
    private static readonly WireField DestinationLbaField = WireField.Number("DESTINATION LBA", 16, 8);
    private static readonly WireField NumberOfBlocksField = WireField.Number("NUMBER OF BLOCKS", 24, 4);

    internal static readonly WireLayout<BlockImageSegment> Layout = SegmentFields.Layout(
        TypeCode, "block -> block image", EncodedLength, image => new BlockImageSegment(image),
        SourceIndexField, DestinationIndexField, SourceLbaField, DestinationLbaField, NumberOfBlocksField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="sourceLba">SOURCE LBA: the first source block.</param>
    /// <param name="destinationLba">DESTINATION LBA: the first destination block.</param>
    /// <param name="numberOfBlocks">NUMBER OF BLOCKS: how many blocks; 0 is up to the end of either device.</param>
    public BlockImageSegment(ushort sourceIndex, ushort destinationIndex, ulong sourceLba, ulong destinationLba, uint numberOfBlocks)
        => _image = default(WireImage)
            .With(SourceIndexField, sourceIndex)
            .With(DestinationIndexField, destinationIndex)
            .With(SourceLbaField, sourceLba)
            .With(DestinationLbaField, destinationLba)
            .With(NumberOfBlocksField, numberOfBlocks);

    private BlockImageSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SourceIndexField.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets SOURCE LBA (bytes 8 to 15): the first source block.</summary>
    public ulong SourceLba => SourceLbaField.Get(_image);

    /// <summary>Gets DESTINATION LBA (bytes 16 to 23): the first destination block.</summary>
    public ulong DestinationLba => DestinationLbaField.Get(_image);

    /// <summary>Gets NUMBER OF BLOCKS (bytes 24 to 27): how many blocks; 0 is up to the end of either device.</summary>
    public uint NumberOfBlocks => (uint)NumberOfBlocksField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockImageSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static BlockImageSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
