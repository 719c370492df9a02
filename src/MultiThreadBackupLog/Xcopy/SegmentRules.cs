using System;
using System.Buffers.Binary;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>What a copy manager must know of a segment before it runs: whom it names, how much it moves, and where it says so.</summary>
internal static class SegmentRules
{
    private static readonly SegmentTraits[] TraitsByTypeCode = Enumerable.Range(0, 256).Select(code => FindTraits((byte)code)).ToArray();

    public static SegmentTraits Traits(byte typeCode) => TraitsByTypeCode[typeCode];

    /// <summary>The traits of a segment as it stands in a list: what the descriptor of another vendor names is not known.</summary>
    public static SegmentTraits Traits(in SegmentDescriptor segment) =>
        SegmentCatalog.Find(segment.Bytes) == SegmentCatalog.FindForeign(segment.TypeCode) ? SegmentTraits.None : Traits(segment.TypeCode);

    /// <summary>The bytes that a segment moves, as far as it and its CSCD descriptors say; 0 where they do not.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="list">Its list.</param>
    /// <param name="fieldOffset">The count's offset in the descriptor.</param>
    /// <remarks>Segments that only discard are left out: the limit on the length of a segment is on what it writes.</remarks>
    public static ulong MovedBytes(in SegmentDescriptor segment, in CopyParameterListReader list, out int fieldOffset)
    {
        ReadOnlySpan<byte> bytes = segment.Bytes;
        switch (segment.TypeCode)
        {
            case 0x00 or 0x0B:
                fieldOffset = 14;
                return BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(14)) * DiskBlockLength(list, segment.SourceIndex);
            case 0x01 or 0x0C:
                fieldOffset = 14;
                return BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(14)) * DiskBlockLength(list, segment.DestinationIndex);
            case 0x02 or 0x0D:
                fieldOffset = 10;
                return BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(10))
                    * DiskBlockLength(list, (bytes[1] & 2) != 0 ? segment.DestinationIndex : segment.SourceIndex);
            case 0x03 or 0x04 or 0x0E:
                fieldOffset = 16;
                return BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(16));
            case 0x05:
                fieldOffset = 12;
                return BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(12));
            case 0x08 or 0x09:
                fieldOffset = 12;
                return BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(12));
            case 0x0A:
                fieldOffset = 8;
                return BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(8));
            case 0x16:
                fieldOffset = 24;
                return BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(24)) * DiskBlockLength(list, segment.DestinationIndex);
            default:
                fieldOffset = 0;
                return 0;
        }
    }

    /// <summary>The greatest number of bytes that one command of a segment moves to or from a stream device; 0 where there is
    /// none.</summary>
    public static ulong StreamTransferBytes(in SegmentDescriptor segment, in CopyParameterListReader list, out int fieldOffset)
    {
        fieldOffset = 9;
        switch (segment.TypeCode)
        {
            case 0x00 or 0x04 or 0x05 or 0x08 or 0x0B:
                return StreamBytes(list, segment.DestinationIndex, segment.Bytes.Slice(9));
            case 0x01 or 0x06 or 0x09 or 0x0C or 0x0F:
                return StreamBytes(list, segment.SourceIndex, segment.Bytes.Slice(9));
            case 0x03 or 0x0E:
                ulong source = StreamBytes(list, segment.SourceIndex, segment.Bytes.Slice(9));
                ulong destination = StreamBytes(list, segment.DestinationIndex, segment.Bytes.Slice(13));
                fieldOffset = source >= destination ? 9 : 13;
                return Math.Max(source, destination);
            default:
                return 0;
        }
    }

    private static SegmentTraits FindTraits(byte typeCode)
    {
        DescriptorLayout layout = SegmentCatalog.Find(typeCode);
        return (layout.Fields.Contains(SegmentFields.SourceIndex) ? SegmentTraits.Source : SegmentTraits.None)
            | (layout.Fields.Contains(SegmentFields.DestinationIndex) ? SegmentTraits.Destination : SegmentTraits.None)
            | (
                typeCode is >= 0x0B and <= 0x0F || WriteLogCommands.WriteLogSegments.Holds(typeCode) ? SegmentTraits.Held : SegmentTraits.None);
    }

    private static ulong DiskBlockLength(in CopyParameterListReader list, ushort index) =>
        list.TryFindCscdDescriptor(index, out CscdDescriptor descriptor) && CscdFields.IsBlockDevice(descriptor.Bytes[1] & 0x1F)
            ? CscdFields.BlockLength.Get(descriptor.Bytes)
            : 0;

    // STREAM DEVICE TRANSFER LENGTH counts bytes, or with FIXED 1 blocks of the descriptor's length (SPC-4 table 138).
    private static ulong StreamBytes(in CopyParameterListReader list, ushort index, ReadOnlySpan<byte> transferLength)
    {
        ulong length = (ulong)((transferLength[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(transferLength.Slice(1)));
        return list.TryFindCscdDescriptor(index, out CscdDescriptor descriptor)
            && (descriptor.Bytes[1] & 0x1F) == (int)PeripheralDeviceType.SequentialAccess
            && (descriptor.Bytes[28] & 1) != 0
            ? length * CscdFields.BlockLength.Get(descriptor.Bytes)
            : length;
    }
}
