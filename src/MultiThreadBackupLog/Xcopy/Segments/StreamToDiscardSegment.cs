using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Reads from a tape and drops the data (segment descriptor type 06h, or 0Fh which also holds the data for the application
/// client; SPC-4 table 155).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct StreamToDiscardSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x06;

    /// <summary>DESCRIPTOR TYPE CODE of the form whose data are also held for RECEIVE COPY RESULTS / RECEIVE DATA.</summary>
    public const byte HeldTypeCode = 0x0F;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField StreamDeviceTransferLengthField = WireField.Number("STREAM DEVICE TRANSFER LENGTH", 9, 3);
    private static readonly WireField NumberOfBytesField = WireField.Number("NUMBER OF BYTES", 12, 4);

    internal static readonly WireLayout<StreamToDiscardSegment> PlainLayout = LayoutOf(TypeCode, "stream -> discard");
    internal static readonly WireLayout<StreamToDiscardSegment> HeldLayout = LayoutOf(HeldTypeCode, "stream -> discard + application client");

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="streamDeviceTransferLength">STREAM DEVICE TRANSFER LENGTH: what one read or write of the stream device moves: bytes
    /// with FIXED 0, blocks with FIXED 1, 0 to 16,777,215.</param>
    /// <param name="numberOfBytes">NUMBER OF BYTES: the bytes to remove from the source data.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <param name="isHeldForClient">Whether the data are also held for the application client.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public StreamToDiscardSegment(
        ushort sourceIndex,
        int streamDeviceTransferLength,
        uint numberOfBytes,
        bool cat = false,
        bool isHeldForClient = false)
    {
        IsHeldForClient = isHeldForClient;
        _image = default(WireImage)
            .With(SegmentFields.SourceIndex, sourceIndex)
            .With(StreamDeviceTransferLengthField, streamDeviceTransferLength, nameof(streamDeviceTransferLength))
            .With(NumberOfBytesField, numberOfBytes)
            .With(SegmentFields.Cat, cat);
    }

    private StreamToDiscardSegment(WireImage image, bool isHeldForClient)
    {
        _image = image;
        IsHeldForClient = isHeldForClient;
    }

    /// <summary>Gets whether the data are also held for the application client, who fetches them with RECEIVE COPY RESULTS / RECEIVE
    /// DATA.</summary>
    public bool IsHeldForClient { get; }

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SegmentFields.SourceIndex.Get(_image);

    /// <summary>Gets STREAM DEVICE TRANSFER LENGTH (bytes 9 to 11): what one read or write of the stream device moves: bytes with FIXED
    /// 0, blocks with FIXED 1.</summary>
    public int StreamDeviceTransferLength => (int)StreamDeviceTransferLengthField.Get(_image);

    /// <summary>Gets NUMBER OF BYTES (bytes 12 to 15): the bytes to remove from the source data.</summary>
    public uint NumberOfBytes => (uint)NumberOfBytesField.Get(_image);

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
    public static bool TryParse(ReadOnlySpan<byte> source, out StreamToDiscardSegment segment, out ParseFault fault) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static StreamToDiscardSegment Parse(ReadOnlySpan<byte> source) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => (IsHeldForClient ? HeldLayout : PlainLayout).Write(_image, destination);

    private static WireLayout<StreamToDiscardSegment> LayoutOf(byte typeCode, string title) => SegmentFields.Layout(
        typeCode, title, EncodedLength, image => new StreamToDiscardSegment(image, typeCode == HeldTypeCode),
        SegmentFields.Cat, SegmentFields.SourceIndex, StreamDeviceTransferLengthField, NumberOfBytesField);
}
