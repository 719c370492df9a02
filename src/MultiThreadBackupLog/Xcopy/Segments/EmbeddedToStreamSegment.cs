using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Writes bytes that stand in the descriptor itself to a tape (segment descriptor type 05h; SPC-4 table 154).</summary>
/// <remarks>
/// <para>EMBEDDED DATA NUMBER OF BYTES beyond the descriptor is refused with 26h/00h.</para>
/// <para>Bits that the standard reserves, and padding, are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct EmbeddedToStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x05;

    /// <summary>The most bytes that one descriptor carries: its length has 16 bits and counts whole words.</summary>
    public const int MaximumDataLength = 65_520;

    private const int HeadLength = 16;

    private static readonly WireField StreamDeviceTransferLengthField = WireField.Number("STREAM DEVICE TRANSFER LENGTH", 9, 3);

    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "embedded -> stream",
        HeadLength,
        [SegmentFields.Cat, SegmentFields.DestinationIndex, StreamDeviceTransferLengthField],
        new CountedBytes("EMBEDDED DATA", HeadLength, WireField.Number("EMBEDDED DATA NUMBER OF BYTES", 12, 2)),
        isFixed: false);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment; the data are copied.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="streamDeviceTransferLength">STREAM DEVICE TRANSFER LENGTH: what one write moves: bytes with FIXED 0, blocks with
    /// FIXED 1, 0 to 16,777,215.</param>
    /// <param name="embeddedData">EMBEDDED DATA, at most <see cref="MaximumDataLength"/> bytes.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The transfer length needs more than 24 bits.</exception>
    /// <exception cref="ArgumentException">The data are too long.</exception>
    public EmbeddedToStreamSegment(
        ushort destinationIndex, int streamDeviceTransferLength, ReadOnlySpan<byte> embeddedData, bool cat = false)
    {
        byte[] bytes = VariableSegment.Build(Layout, FieldBytes.AtMost(embeddedData, MaximumDataLength, nameof(embeddedData)));
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        StreamDeviceTransferLengthField.Set(
            bytes, StreamDeviceTransferLengthField.Check((long)streamDeviceTransferLength, nameof(streamDeviceTransferLength)));
        SegmentFields.Cat.Set(bytes, cat ? 1UL : 0);
        _bytes = new WireBytes(bytes);
    }

    private EmbeddedToStreamSegment(WireBytes bytes) => _bytes = bytes;

    /// <inheritdoc/>
    public int EncodedLength => Bytes.Length;

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a block stays for the next segment.</summary>
    public bool Cat => SegmentFields.Cat.GetFlag(_bytes.Span);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_bytes.Span);

    /// <summary>Gets STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one write moves: bytes with FIXED 0, blocks with FIXED
    /// 1.</summary>
    public int StreamDeviceTransferLength => (int)StreamDeviceTransferLengthField.Get(_bytes.Span);

    /// <summary>Gets EMBEDDED DATA without its padding; EMBEDDED DATA NUMBER OF BYTES (bytes 12 to 13) is its length.</summary>
    public ReadOnlyMemory<byte> EmbeddedData => Bytes.Memory.Slice(HeadLength, Layout.Tail!.Length(Bytes.Span));

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out EmbeddedToStreamSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new EmbeddedToStreamSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static EmbeddedToStreamSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out EmbeddedToStreamSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
