using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit behind a Fibre Channel port by the address of the port (CSCD descriptor type E1h; SPC-4 table
/// 490).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct FibreChannelPortCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE1;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField NPortIdField = WireField.Bytes("N_PORT ID", 21, 3);

    internal static readonly WireLayout<FibreChannelPortCscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "Fibre Channel N_Port_ID", image => new FibreChannelPortCscdDescriptor(image),
        CscdFields.LuIdentifier, NPortIdField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="nPortId">N_PORT ID: the address of the port, 0 to 16,777,215.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public FibreChannelPortCscdDescriptor(CscdDevice device, ulong luIdentifier, int nPortId)
        => _image = device.ToImage()
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(NPortIdField, nPortId, nameof(nPortId));

    private FibreChannelPortCscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => CscdFields.LuIdentifier.Get(_image);

    /// <summary>Gets N_PORT ID (bytes 21 to 23): the address of the port.</summary>
    public int NPortId => (int)NPortIdField.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out FibreChannelPortCscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static FibreChannelPortCscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
