using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit by its designator and the copy service through which it is reached (CSCD descriptor type EBh; SPC-4
/// table 142).</summary>
/// <remarks>
/// <para>The sources do not agree on the place of IPTYPE: byte 4 bit 0 is written, because bytes 2 and 3 are RELATIVE INITIATOR PORT
/// IDENTIFIER in every other type; byte 2 bit 0 is understood too.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct IPCopyServiceCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xEB;

    /// <summary>Encoded length in bytes, the extension included.</summary>
    public const int EncodedLength = 64;

    private const int DesignatorOffset = 44;

    private static readonly WireField IpTypeField = WireField.Flag("IPTYPE", 4, 0);
    private static readonly WireField CopyServiceIpAddressField = WireField.Bytes("COPY SERVICE IP ADDRESS", 12, 16);
    private static readonly WireField CopyServicePortNumberField = WireField.Number("COPY SERVICE PORT NUMBER", 36, 2);
    private static readonly WireField CopyServiceInternetProtocolNumberField = WireField.Number("COPY SERVICE INTERNET PROTOCOL NUMBER", 38, 2);
    private static readonly DesignatorFields Designation = new(40);

    internal static readonly DescriptorLayout Layout = ExtendedCscd.Layout(
        TypeCode,
        "IP Copy Service",
        [IpTypeField, CopyServiceIpAddressField, CopyServicePortNumberField, CopyServiceInternetProtocolNumberField, .. Designation.All],
        Designation.Tail(DesignatorOffset));

    private readonly WireImage64 _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="copyServiceIpAddress">COPY SERVICE IP ADDRESS: 4 bytes of IPv4, which go to the end of the field, or 16 of IPv6; the
    /// length sets IPTYPE.</param>
    /// <param name="copyServicePortNumber">COPY SERVICE PORT NUMBER.</param>
    /// <param name="copyServiceInternetProtocolNumber">COPY SERVICE INTERNET PROTOCOL NUMBER; 6 is TCP.</param>
    /// <param name="codeSet">CODE SET of the designator, at most 15.</param>
    /// <param name="designatorType">DESIGNATOR TYPE, at most 15.</param>
    /// <param name="designator">DESIGNATOR of the logical unit, at most 20 bytes.</param>
    /// <param name="association">ASSOCIATION, at most 3.</param>
    /// <exception cref="ArgumentException">The address has another length, the designator is too long, or a value needs more bits than
    /// its field has.</exception>
    public IPCopyServiceCscdDescriptor(
        CscdDevice device,
        ReadOnlySpan<byte> copyServiceIpAddress,
        ushort copyServicePortNumber,
        ushort copyServiceInternetProtocolNumber,
        byte codeSet,
        byte designatorType,
        ReadOnlySpan<byte> designator,
        byte association = 0)
    {
        bool isIPv6 = copyServiceIpAddress.Length != 4;
        FieldBytes.Exactly(copyServiceIpAddress, isIPv6 ? 16 : 4, nameof(copyServiceIpAddress));
        WireImage64 image = new WireImage64(device.ToImage(), default)
            .With(IpTypeField, isIPv6)
            .With(CopyServicePortNumberField, copyServicePortNumber)
            .With(CopyServiceInternetProtocolNumberField, copyServiceInternetProtocolNumber)
            .WithBytes(CopyServiceIpAddressField.ByteOffset + 16 - copyServiceIpAddress.Length, copyServiceIpAddress);
        _image = Designation.Write(image, DesignatorOffset, codeSet, association, designatorType, designator);
    }

    private IPCopyServiceCscdDescriptor(WireImage64 image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image.Low);

    /// <summary>Gets IPTYPE: whether the address is of IPv6; otherwise its last four bytes are of IPv4.</summary>
    public bool IsIPv6 => _image.GetFlag(IpTypeField) || Device.RelativeInitiatorPort == 0x0100;

    /// <summary>Gets COPY SERVICE PORT NUMBER (bytes 36 to 37).</summary>
    public ushort CopyServicePortNumber => (ushort)_image.Get(CopyServicePortNumberField);

    /// <summary>Gets COPY SERVICE INTERNET PROTOCOL NUMBER (bytes 38 to 39); 6 is TCP.</summary>
    public ushort CopyServiceInternetProtocolNumber => (ushort)_image.Get(CopyServiceInternetProtocolNumberField);

    /// <summary>Gets CODE SET (byte 40 bits 3 to 0): 1 binary, 2 ASCII, 3 UTF-8.</summary>
    public byte CodeSet => (byte)_image.Get(Designation.CodeSet);

    /// <summary>Gets ASSOCIATION (byte 41 bits 5 to 4): 0 logical unit, 1 target port, 2 target device.</summary>
    public byte Association => (byte)_image.Get(Designation.Association);

    /// <summary>Gets DESIGNATOR TYPE (byte 41 bits 3 to 0).</summary>
    public byte DesignatorType => (byte)_image.Get(Designation.DesignatorType);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out IPCopyServiceCscdDescriptor descriptor, out ParseFault fault)
    {
        bool isAcceptable = ExtendedCscd.TryRead(source, Layout, out WireImage64 image, out fault);
        descriptor = new IPCopyServiceCscdDescriptor(image);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static IPCopyServiceCscdDescriptor Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out IPCopyServiceCscdDescriptor descriptor, out ParseFault fault) ? descriptor : throw fault.ToException();

    /// <summary>Gets COPY SERVICE IP ADDRESS (bytes 12 to 27).</summary>
    /// <returns>16 bytes, a new array.</returns>
    public byte[] GetCopyServiceIpAddress() => _image.GetBytes(CopyServiceIpAddressField.ByteOffset, 16);

    /// <summary>Gets DESIGNATOR (from byte 44); DESIGNATOR LENGTH (byte 43) is its length.</summary>
    /// <returns>The designator without its padding, a new array.</returns>
    public byte[] GetDesignator() => _image.GetBytes(DesignatorOffset, (int)_image.Get(Designation.DesignatorLength));

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => ExtendedCscd.Write(_image, Layout, destination);
}
