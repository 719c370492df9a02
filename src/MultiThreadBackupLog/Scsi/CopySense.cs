using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>What COPY ABORTED puts into COMMAND-SPECIFIC INFORMATION and behind the fixed part (SPC-4 clause 5.17.7.4).</summary>
internal static class CopySense
{
    public static readonly WireField SourceOffset = WireField.Number("SOURCE STATUS OFFSET", 8, 1);
    public static readonly WireField DestinationOffset = WireField.Number("DESTINATION STATUS OFFSET", 9, 1);
    public static readonly WireField FixedSegmentNumber = WireField.Number("SEGMENT NUMBER", 10, 2);

    // The text puts the number into the third and fourth byte of the field in both formats; FreeBSD stores a right-aligned
    // number in the eight bytes of the descriptor format. The bytes that the one uses are zero in the other.
    private const int DescriptorShift = 32;

    // Areas lie behind the fixed part; a lower offset, 0 included, names none.
    private const int FixedPartLength = 18;

    public static int SegmentNumber(ulong commandSpecific, SenseFormat format)
    {
        int standard = (int)((commandSpecific >> DescriptorShift) & 0xFFFF);
        return format == SenseFormat.Descriptor && standard != 0 ? standard : (int)(commandSpecific & 0xFFFF);
    }

    public static ulong EncodeSegmentNumber(ushort number, SenseFormat format) =>
        format == SenseFormat.Descriptor ? (ulong)number << DescriptorShift : number;

    /// <summary>Reads an area of the fixed format, a status byte and sense data, that begins at an offset and ends at the next area.</summary>
    /// <returns>False when the offset says that there is none, or lies outside the record.</returns>
    public static bool TryReadArea(ReadOnlySpan<byte> record, ForwardedSenseSource source, out ForwardedSense forwarded)
    {
        bool isSource = source == ForwardedSenseSource.CopySource;
        int begin = (int)(isSource ? SourceOffset : DestinationOffset).Get(record);
        int other = (int)(isSource ? DestinationOffset : SourceOffset).Get(record);
        forwarded = default;
        if (begin < FixedPartLength || begin >= record.Length)
        {
            return false;
        }

        int end = other > begin && other < record.Length ? other : record.Length;
        forwarded = Create(source, record[begin], record.Slice(begin + 1, end - begin - 1), false);
        return true;
    }

    public static ForwardedSense Create(ForwardedSenseSource source, byte status, ReadOnlySpan<byte> sense, bool isTruncated) =>
        new(source, (ScsiStatus)status, sense.Slice(0, Math.Min(sense.Length, SenseData.MaximumLength)), isTruncated);
}
