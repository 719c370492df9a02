using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <content>How much a segment may ask for, in what shows only with the devices at hand: granularity, and counts in blocks of a length that the list leaves open.</content>
internal sealed partial class CopyOperation
{
    /// <summary>Measures the segment that is next.</summary>
    /// <returns>Null, or what it asks too much or too finely.</returns>
    private CopyFault? CheckAmount()
    {
        ReadOnlySpan<byte> segment = List.Segment(_segmentIndex);
        OperatingParameters limits = _options.OperatingParameters;
        ulong bytes = AmountOf(segment, out int field);
        if (bytes > (limits.MaximumSegmentLengthBytes == 0 ? ulong.MaxValue : limits.MaximumSegmentLengthBytes) && segment[0] is not (0x06 or 0x0F))
        {
            return CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "the segment moves more than " + limits.MaximumSegmentLengthBytes + " bytes", field);
        }

        int exponent = segment[0] is 0x04 or 0x05 ? limits.InlineDataGranularityExponent : limits.DataSegmentGranularityExponent;
        bool isFiner = exponent > 63 ? bytes != 0 : (bytes & ((1UL << exponent) - 1)) != 0;
        return isFiner
            ? CopyFault.InSegment(SenseCode.CopySegmentGranularityViolation, bytes + " bytes are no multiple of two to the power of " + exponent, field)
            : null;
    }

    // SPC-4 clause 6.22: the amount that the segment names; padding does not count.
    private ulong AmountOf(ReadOnlySpan<byte> segment, out int field)
    {
        switch (segment[0])
        {
            case 0x00 or 0x0B:
                return Blocks(BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(field = 14)), Index(segment, 4));
            case 0x01 or 0x0C:
                return Blocks(BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(field = 14)), Index(segment, 6));
            case 0x02 or 0x0D:
                return Blocks(BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(field = 10)), Index(segment, (segment[1] & 2) != 0 ? 6 : 4));
            case 0x16:
                uint count = BinaryPrimitives.ReadUInt32BigEndian(segment.Slice(field = 24));
                return count == 0 ? (ulong)(_run as TransferRun)!.PlannedToProcess : Blocks(count, Index(segment, 6));
            case 0x03 or 0x04 or 0x0E:
                return BinaryPrimitives.ReadUInt32BigEndian(segment.Slice(field = 16));
            case 0x05:
                return BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(field = 12));
            case 0x06 or 0x08 or 0x09 or 0x0F:
                return BinaryPrimitives.ReadUInt32BigEndian(segment.Slice(field = 12));
            case 0x0A:
                return BinaryPrimitives.ReadUInt32BigEndian(segment.Slice(field = 8));
            default:
                field = 0;
                return 0;
        }
    }

    // A device that is not there is told by the segment itself.
    private ulong Blocks(uint count, ushort index) => (ulong)count * (ulong)(Find(index, out _)?.Disk?.Storage.BlockLength ?? 0);
}
