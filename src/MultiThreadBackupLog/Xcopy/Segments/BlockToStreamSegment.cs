using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies whole blocks of a disk to a tape (segment descriptor type 00h, or 0Bh which also holds the data for the application
/// client; SPC-4 table 149).</summary>
/// <remarks>
/// <para>A count has 16 bits, so a longer range takes several segments; each one but the last should end on the edge of a tape block or
/// set CAT.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct BlockToStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x00;

    /// <summary>DESCRIPTOR TYPE CODE of the form whose data are also held for RECEIVE COPY RESULTS / RECEIVE DATA.</summary>
    public const byte HeldTypeCode = 0x0B;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 24;

    private static readonly WireField StreamDeviceTransferLengthField = WireField.Number("STREAM DEVICE TRANSFER LENGTH", 9, 3);
    private static readonly WireField NumberOfBlocksField = WireField.Number("NUMBER OF BLOCKS", 14, 2);
    private static readonly WireField BlockDeviceLbaField = WireField.Number("BLOCK DEVICE LBA", 16, 8);

    internal static readonly WireLayout<BlockToStreamSegment> PlainLayout = LayoutOf(TypeCode, "block -> stream");
    internal static readonly WireLayout<BlockToStreamSegment> HeldLayout = LayoutOf(HeldTypeCode, "block -> stream + application client");

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="streamDeviceTransferLength">STREAM DEVICE TRANSFER LENGTH: what one read or write of the stream device moves: bytes
    /// with FIXED 0, blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="numberOfBlocks">NUMBER OF BLOCKS: the source blocks to process; 0 only writes what an earlier segment left.</param>
    /// <param name="blockDeviceLba">BLOCK DEVICE LBA: the first source block.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <param name="isHeldForClient">Whether the data are also held for the application client.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public BlockToStreamSegment(
        ushort sourceIndex,
        ushort destinationIndex,
        int streamDeviceTransferLength,
        ushort numberOfBlocks,
        ulong blockDeviceLba,
        bool cat = false,
        bool isHeldForClient = false)
    {
        IsHeldForClient = isHeldForClient;
        _image = default(WireImage)
            .With(SegmentFields.SourceIndex, sourceIndex)
            .With(SegmentFields.DestinationIndex, destinationIndex)
            .With(StreamDeviceTransferLengthField, streamDeviceTransferLength, nameof(streamDeviceTransferLength))
            .With(NumberOfBlocksField, numberOfBlocks)
            .With(BlockDeviceLbaField, blockDeviceLba)
            .With(SegmentFields.Cat, cat);
    }

    private BlockToStreamSegment(WireImage image, bool isHeldForClient)
    {
        _image = image;
        IsHeldForClient = isHeldForClient;
    }

    /// <summary>Gets whether the data are also held for the application client, who fetches them with RECEIVE COPY RESULTS / RECEIVE
    /// DATA.</summary>
    public bool IsHeldForClient { get; }

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SegmentFields.SourceIndex.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_image);

    /// <summary>Gets STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one read or write of the stream device moves: bytes with FIXED
    /// 0, blocks with FIXED 1.</summary>
    public int StreamDeviceTransferLength => (int)StreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets NUMBER OF BLOCKS (bytes 14 to 15): the source blocks to process; 0 only writes what an earlier segment left.</summary>
    public ushort NumberOfBlocks => (ushort)NumberOfBlocksField.Get(_image);

    /// <summary>Gets BLOCK DEVICE LBA (bytes 16 to 23): the first source block.</summary>
    public ulong BlockDeviceLba => BlockDeviceLbaField.Get(_image);

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a block stays for the next segment.</summary>
    public bool Cat => SegmentFields.Cat.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => (IsHeldForClient ? HeldLayout : PlainLayout).FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockToStreamSegment segment, out ParseFault fault) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static BlockToStreamSegment Parse(ReadOnlySpan<byte> source) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => (IsHeldForClient ? HeldLayout : PlainLayout).Write(_image, destination);

    private static WireLayout<BlockToStreamSegment> LayoutOf(byte typeCode, string title) => SegmentFields.Layout(
        typeCode, title, EncodedLength, image => new BlockToStreamSegment(image, typeCode == HeldTypeCode),
        SegmentFields.Cat, SegmentFields.SourceIndex, SegmentFields.DestinationIndex, StreamDeviceTransferLengthField, NumberOfBlocksField,
        BlockDeviceLbaField);
}
