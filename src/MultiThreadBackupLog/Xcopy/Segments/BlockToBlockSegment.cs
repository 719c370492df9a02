using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Copies whole blocks of a disk to a disk (segment descriptor type 02h, or 0Dh which also holds the data for the application
/// client; SPC-4 table 151).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct BlockToBlockSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x02;

    /// <summary>DESCRIPTOR TYPE CODE of the form whose data are also held for RECEIVE COPY RESULTS / RECEIVE DATA.</summary>
    public const byte HeldTypeCode = 0x0D;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private static readonly WireField NumberOfBlocksField = WireField.Number("NUMBER OF BLOCKS", 10, 2);
    private static readonly WireField SourceLbaField = WireField.Number("SOURCE LBA", 12, 8);
    private static readonly WireField DestinationLbaField = WireField.Number("DESTINATION LBA", 20, 8);

    internal static readonly WireLayout<BlockToBlockSegment> PlainLayout = LayoutOf(TypeCode, "block -> block");
    internal static readonly WireLayout<BlockToBlockSegment> HeldLayout = LayoutOf(HeldTypeCode, "block -> block + application client");

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the source.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="numberOfBlocks">NUMBER OF BLOCKS: the blocks to process; DC says whose.</param>
    /// <param name="sourceLba">SOURCE LBA: the first source block.</param>
    /// <param name="destinationLba">DESTINATION LBA: the first destination block.</param>
    /// <param name="cat">CAT: whether what does not fill a block stays for the next segment.</param>
    /// <param name="dc">DC: whether the count is of destination blocks; otherwise of source blocks.</param>
    /// <param name="fco">FCO: whether only a fast copy will do (SPC-5).</param>
    /// <param name="isHeldForClient">Whether the data are also held for the application client.</param>
    public BlockToBlockSegment(
        ushort sourceIndex,
        ushort destinationIndex,
        ushort numberOfBlocks,
        ulong sourceLba,
        ulong destinationLba,
        bool cat = false,
        bool dc = false,
        bool fco = false,
        bool isHeldForClient = false)
    {
        IsHeldForClient = isHeldForClient;
        _image = default(WireImage)
            .With(SegmentFields.SourceIndex, sourceIndex)
            .With(SegmentFields.DestinationIndex, destinationIndex)
            .With(NumberOfBlocksField, numberOfBlocks)
            .With(SourceLbaField, sourceLba)
            .With(DestinationLbaField, destinationLba)
            .With(SegmentFields.Cat, cat)
            .With(SegmentFields.Dc, dc)
            .With(SegmentFields.Fco, fco);
    }

    private BlockToBlockSegment(WireImage image, bool isHeldForClient)
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

    /// <summary>Gets NUMBER OF BLOCKS (bytes 10 to 11): the blocks to process; DC says whose.</summary>
    public ushort NumberOfBlocks => (ushort)NumberOfBlocksField.Get(_image);

    /// <summary>Gets SOURCE LBA (bytes 12 to 19): the first source block.</summary>
    public ulong SourceLba => SourceLbaField.Get(_image);

    /// <summary>Gets DESTINATION LBA (bytes 20 to 27): the first destination block.</summary>
    public ulong DestinationLba => DestinationLbaField.Get(_image);

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a block stays for the next segment.</summary>
    public bool Cat => SegmentFields.Cat.GetFlag(_image);

    /// <summary>Gets DC (byte 1 bit 1): whether the count is of destination blocks; otherwise of source blocks.</summary>
    public bool Dc => SegmentFields.Dc.GetFlag(_image);

    /// <summary>Gets FCO (byte 1 bit 2): whether only a fast copy will do (SPC-5).</summary>
    public bool Fco => SegmentFields.Fco.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => (IsHeldForClient ? HeldLayout : PlainLayout).FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockToBlockSegment segment, out ParseFault fault) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static BlockToBlockSegment Parse(ReadOnlySpan<byte> source) =>
        (source.Length > 0 && source[0] == HeldTypeCode ? HeldLayout : PlainLayout).Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => (IsHeldForClient ? HeldLayout : PlainLayout).Write(_image, destination);

    private static WireLayout<BlockToBlockSegment> LayoutOf(byte typeCode, string title) => SegmentFields.Layout(
        typeCode, title, EncodedLength, image => new BlockToBlockSegment(image, typeCode == HeldTypeCode),
        SegmentFields.Cat, SegmentFields.Dc, SegmentFields.Fco, SegmentFields.SourceIndex, SegmentFields.DestinationIndex,
        NumberOfBlocksField, SourceLbaField, DestinationLbaField);
}
