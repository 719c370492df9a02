using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Names a logical unit by a designator of its VPD page 83h (CSCD descriptor type E4h; SPC-4 table 140).</summary>
/// <remarks>
/// <para>Of the designation descriptor of the VPD page, PROTOCOL IDENTIFIER and PIV are left out. A DESIGNATOR LENGTH over 20 is refused
/// with 26h/00h.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct IdentificationCscdDescriptor : ICscdDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xE4;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private const int DesignatorOffset = 8;

    private static readonly DesignatorFields Designation = new(4);

    internal static readonly WireLayout<IdentificationCscdDescriptor> Head = CscdFields.Layout(
        TypeCode, "Identification", image => new IdentificationCscdDescriptor(image), Designation.All);

    internal static readonly DescriptorLayout Layout = DescriptorLayout.Of(
        DescriptorFrame.Cscd, TypeCode, Head, Designation.Tail(DesignatorOffset));

    private readonly WireImage _image;

    /// <summary>Names one device.</summary>
    /// <param name="device">Its type, and how data go to and from it.</param>
    /// <param name="codeSet">CODE SET: 1 binary, 2 ASCII, 3 UTF-8; at most 15.</param>
    /// <param name="designatorType">DESIGNATOR TYPE: 1 T10 vendor identification, 2 EUI-64, 3 NAA, 8 SCSI name string and so on; at most
    /// 15.</param>
    /// <param name="designator">DESIGNATOR, at most 20 bytes.</param>
    /// <param name="association">ASSOCIATION: 0 logical unit, 1 target port, 2 target device; at most 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    /// <exception cref="ArgumentException">The designator is too long.</exception>
    public IdentificationCscdDescriptor(
        CscdDevice device, byte codeSet, byte designatorType, ReadOnlySpan<byte> designator, byte association = 0)
        =>
            _image = Designation.Write(new WireImage64(device.ToImage(), default), DesignatorOffset, codeSet, association, designatorType, designator).Low;

    private IdentificationCscdDescriptor(WireImage image) => _image = image;

    /// <inheritdoc/>
    public CscdDevice Device => CscdDevice.Read(_image);

    /// <summary>Gets CODE SET (byte 4 bits 3 to 0): 1 binary, 2 ASCII, 3 UTF-8.</summary>
    public byte CodeSet => (byte)Designation.CodeSet.Get(_image);

    /// <summary>Gets ASSOCIATION (byte 5 bits 5 to 4): 0 logical unit, 1 target port, 2 target device.</summary>
    public byte Association => (byte)Designation.Association.Get(_image);

    /// <summary>Gets DESIGNATOR TYPE (byte 5 bits 3 to 0): 1 T10 vendor identification, 2 EUI-64, 3 NAA, 8 SCSI name string and so
    /// on.</summary>
    public byte DesignatorType => (byte)Designation.DesignatorType.Get(_image);

    int ICscdDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out IdentificationCscdDescriptor descriptor, out ParseFault fault)
    {
        descriptor = default;
        if (
            !Head.TryRead(source, out WireImage image, out fault) || !Layout.Tail!.TryCheck(source.Slice(0, EncodedLength), Layout.Title, out fault))
        {
            return false;
        }

        descriptor = new IdentificationCscdDescriptor(image);
        return true;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static IdentificationCscdDescriptor Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out IdentificationCscdDescriptor descriptor, out ParseFault fault) ? descriptor : throw fault.ToException();

    /// <summary>Gets DESIGNATOR (from byte 8); DESIGNATOR LENGTH (byte 7) is its length.</summary>
    /// <returns>The designator without its padding, a new array.</returns>
    public byte[] GetDesignator() =>
        new WireImage64(_image, default).GetBytes(DesignatorOffset, (int)Designation.DesignatorLength.Get(_image));

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Head.Write(_image, destination);
}
