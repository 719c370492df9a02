using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a representation of data (ROD) instead of a device (CSCD descriptor type FEh; SPC-4 table 143).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RodCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xFE;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField RodProducerCscdDescriptorIdField = WireField.Number("ROD PRODUCER CSCD DESCRIPTOR ID", 4, 2);
    private static readonly WireField RodTypeField = WireField.Code("ROD TYPE", 8, 4);
    private static readonly WireField RequestedRodTokenLifetimeField = WireField.Number("REQUESTED ROD TOKEN LIFETIME", 12, 4);
    private static readonly WireField RequestedRodTokenInactivityTimeoutField = WireField.Number("REQUESTED ROD TOKEN INACTIVITY TIMEOUT", 16, 4);
    private static readonly WireField RTokenField = WireField.Flag("R_TOKEN", 22, 0);
    private static readonly WireField DelTknField = WireField.Flag("DEL_TKN", 23, 0);
    private static readonly WireField RodTokenOffsetField = WireField.Number("ROD TOKEN OFFSET", 24, 4);

    internal static readonly WireLayout<RodCscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "ROD", image => new RodCscdDescriptor(image),
        RodProducerCscdDescriptorIdField, RodTypeField, RequestedRodTokenLifetimeField, RequestedRodTokenInactivityTimeoutField,
        RTokenField, DelTknField, RodTokenOffsetField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="rodProducerCscdDescriptorId">ROD PRODUCER CSCD DESCRIPTOR ID: who made the ROD.</param>
    /// <param name="rodType">ROD TYPE: the type of the ROD; 0 leaves it to the token.</param>
    /// <param name="requestedRodTokenLifetime">REQUESTED ROD TOKEN LIFETIME: how long a token should live, in seconds.</param>
    /// <param name="requestedRodTokenInactivityTimeout">REQUESTED ROD TOKEN INACTIVITY TIMEOUT: how long a token may stay unused, in
    /// seconds.</param>
    /// <param name="rToken">R_TOKEN: whether a token is to be made.</param>
    /// <param name="delTkn">DEL_TKN: whether the token is to be deleted after use.</param>
    /// <param name="rodTokenOffset">ROD TOKEN OFFSET: where in the inline data the token lies.</param>
    public RodCscdDescriptor(
        CscdDevice device,
        ushort rodProducerCscdDescriptorId,
        uint rodType,
        uint requestedRodTokenLifetime,
        uint requestedRodTokenInactivityTimeout,
        bool rToken,
        bool delTkn,
        uint rodTokenOffset)
        => _image = device.ToImage()
            .With(RodProducerCscdDescriptorIdField, rodProducerCscdDescriptorId)
            .With(RodTypeField, rodType)
            .With(RequestedRodTokenLifetimeField, requestedRodTokenLifetime)
            .With(RequestedRodTokenInactivityTimeoutField, requestedRodTokenInactivityTimeout)
            .With(RTokenField, rToken)
            .With(DelTknField, delTkn)
            .With(RodTokenOffsetField, rodTokenOffset);

    private RodCscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets ROD PRODUCER CSCD DESCRIPTOR ID (bytes 4 to 5): who made the ROD.</summary>
    public ushort RodProducerCscdDescriptorId => (ushort)RodProducerCscdDescriptorIdField.Get(_image);

    /// <summary>Gets ROD TYPE (bytes 8 to 11): the type of the ROD; 0 leaves it to the token.</summary>
    public uint RodType => (uint)RodTypeField.Get(_image);

    /// <summary>Gets REQUESTED ROD TOKEN LIFETIME (bytes 12 to 15): how long a token should live, in seconds.</summary>
    public uint RequestedRodTokenLifetime => (uint)RequestedRodTokenLifetimeField.Get(_image);

    /// <summary>Gets REQUESTED ROD TOKEN INACTIVITY TIMEOUT (bytes 16 to 19): how long a token may stay unused, in seconds.</summary>
    public uint RequestedRodTokenInactivityTimeout => (uint)RequestedRodTokenInactivityTimeoutField.Get(_image);

    /// <summary>Gets R_TOKEN (byte 22 bit 0): whether a token is to be made.</summary>
    public bool RToken => RTokenField.GetFlag(_image);

    /// <summary>Gets DEL_TKN (byte 23 bit 0): whether the token is to be deleted after use.</summary>
    public bool DelTkn => DelTknField.GetFlag(_image);

    /// <summary>Gets ROD TOKEN OFFSET (bytes 24 to 27): where in the inline data the token lies.</summary>
    public uint RodTokenOffset => (uint)RodTokenOffsetField.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RodCscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RodCscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
