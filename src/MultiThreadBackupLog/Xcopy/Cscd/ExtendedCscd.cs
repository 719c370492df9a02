using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>Reading and writing of the descriptors of 64 bytes, whose second half begins with FFh.</summary>
internal static class ExtendedCscd
{
    /// <summary>The layout of a type of 64 bytes; which of the device's fields mean something is not asked here.</summary>
    public static DescriptorLayout Layout(byte typeCode, string title, WireField[] fields, CountedBytes? tail = null) => new(
        DescriptorFrame.Cscd,
        typeCode,
        title,
        CscdFields.ExtendedLength,
        [
            CscdFields.PeripheralDeviceType, CscdFields.Nul, CscdFields.LuIdType, CscdFields.RelativeInitiatorPort,
            .. fields,
            CscdFields.Pad, CscdFields.Fixed, CscdFields.BlockLength,
        ],
        tail);

    /// <summary>Takes the bytes of a descriptor. Type codes are checked and not kept, so that a default value encodes as one that was
    /// decoded.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, DescriptorLayout layout, out WireImage64 image, out ParseFault fault)
    {
        image = default;
        if (source.Length > 0 && source[0] != layout.TypeCode)
        {
            fault = ParseFault.InData(
                "another descriptor type than " + layout.Title, 0, null, SenseCode.UnsupportedTargetDescriptorTypeCode);
            return false;
        }

        if (!DescriptorLengths.TryMeasureCscd(source, layout, out _, out fault))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[CscdFields.ExtendedLength];
        source.Slice(0, CscdFields.ExtendedLength).CopyTo(bytes);
        bytes[0] = 0;
        bytes[CscdFields.SlotLength] = 0;
        image = WireImage64.Read(bytes);
        return true;
    }

    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Write(in WireImage64 image, DescriptorLayout layout, Span<byte> destination)
    {
        if (destination.Length < CscdFields.ExtendedLength)
        {
            throw new ArgumentException("The descriptor needs 64 bytes.", nameof(destination));
        }

        image.CopyTo(destination.Slice(0, CscdFields.ExtendedLength));
        destination[0] = layout.TypeCode;
        destination[CscdFields.SlotLength] = CscdFields.ExtensionTypeCode;
        return CscdFields.ExtendedLength;
    }
}
