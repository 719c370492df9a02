using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>The way back of <c>Describe</c>: headers and descriptors from the texts of their fields, for JSON or any other form that
/// people edit.</summary>
/// <remarks>
/// Every method asks for a value by the name that <see cref="ScsiField.JsonName"/> gave and takes the text that
/// <see cref="ScsiField.Text"/> gave; null is
/// zero. The elements of a list are asked for as <c>ranges[0].lba</c>. What was described comes back to the bit. Thread-safe.
/// </remarks>
public static class CopyFieldEncoder
{
    /// <summary>Encodes a header.</summary>
    /// <param name="format">LID1 or LID4.</param>
    /// <param name="valueOf">Gives the text of a field, or null.</param>
    /// <returns>The header; a <see cref="CopyParameterListWriter"/> fills in its lengths.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="valueOf"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    /// <exception cref="FormatException">A text is no value of its field.</exception>
    public static CopyParameterListHeader EncodeHeader(ListIdentifierFormat format, Func<string, string?> valueOf)
    {
        HeaderFields fields = HeaderFields.Of(format);
        byte[] bytes = fields.Layout.Encode(Guard.NotNull(valueOf));
        foreach (WireField field in fields.Constants)
        {
            field.Set(bytes, field.Constant ?? 0);
        }

        return CopyParameterListHeader.Parse(bytes, format);
    }

    /// <summary>Encodes a CSCD descriptor; the field <c>peripheralDeviceType</c> decides which device type specific parameters there
    /// are.</summary>
    /// <param name="typeCode">DESCRIPTOR TYPE CODE.</param>
    /// <param name="valueOf">Gives the text of a field, or null.</param>
    /// <returns>The descriptor's bytes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="valueOf"/> is null.</exception>
    /// <exception cref="FormatException">A text is no value of its field.</exception>
    public static byte[] EncodeCscdDescriptor(byte typeCode, Func<string, string?> valueOf)
    {
        Span<byte> device = stackalloc byte[CscdFields.SlotLength];
        device.Clear();
        if (Guard.NotNull(valueOf)("peripheralDeviceType") is { } text)
        {
            FieldText.Set(CscdFields.PeripheralDeviceType, device, text);
        }

        return CscdCatalog.Find(typeCode, device[1]).Encode(valueOf);
    }

    /// <summary>Encodes a segment descriptor.</summary>
    /// <param name="typeCode">DESCRIPTOR TYPE CODE.</param>
    /// <param name="valueOf">Gives the text of a field, or null.</param>
    /// <returns>The descriptor's bytes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="valueOf"/> is null.</exception>
    /// <exception cref="FormatException">A text is no value of its field.</exception>
    /// <remarks>A field <c>data</c> makes a vendor specific descriptor of its bytes, even where this library has a structure of that type.</remarks>
    public static byte[] EncodeSegmentDescriptor(byte typeCode, Func<string, string?> valueOf)
    {
        DescriptorLayout? foreign = Guard.NotNull(valueOf)("data") is null ? null : SegmentCatalog.FindForeign(typeCode);
        return (foreign ?? SegmentCatalog.Find(typeCode)).Encode(valueOf);
    }
}
