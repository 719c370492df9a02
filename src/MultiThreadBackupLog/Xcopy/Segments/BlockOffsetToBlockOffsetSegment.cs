using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies a range of bytes of a disk to a range of bytes of a disk (segment descriptor type 0Ah; SPC-4 table 159).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct BlockOffsetToBlockOffsetSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x0A;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField SourceIndexField = SegmentFields.SourceIndex;
    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField NumberOfBytesField = WireField.Number("NUMBER OF BYTES", 8, 4);
    private static readonly WireField SourceLbaField = WireField.Number("SOURCE LBA", 12, 8);
    private static readonly WireField DestinationLbaField = WireField.Number("DESTINATION LBA", 20, 8);
    private static readonly WireField SourceByteOffsetField = WireField.Number("SOURCE BYTE OFFSET", 28, 2);
    private static readonly WireField DestinationByteOffsetField = WireField.Number("DESTINATION BYTE OFFSET", 30, 2);
    private static readonly WireField CatField = SegmentFields.Cat;

    internal static readonly WireLayout<BlockOffsetToBlockOffsetSegment> Layout = SegmentFields.Layout(
        TypeCode, "block<o> -> block<o>", EncodedLength, image => new BlockOffsetToBlockOffsetSegment(image),
        CatField, SourceIndexField, DestinationIndexField, NumberOfBytesField, SourceLbaField, DestinationLbaField, SourceByteOffsetField,
        DestinationByteOffsetField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="numberOfBytes">NUMBER OF BYTES: the bytes to process.</param>
    /// <param name="sourceLba">SOURCE LBA: the block in which the source range begins.</param>
    /// <param name="destinationLba">DESTINATION LBA: the block in which the destination range begins.</param>
    /// <param name="sourceByteOffset">SOURCE BYTE OFFSET: where in its block the source range begins.</param>
    /// <param name="destinationByteOffset">DESTINATION BYTE OFFSET: where in its block the destination range begins.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    public BlockOffsetToBlockOffsetSegment(
        ushort sourceIndex,
        ushort destinationIndex,
        uint numberOfBytes,
        ulong sourceLba,
        ulong destinationLba,
        ushort sourceByteOffset,
        ushort destinationByteOffset,
        bool cat = false)
        => _image = default(WireImage)
            .With(SourceIndexField, sourceIndex)
            .With(DestinationIndexField, destinationIndex)
            .With(NumberOfBytesField, numberOfBytes)
            .With(SourceLbaField, sourceLba)
            .With(DestinationLbaField, destinationLba)
            .With(SourceByteOffsetField, sourceByteOffset)
            .With(DestinationByteOffsetField, destinationByteOffset)
            .With(CatField, cat);

    private BlockOffsetToBlockOffsetSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SourceIndexField.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets NUMBER OF BYTES (bytes 8 to 11): the bytes to process.</summary>
    public uint NumberOfBytes => (uint)NumberOfBytesField.Get(_image);

    /// <summary>Gets SOURCE LBA (bytes 12 to 19): the block in which the source range begins.</summary>
    public ulong SourceLba => SourceLbaField.Get(_image);

    /// <summary>Gets DESTINATION LBA (bytes 20 to 27): the block in which the destination range begins.</summary>
    public ulong DestinationLba => DestinationLbaField.Get(_image);

    /// <summary>Gets SOURCE BYTE OFFSET (bytes 28 to 29): where in its block the source range begins.</summary>
    public ushort SourceByteOffset => (ushort)SourceByteOffsetField.Get(_image);

    /// <summary>Gets DESTINATION BYTE OFFSET (bytes 30 to 31): where in its block the destination range begins.</summary>
    public ushort DestinationByteOffset => (ushort)DestinationByteOffsetField.Get(_image);

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a block stays for the next segment.</summary>
    public bool Cat => CatField.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockOffsetToBlockOffsetSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static BlockOffsetToBlockOffsetSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
