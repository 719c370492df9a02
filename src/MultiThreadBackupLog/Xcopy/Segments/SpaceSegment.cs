using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Moves a tape before the next segment runs (segment descriptor type 11h; SPC-4 table 161).</summary>
/// <remarks>
/// <para>Spacing over blocks ends at the first filemark, so crossing one takes a descriptor of its own. CODE is read as 4 bits, as in the
/// SPACE command that it goes into.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct SpaceSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x11;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField UnitField = WireField.Bits("CODE", 8, 3, 4);
    private static readonly WireField CountField = WireField.Signed("COUNT", 9, 3);

    internal static readonly WireLayout<SpaceSegment> Layout = SegmentFields.Layout(
        TypeCode, "space -> tape", EncodedLength, image => new SpaceSegment(image),
        DestinationIndexField, UnitField, CountField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="unit">CODE: what the count counts.</param>
    /// <param name="count">COUNT: how far, -8,388,608 to 8,388,607; negative is towards beginning of partition.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public SpaceSegment(ushort destinationIndex, SpaceUnit unit, int count)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(UnitField, (long)unit, nameof(unit))
            .With(CountField, count, nameof(count));

    private SpaceSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets CODE (byte 8 bits 3 to 0): what the count counts.</summary>
    public SpaceUnit Unit => (SpaceUnit)UnitField.Get(_image);

    /// <summary>Gets COUNT (bytes 9 to 11): how far.</summary>
    public int Count => (int)CountField.GetSigned(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out SpaceSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static SpaceSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
