using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Puts bytes of a tape's write log into the held data (segment descriptor type C2h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>The held data are a <see cref="WriteLogRetrieveHeader"/>, which says of which log they are, and the bytes behind it.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogRetrieveSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC2;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 20;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField OffsetField = WireField.Number("OFFSET", 8, 8);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 16, 4);

    internal static readonly WireLayout<WriteLogRetrieveSegment> Layout = SegmentFields.Layout(
        TypeCode, "write log: retrieve", EncodedLength, image => new WriteLogRetrieveSegment(image),
        DestinationIndexField, OffsetField, AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="offset">OFFSET: the first byte of the log that is wanted.</param>
    /// <param name="allocationLength">ALLOCATION LENGTH: the most bytes to hold, the header of 40 bytes included.</param>
    public WriteLogRetrieveSegment(ushort destinationIndex, ulong offset, uint allocationLength)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(OffsetField, offset)
            .With(AllocationLengthField, allocationLength);

    private WriteLogRetrieveSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the tape.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets OFFSET (bytes 8 to 15): the first byte of the log that is wanted.</summary>
    public ulong Offset => OffsetField.Get(_image);

    /// <summary>Gets ALLOCATION LENGTH (bytes 16 to 19): the most bytes to hold, the header of 40 bytes included.</summary>
    public uint AllocationLength => (uint)AllocationLengthField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogRetrieveSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogRetrieveSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
