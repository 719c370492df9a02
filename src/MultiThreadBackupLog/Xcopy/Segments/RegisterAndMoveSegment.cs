using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Moves a persistent reservation to another I_T nexus once all other segments are done (segment descriptor type 15h; SPC-4
/// table 165).</summary>
/// <remarks>
/// <para>Bytes 8 and following are the parameter list of PERSISTENT RESERVE OUT / REGISTER AND MOVE.</para>
/// <para>Bits that the standard reserves, and padding, are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RegisterAndMoveSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x15;

    /// <summary>The most bytes of TransportID that one descriptor carries.</summary>
    public const int MaximumTransportIdLength = 65_504;

    private const int HeadLength = 32;

    private static readonly WireField ReservationKeyField = WireField.Bytes("RESERVATION KEY", 8, 8);
    private static readonly WireField ServiceActionReservationKeyField = WireField.Bytes("SERVICE ACTION RESERVATION KEY", 16, 8);
    private static readonly WireField UnregField = WireField.Flag("UNREG", 25, 1);
    private static readonly WireField AptplField = WireField.Flag("APTPL", 25, 0);
    private static readonly WireField RelativeTargetPortIdentifierField = WireField.Number("RELATIVE TARGET PORT IDENTIFIER", 26, 2);

    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "third party persistent reservations source I_T nexus",
        HeadLength,
        [SegmentFields.DestinationIndex, ReservationKeyField, ServiceActionReservationKeyField, UnregField, AptplField, RelativeTargetPortIdentifierField],
        new CountedBytes("TRANSPORTID", HeadLength, WireField.Number("TRANSPORTID LENGTH", 28, 4)),
        isFixed: false);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment; the TransportID is copied.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="reservationKey">RESERVATION KEY: the key of the nexus that holds the reservation.</param>
    /// <param name="serviceActionReservationKey">SERVICE ACTION RESERVATION KEY: the key of the nexus that is to hold it.</param>
    /// <param name="relativeTargetPortIdentifier">RELATIVE TARGET PORT IDENTIFIER: the target port of that nexus.</param>
    /// <param name="transportId">TRANSPORTID of its initiator port, at most <see cref="MaximumTransportIdLength"/> bytes.</param>
    /// <param name="unreg">UNREG: whether the old nexus is unregistered.</param>
    /// <param name="aptpl">APTPL: whether the reservation survives a loss of power.</param>
    /// <exception cref="ArgumentException">The TransportID is too long.</exception>
    public RegisterAndMoveSegment(
        ushort destinationIndex,
        ulong reservationKey,
        ulong serviceActionReservationKey,
        ushort relativeTargetPortIdentifier,
        ReadOnlySpan<byte> transportId,
        bool unreg = false,
        bool aptpl = false)
    {
        byte[] bytes = VariableSegment.Build(Layout, FieldBytes.AtMost(transportId, MaximumTransportIdLength, nameof(transportId)));
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        ReservationKeyField.Set(bytes, reservationKey);
        ServiceActionReservationKeyField.Set(bytes, serviceActionReservationKey);
        RelativeTargetPortIdentifierField.Set(bytes, relativeTargetPortIdentifier);
        UnregField.Set(bytes, unreg ? 1UL : 0);
        AptplField.Set(bytes, aptpl ? 1UL : 0);
        _bytes = new WireBytes(bytes);
    }

    private RegisterAndMoveSegment(WireBytes bytes) => _bytes = bytes;

    /// <inheritdoc/>
    public int EncodedLength => Bytes.Length;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_bytes.Span);

    /// <summary>Gets RESERVATION KEY (bytes 8 to 15): the key of the nexus that holds the reservation.</summary>
    public ulong ReservationKey => ReservationKeyField.Get(_bytes.Span);

    /// <summary>Gets SERVICE ACTION RESERVATION KEY (bytes 16 to 23): the key of the nexus that is to hold it.</summary>
    public ulong ServiceActionReservationKey => ServiceActionReservationKeyField.Get(_bytes.Span);

    /// <summary>Gets UNREG (byte 25 bit 1): whether the old nexus is unregistered.</summary>
    public bool Unreg => UnregField.GetFlag(_bytes.Span);

    /// <summary>Gets APTPL (byte 25 bit 0): whether the reservation survives a loss of power.</summary>
    public bool Aptpl => AptplField.GetFlag(_bytes.Span);

    /// <summary>Gets RELATIVE TARGET PORT IDENTIFIER (bytes 26 to 27): the target port of the new nexus.</summary>
    public ushort RelativeTargetPortIdentifier => (ushort)RelativeTargetPortIdentifierField.Get(_bytes.Span);

    /// <summary>Gets TRANSPORTID without its padding; TRANSPORTID LENGTH (bytes 28 to 31) is its length.</summary>
    public ReadOnlyMemory<byte> TransportId => Bytes.Memory.Slice(HeadLength, Layout.Tail!.Length(Bytes.Span));

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RegisterAndMoveSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new RegisterAndMoveSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RegisterAndMoveSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out RegisterAndMoveSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
