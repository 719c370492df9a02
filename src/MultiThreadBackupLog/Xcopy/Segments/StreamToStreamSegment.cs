using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies from a tape to a tape (segment descriptor type 03h, or 0Eh which also holds the data for the application client; SPC-4
/// table 152).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct StreamToStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x03;

    /// <summary>DESCRIPTOR TYPE CODE of the form whose data are also held for RECEIVE COPY RESULTS / RECEIVE DATA.</summary>
    public const byte HeldTypeCode = 0x0E;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 20;

    private static readonly WireField SourceStreamDeviceTransferLengthField = WireField.Number("SOURCE STREAM DEVICE TRANSFER LENGTH", 9, 3);
    private static readonly WireField DestinationStreamDeviceTransferLengthField = WireField.Number("DESTINATION STREAM DEVICE TRANSFER LENGTH", 13, 3);
    private static readonly WireField ByteCountField = WireField.Number("BYTE COUNT", 16, 4);

    internal static readonly WireLayout<StreamToStreamSegment> PlainLayout = LayoutOf(TypeCode, "stream -> stream");
    internal static readonly WireLayout<StreamToStreamSegment> HeldLayout = LayoutOf(HeldTypeCode, "stream -> stream + application client");

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="sourceStreamDeviceTransferLength">SOURCE STREAM DEVICE TRANSFER LENGTH: what one read moves: bytes with FIXED 0,
    /// blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="destinationStreamDeviceTransferLength">DESTINATION STREAM DEVICE TRANSFER LENGTH: what one write moves: bytes with
    /// FIXED 0, blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="byteCount">BYTE COUNT: the bytes to process; 0 only writes what an earlier segment left.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <param name="isHeldForClient">Whether the data are also held for the application client.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public StreamToStreamSegment(
        ushort sourceIndex,
        ushort destinationIndex,
        int sourceStreamDeviceTransferLength,
        int destinationStreamDeviceTransferLength,
        uint byteCount,
        bool cat = false,
        bool isHeldForClient = false)
    {
        IsHeldForClient = isHeldForClient;
        _image = default(WireImage)
            .With(SegmentFields.SourceIndex, sourceIndex)
            .With(SegmentFields.DestinationIndex, destinationIndex)
            .With(SourceStreamDeviceTransferLengthField, sourceStreamDeviceTransferLength, nameof(sourceStreamDeviceTransferLength))
            .With(
                DestinationStreamDeviceTransferLengthField,
                destinationStreamDeviceTransferLength,
                nameof(destinationStreamDeviceTransferLength))
            .With(ByteCountField, byteCount)
            .With(SegmentFields.Cat, cat);
    }

    private StreamToStreamSegment(WireImage image, bool isHeldForClient)
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

    /// <summary>Gets SOURCE STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one read moves: bytes with FIXED 0, blocks with FIXED
    /// 1.</summary>
    public int SourceStreamDeviceTransferLength => (int)SourceStreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets DESTINATION STREAM DEVICE TRANSFER LENGTH (bytes 13 to 15): what one write moves: bytes with FIXED 0, blocks with
    /// FIXED 1.</summary>
    public int DestinationStreamDeviceTransferLength => (int)DestinationStreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets BYTE COUNT (bytes 16 to 19): the bytes to process; 0 only writes what an earlier segment left.</summary>
    public uint ByteCount => (uint)ByteCountField.Get(_image);

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
    public static bool TryParse(ReadOnlySpan<byte> source, out StreamToStreamSegment segment, out ParseFault fault) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static StreamToStreamSegment Parse(ReadOnlySpan<byte> source) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => (IsHeldForClient ? HeldLayout : PlainLayout).Write(_image, destination);

    private static WireLayout<StreamToStreamSegment> LayoutOf(byte typeCode, string title) => SegmentFields.Layout(
        typeCode, title, EncodedLength, image => new StreamToStreamSegment(image, typeCode == HeldTypeCode),
        SegmentFields.Cat, SegmentFields.SourceIndex, SegmentFields.DestinationIndex, SourceStreamDeviceTransferLengthField,
        DestinationStreamDeviceTransferLengthField, ByteCountField);
}
