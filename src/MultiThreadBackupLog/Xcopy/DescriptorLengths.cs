using System;
using System.Buffers.Binary;
using System.Globalization;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>How long a descriptor is, and whether what it says of its own length can be true: the checks without which a list cannot be
/// walked.</summary>
internal static class DescriptorLengths
{
    /// <summary>Measures the segment descriptor at the start of a span.</summary>
    public static bool TryMeasureSegment(ReadOnlySpan<byte> source, DescriptorLayout layout, out int length, out ParseFault fault)
    {
        length = 0;
        fault = default;
        if (source.Length < 4)
        {
            fault = ParseFault.TooShort("a segment descriptor", 4, source.Length);
            return false;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(source.Slice(2)) + 4;
        if (layout.IsFixed ? length != layout.Length : length < layout.Length)
        {
            // FreeBSD trusts the wrong length, Linux refuses it. We refuse: where the next descriptor begins would be a guess, and a
            // wrong guess writes wrong data.
            fault = ParseFault.InData(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "DESCRIPTOR LENGTH of segment type {0:X2}h ({1}) is {2}, not {3}{4}",
                    source[0],
                    layout.Title,
                    length - 4,
                    layout.IsFixed ? string.Empty : "at least ",
                    layout.Length - 4),
                2);
            return false;
        }

        return HasRoom(source, layout, length, out fault);
    }

    /// <summary>Measures the CSCD descriptor at the start of a span.</summary>
    public static bool TryMeasureCscd(ReadOnlySpan<byte> source, DescriptorLayout layout, out int length, out ParseFault fault)
    {
        length = layout.Length;
        if (!HasRoom(source, layout, length, out fault))
        {
            return false;
        }

        if (length == CscdFields.ExtendedLength && source[CscdFields.SlotLength] != CscdFields.ExtensionTypeCode)
        {
            fault = ParseFault.InData(
                "the second half of CSCD descriptor type " + Internal.HexText.Code(source[0], 8) + " does not begin with FFh",
                CscdFields.SlotLength);
            return false;
        }

        return true;
    }

    private static bool HasRoom(ReadOnlySpan<byte> source, DescriptorLayout layout, int length, out ParseFault fault)
    {
        if (source.Length < length)
        {
            fault = ParseFault.TooShort(
                "descriptor type " + Internal.HexText.Code(layout.TypeCode, 8) + " (" + layout.Title + ")", length, source.Length);
            return false;
        }

        fault = default;
        return layout.Tail is null || layout.Tail.TryCheck(source.Slice(0, length), layout.Title, out fault);
    }
}
