using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit on a parallel SCSI bus (CSCD descriptor type E3h; SPC-4 table 492).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ParallelInterfaceCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE3;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField VendorSpecificField = WireField.Number("VENDOR SPECIFIC", 12, 1);
    private static readonly WireField TargetIdentifierField = WireField.Number("TARGET IDENTIFIER", 13, 1);

    internal static readonly WireLayout<ParallelInterfaceCscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "Parallel Interface T_L", image => new ParallelInterfaceCscdDescriptor(image),
        CscdFields.LuIdentifier, VendorSpecificField, TargetIdentifierField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="vendorSpecific">VENDOR SPECIFIC: vendor specific.</param>
    /// <param name="targetIdentifier">TARGET IDENTIFIER: the address on the bus.</param>
    public ParallelInterfaceCscdDescriptor(CscdDevice device, ulong luIdentifier, byte vendorSpecific, byte targetIdentifier)
        => _image = device.ToImage()
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(VendorSpecificField, vendorSpecific)
            .With(TargetIdentifierField, targetIdentifier);

    private ParallelInterfaceCscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => CscdFields.LuIdentifier.Get(_image);

    /// <summary>Gets VENDOR SPECIFIC (byte 12): vendor specific.</summary>
    public byte VendorSpecific => (byte)VendorSpecificField.Get(_image);

    /// <summary>Gets TARGET IDENTIFIER (byte 13): the address on the bus.</summary>
    public byte TargetIdentifier => (byte)TargetIdentifierField.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ParallelInterfaceCscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static ParallelInterfaceCscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
