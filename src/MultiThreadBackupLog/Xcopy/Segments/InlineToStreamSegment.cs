using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Writes bytes of the inline data behind the lists to a tape (segment descriptor type 04h; SPC-4 table 153).</summary>
/// <remarks>
/// <para>A range beyond the inline data aborts the copy with 26h/0Bh when the segment runs.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct InlineToStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x04;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 20;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField StreamDeviceTransferLengthField = WireField.Number("STREAM DEVICE TRANSFER LENGTH", 9, 3);
    private static readonly WireField InlineDataOffsetField = WireField.Number("INLINE DATA OFFSET", 12, 4);
    private static readonly WireField InlineDataNumberOfBytesField = WireField.Number("INLINE DATA NUMBER OF BYTES", 16, 4);
    private static readonly WireField CatField = SegmentFields.Cat;

    internal static readonly WireLayout<InlineToStreamSegment> Layout = SegmentFields.Layout(
        TypeCode, "inline -> stream", EncodedLength, image => new InlineToStreamSegment(image),
        CatField, DestinationIndexField, StreamDeviceTransferLengthField, InlineDataOffsetField, InlineDataNumberOfBytesField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="streamDeviceTransferLength">STREAM DEVICE TRANSFER LENGTH: what one read or write of the stream device moves: bytes
    /// with FIXED 0, blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="inlineDataOffset">INLINE DATA OFFSET: where the bytes begin, counted from the first byte of inline data; a multiple
    /// of 4.</param>
    /// <param name="inlineDataNumberOfBytes">INLINE DATA NUMBER OF BYTES: how many bytes.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public InlineToStreamSegment(
        ushort destinationIndex,
        int streamDeviceTransferLength,
        uint inlineDataOffset,
        uint inlineDataNumberOfBytes,
        bool cat = false)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(StreamDeviceTransferLengthField, streamDeviceTransferLength, nameof(streamDeviceTransferLength))
            .With(InlineDataOffsetField, inlineDataOffset)
            .With(InlineDataNumberOfBytesField, inlineDataNumberOfBytes)
            .With(CatField, cat);

    private InlineToStreamSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one read or write of the stream device moves: bytes with FIXED
    /// 0, blocks with FIXED 1.</summary>
    public int StreamDeviceTransferLength => (int)StreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets INLINE DATA OFFSET (bytes 12 to 15): where the bytes begin, counted from the first byte of inline data; a multiple
    /// of 4.</summary>
    public uint InlineDataOffset => (uint)InlineDataOffsetField.Get(_image);

    /// <summary>Gets INLINE DATA NUMBER OF BYTES (bytes 16 to 19): how many bytes.</summary>
    public uint InlineDataNumberOfBytes => (uint)InlineDataNumberOfBytesField.Get(_image);

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
    public static bool TryParse(ReadOnlySpan<byte> source, out InlineToStreamSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static InlineToStreamSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
