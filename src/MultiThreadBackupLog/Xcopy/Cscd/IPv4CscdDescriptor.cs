using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit behind an IPv4 address (CSCD descriptor type E5h; SPC-4 table 493).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct IPv4CscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE5;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField PortNumberField = WireField.Number("PORT NUMBER", 22, 2);
    private static readonly WireField InternetProtocolNumberField = WireField.Number("INTERNET PROTOCOL NUMBER", 26, 2);
    private static readonly WireField Ipv4AddressField = WireField.Bytes("IPV4 ADDRESS", 12, 4);

    internal static readonly WireLayout<IPv4CscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "IPv4", image => new IPv4CscdDescriptor(image),
        CscdFields.LuIdentifier, Ipv4AddressField, PortNumberField, InternetProtocolNumberField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="portNumber">PORT NUMBER: the port, for example of TCP.</param>
    /// <param name="internetProtocolNumber">INTERNET PROTOCOL NUMBER: the protocol; 6 is TCP.</param>
    /// <param name="ipv4Address">IPV4 ADDRESS: the address, 4 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="ipv4Address"/> has another length.</exception>
    public IPv4CscdDescriptor(
        CscdDevice device,
        ulong luIdentifier,
        ushort portNumber,
        ushort internetProtocolNumber,
        ReadOnlySpan<byte> ipv4Address)
        => _image = device.ToImage()
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(PortNumberField, portNumber)
            .With(InternetProtocolNumberField, internetProtocolNumber)
            .With(Ipv4AddressField, ipv4Address, nameof(ipv4Address));

    private IPv4CscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => CscdFields.LuIdentifier.Get(_image);

    /// <summary>Gets PORT NUMBER (bytes 22 to 23): the port, for example of TCP.</summary>
    public ushort PortNumber => (ushort)PortNumberField.Get(_image);

    /// <summary>Gets INTERNET PROTOCOL NUMBER (bytes 26 to 27): the protocol; 6 is TCP.</summary>
    public ushort InternetProtocolNumber => (ushort)InternetProtocolNumberField.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out IPv4CscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static IPv4CscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <summary>Gets IPV4 ADDRESS (bytes 12 to 15): the address.</summary>
    /// <returns>4 bytes, a new array.</returns>
    public byte[] GetIpv4Address() => Ipv4AddressField.GetBytes(_image);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
