using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit behind an IPv6 address (CSCD descriptor type EAh; SPC-4 table 494).</summary>
/// <remarks>
/// <para>Takes two places of the CSCD descriptor list, and so two indexes.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct IPv6CscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xEA;

    /// <summary>Encoded length in bytes, the extension included.</summary>
    public const int EncodedLength = 64;

    private static readonly WireField Ipv6AddressField = WireField.Bytes("IPV6 ADDRESS", 12, 16);
    private static readonly WireField PortNumberField = WireField.Number("PORT NUMBER", 36, 2);
    private static readonly WireField InternetProtocolNumberField = WireField.Number("INTERNET PROTOCOL NUMBER", 38, 2);

    internal static readonly DescriptorLayout Layout = ExtendedCscd.Layout(
        TypeCode, "IPv6", [CscdFields.LuIdentifier, Ipv6AddressField, PortNumberField, InternetProtocolNumberField]);

    private readonly WireImage64 _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="portNumber">PORT NUMBER: the port, for example of TCP.</param>
    /// <param name="internetProtocolNumber">INTERNET PROTOCOL NUMBER: the protocol; 6 is TCP.</param>
    /// <param name="ipv6Address">IPV6 ADDRESS: the address, 16 bytes.</param>
    /// <exception cref="ArgumentException">The address has another length.</exception>
    public IPv6CscdDescriptor(
        CscdDevice device, ulong luIdentifier, ushort portNumber, ushort internetProtocolNumber, ReadOnlySpan<byte> ipv6Address)
        => _image = new WireImage64(device.ToImage(), default)
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(PortNumberField, portNumber)
            .With(InternetProtocolNumberField, internetProtocolNumber)
            .WithBytes(Ipv6AddressField.ByteOffset, FieldBytes.Exactly(ipv6Address, 16, nameof(ipv6Address)));

    private IPv6CscdDescriptor(WireImage64 image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image.Low);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => _image.Get(CscdFields.LuIdentifier);

    /// <summary>Gets PORT NUMBER (bytes 36 to 37): the port, for example of TCP.</summary>
    public ushort PortNumber => (ushort)_image.Get(PortNumberField);

    /// <summary>Gets INTERNET PROTOCOL NUMBER (bytes 38 to 39): the protocol; 6 is TCP.</summary>
    public ushort InternetProtocolNumber => (ushort)_image.Get(InternetProtocolNumberField);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out IPv6CscdDescriptor descriptor, out ParseFault fault)
    {
        bool isAcceptable = ExtendedCscd.TryRead(source, Layout, out WireImage64 image, out fault);
        descriptor = new IPv6CscdDescriptor(image);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static IPv6CscdDescriptor Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out IPv6CscdDescriptor descriptor, out ParseFault fault) ? descriptor : throw fault.ToException();

    /// <summary>Gets IPV6 ADDRESS (bytes 12 to 27): the address.</summary>
    /// <returns>16 bytes, a new array.</returns>
    public byte[] GetIpv6Address() => _image.GetBytes(Ipv6AddressField.ByteOffset, 16);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => ExtendedCscd.Write(_image, Layout, destination);
}
