using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Moves a tape to a logical object of the current partition (segment descriptor type 12h; SPC-4 table 162).</summary>
/// <remarks>
/// <para>The field has 32 bits; objects further on are reached by a space segment after it.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct LocateSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x12;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField LogicalObjectIdentifierField = WireField.Number("LOGICAL OBJECT IDENTIFIER", 8, 4);

    internal static readonly WireLayout<LocateSegment> Layout = SegmentFields.Layout(
        TypeCode, "locate -> tape", EncodedLength, image => new LocateSegment(image),
        DestinationIndexField, LogicalObjectIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="logicalObjectIdentifier">LOGICAL OBJECT IDENTIFIER: the object, blocks and filemarks counted together from 0.</param>
    public LocateSegment(ushort destinationIndex, uint logicalObjectIdentifier)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(LogicalObjectIdentifierField, logicalObjectIdentifier);

    private LocateSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets LOGICAL OBJECT IDENTIFIER (bytes 8 to 11): the object, blocks and filemarks counted together from 0.</summary>
    public uint LogicalObjectIdentifier => (uint)LogicalObjectIdentifierField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out LocateSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static LocateSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
