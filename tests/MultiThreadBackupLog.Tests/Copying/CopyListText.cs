using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>The segments of a list in a short form: type, count, where to, transfer length, and + for CAT.</summary>
internal static class CopyListText
{
    public static string Of(CopyList list)
    {
        var texts = new List<string>();
        foreach (SegmentDescriptor segment in CopyParameterListReader.Parse(list.ParameterList.Span, list.Format).SegmentDescriptors)
        {
            texts.Add(Of(segment));
        }

        return string.Join(", ", texts);
    }

    public static string Of(IEnumerable<CopyList> lists) => string.Join(" | ", lists.Select(Of));

    private static string Of(in SegmentDescriptor segment)
    {
        string cat = segment.Cat ? "+" : string.Empty;
        switch (segment.TypeCode)
        {
            case 0x01:
                StreamToBlockSegment blocks = StreamToBlockSegment.Parse(segment.Bytes);
                return string.Format(
                    CultureInfo.InvariantCulture, "01 {0} to {1}:{2} by {3}{4}", blocks.NumberOfBlocks, blocks.DestinationIndex, blocks.BlockDeviceLba, blocks.StreamDeviceTransferLength, cat);
            case 0x09:
                StreamToBlockOffsetSegment bytes = StreamToBlockOffsetSegment.Parse(segment.Bytes);
                return string.Format(
                    CultureInfo.InvariantCulture, "09 {0} to {1}:{2}.{3} by {4}{5}", bytes.NumberOfBytes, bytes.DestinationIndex, bytes.BlockDeviceLba, bytes.BlockDeviceByteOffset, bytes.StreamDeviceTransferLength, cat);
            case 0x06 or 0x0F:
                StreamToDiscardSegment discard = StreamToDiscardSegment.Parse(segment.Bytes);
                return string.Format(CultureInfo.InvariantCulture, "{0:X2} {1} by {2}{3}", segment.TypeCode, discard.NumberOfBytes, discard.StreamDeviceTransferLength, cat);
            case 0x11:
                SpaceSegment space = SpaceSegment.Parse(segment.Bytes);
                return string.Format(CultureInfo.InvariantCulture, "11 {0} {1}", space.Count, space.Unit);
            default:
                return string.Format(CultureInfo.InvariantCulture, "12 {0}", LocateSegment.Parse(segment.Bytes).LogicalObjectIdentifier);
        }
    }
}
