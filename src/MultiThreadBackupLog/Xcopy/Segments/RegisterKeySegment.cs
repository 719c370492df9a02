using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Registers a reservation key with a device (segment descriptor type 14h; SPC-4 table 164).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RegisterKeySegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x14;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField ReservationKeyField = WireField.Bytes("RESERVATION KEY", 8, 8);
    private static readonly WireField ServiceActionReservationKeyField = WireField.Bytes("SERVICE ACTION RESERVATION KEY", 16, 8);

    internal static readonly WireLayout<RegisterKeySegment> Layout = SegmentFields.Layout(
        TypeCode, "register persistent reservation key", EncodedLength, image => new RegisterKeySegment(image),
        DestinationIndexField, ReservationKeyField, ServiceActionReservationKeyField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="reservationKey">RESERVATION KEY: the key that is registered now.</param>
    /// <param name="serviceActionReservationKey">SERVICE ACTION RESERVATION KEY: the key to register.</param>
    public RegisterKeySegment(ushort destinationIndex, ulong reservationKey, ulong serviceActionReservationKey)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(ReservationKeyField, reservationKey)
            .With(ServiceActionReservationKeyField, serviceActionReservationKey);

    private RegisterKeySegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets RESERVATION KEY (bytes 8 to 15): the key that is registered now.</summary>
    public ulong ReservationKey => ReservationKeyField.Get(_image);

    /// <summary>Gets SERVICE ACTION RESERVATION KEY (bytes 16 to 23): the key to register.</summary>
    public ulong ServiceActionReservationKey => ServiceActionReservationKeyField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RegisterKeySegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RegisterKeySegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
