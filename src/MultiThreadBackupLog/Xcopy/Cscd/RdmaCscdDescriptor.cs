using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit behind an RDMA target port (CSCD descriptor type E7h; SPC-4 table 494).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RdmaCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE7;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField TargetPortIdentifierField = WireField.Bytes("TARGET PORT IDENTIFIER", 12, 16);

    internal static readonly WireLayout<RdmaCscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "RDMA (SRP)", image => new RdmaCscdDescriptor(image),
        CscdFields.LuIdentifier, TargetPortIdentifierField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="targetPortIdentifier">TARGET PORT IDENTIFIER: the SRP target port, 16 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="targetPortIdentifier"/> has another length.</exception>
    public RdmaCscdDescriptor(CscdDevice device, ulong luIdentifier, ReadOnlySpan<byte> targetPortIdentifier)
        => _image = device.ToImage()
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(TargetPortIdentifierField, targetPortIdentifier, nameof(targetPortIdentifier));

    private RdmaCscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => CscdFields.LuIdentifier.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RdmaCscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RdmaCscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <summary>Gets TARGET PORT IDENTIFIER (bytes 12 to 27): the SRP target port.</summary>
    /// <returns>16 bytes, a new array.</returns>
    public byte[] GetTargetPortIdentifier() => TargetPortIdentifierField.GetBytes(_image);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
