using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies a range of bytes of a disk to a tape (segment descriptor type 08h; SPC-4 table 157).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct BlockOffsetToStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x08;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private static readonly WireField SourceIndexField = SegmentFields.SourceIndex;
    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField StreamDeviceTransferLengthField = WireField.Number("STREAM DEVICE TRANSFER LENGTH", 9, 3);
    private static readonly WireField NumberOfBytesField = WireField.Number("NUMBER OF BYTES", 12, 4);
    private static readonly WireField BlockDeviceLbaField = WireField.Number("BLOCK DEVICE LBA", 16, 8);
    private static readonly WireField BlockDeviceByteOffsetField = WireField.Number("BLOCK DEVICE BYTE OFFSET", 26, 2);
    private static readonly WireField CatField = SegmentFields.Cat;

    internal static readonly WireLayout<BlockOffsetToStreamSegment> Layout = SegmentFields.Layout(
        TypeCode, "block<o> -> stream", EncodedLength, image => new BlockOffsetToStreamSegment(image),
        CatField, SourceIndexField, DestinationIndexField, StreamDeviceTransferLengthField, NumberOfBytesField, BlockDeviceLbaField,
        BlockDeviceByteOffsetField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="streamDeviceTransferLength">STREAM DEVICE TRANSFER LENGTH: what one read or write of the stream device moves: bytes
    /// with FIXED 0, blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="numberOfBytes">NUMBER OF BYTES: the bytes to process.</param>
    /// <param name="blockDeviceLba">BLOCK DEVICE LBA: the block in which the range begins.</param>
    /// <param name="blockDeviceByteOffset">BLOCK DEVICE BYTE OFFSET: where in that block the range begins.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public BlockOffsetToStreamSegment(
        ushort sourceIndex,
        ushort destinationIndex,
        int streamDeviceTransferLength,
        uint numberOfBytes,
        ulong blockDeviceLba,
        ushort blockDeviceByteOffset,
        bool cat = false)
        => _image = default(WireImage)
            .With(SourceIndexField, sourceIndex)
            .With(DestinationIndexField, destinationIndex)
            .With(StreamDeviceTransferLengthField, streamDeviceTransferLength, nameof(streamDeviceTransferLength))
            .With(NumberOfBytesField, numberOfBytes)
            .With(BlockDeviceLbaField, blockDeviceLba)
            .With(BlockDeviceByteOffsetField, blockDeviceByteOffset)
            .With(CatField, cat);

    private BlockOffsetToStreamSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SourceIndexField.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one read or write of the stream device moves: bytes with FIXED
    /// 0, blocks with FIXED 1.</summary>
    public int StreamDeviceTransferLength => (int)StreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets NUMBER OF BYTES (bytes 12 to 15): the bytes to process.</summary>
    public uint NumberOfBytes => (uint)NumberOfBytesField.Get(_image);

    /// <summary>Gets BLOCK DEVICE LBA (bytes 16 to 23): the block in which the range begins.</summary>
    public ulong BlockDeviceLba => BlockDeviceLbaField.Get(_image);

    /// <summary>Gets BLOCK DEVICE BYTE OFFSET (bytes 26 to 27): where in that block the range begins.</summary>
    public ushort BlockDeviceByteOffset => (ushort)BlockDeviceByteOffsetField.Get(_image);

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
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockOffsetToStreamSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static BlockOffsetToStreamSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
