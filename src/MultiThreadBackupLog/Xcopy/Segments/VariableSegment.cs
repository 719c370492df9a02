using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Building, reading and writing of the segment descriptors of variable length, which keep all their bytes.</summary>
internal static class VariableSegment
{
    /// <summary>A descriptor with its type, its length and its counted bytes, ready for its other fields.</summary>
    public static byte[] Build(DescriptorLayout layout, ReadOnlySpan<byte> tail) =>
        layout.Encode(static _ => null, tail);

    /// <summary>Takes the bytes of a descriptor of one type, after the checks that its layout asks for.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, DescriptorLayout layout, out WireBytes bytes, out ParseFault fault)
    {
        bytes = default;
        if (source.Length > 0 && source[0] != layout.TypeCode)
        {
            fault = ParseFault.InData(
                "another descriptor type than " + layout.Title, 0, null, SenseCode.UnsupportedSegmentDescriptorTypeCode);
            return false;
        }

        if (!DescriptorLengths.TryMeasureSegment(source, layout, out int length, out fault))
        {
            return false;
        }

        bytes = WireBytes.Copy(source.Slice(0, length));
        return true;
    }

    /// <summary>The bytes of a descriptor; of a default value those of one whose fields are zero.</summary>
    public static WireBytes OrEmpty(WireBytes bytes, DescriptorLayout layout) =>
        bytes.Length != 0 ? bytes : new WireBytes(Build(layout, default));
}
