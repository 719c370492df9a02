using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit on an IEEE 1394 bus (CSCD descriptor type E8h; SPC-4 table 495).</summary>
/// <remarks>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct Ieee1394CscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE8;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField Eui64Field = WireField.Bytes("EUI-64", 12, 8);
    private static readonly WireField DirectoryIdField = WireField.Bytes("DIRECTORY ID", 20, 3);

    internal static readonly WireLayout<Ieee1394CscdDescriptor> Wire = CscdFields.Layout(
        TypeCode, "IEEE 1394 EUI-64", image => new Ieee1394CscdDescriptor(image),
        CscdFields.LuIdentifier, Eui64Field, DirectoryIdField);

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="luIdentifier">LU IDENTIFIER: the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</param>
    /// <param name="eui64">EUI-64: the EUI-64 of the node.</param>
    /// <param name="directoryId">DIRECTORY ID: the directory of the unit, 0 to 16,777,215.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public Ieee1394CscdDescriptor(CscdDevice device, ulong luIdentifier, ulong eui64, int directoryId)
        => _image = device.ToImage()
            .With(CscdFields.LuIdentifier, luIdentifier)
            .With(Eui64Field, eui64)
            .With(DirectoryIdField, directoryId, nameof(directoryId));

    private Ieee1394CscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets LU IDENTIFIER (bytes 4 to 11): the logical unit number as eight bytes (SAM), where LU ID TYPE is 0.</summary>
    public ulong LuIdentifier => CscdFields.LuIdentifier.Get(_image);

    /// <summary>Gets EUI-64 (bytes 12 to 19): the EUI-64 of the node.</summary>
    public ulong Eui64 => Eui64Field.Get(_image);

    /// <summary>Gets DIRECTORY ID (bytes 20 to 22): the directory of the unit.</summary>
    public int DirectoryId => (int)DirectoryIdField.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Ieee1394CscdDescriptor descriptor, out ParseFault fault) =>
        Wire.TryParse(source, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static Ieee1394CscdDescriptor Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
