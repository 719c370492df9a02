using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>What is not refused before the first segment runs, but ends the copy with COPY ABORTED when the segment's turn comes.</summary>
internal static class CopyListNotes
{
    // SPC-4 table 148: these name devices without a descriptor.
    private static readonly ushort[] IndexesOutsideTheList = [0xC000, 0xC001, 0xC002, 0xF800, 0xFFFF];

    /// <summary>The notes, in the order of the segments.</summary>
    public static IReadOnlyList<string> Of(CopyParameterListReader list)
    {
        var notes = new List<string>();
        foreach (SegmentDescriptor segment in list.SegmentDescriptors)
        {
            IReadOnlyList<ScsiField> fields = segment.Describe();
            foreach (ScsiField field in fields.Where(field => field.Name is "SOURCE INDEX" or "DESTINATION INDEX"))
            {
                AddIndexNote(notes, list, segment, ushort.Parse(field.Text, NumberStyles.None, CultureInfo.InvariantCulture));
            }

            if (segment.TypeCode == 0x04 && Number(fields, "INLINE DATA OFFSET") + Number(fields, "INLINE DATA NUMBER OF BYTES") > list.InlineData.Length)
            {
                notes.Add(Note(segment, string.Create(CultureInfo.InvariantCulture, $"names inline data beyond their {list.InlineData.Length} bytes"), "26h/0Bh"));
            }
        }

        return notes;
    }

    private static void AddIndexNote(List<string> notes, CopyParameterListReader list, SegmentDescriptor segment, ushort index)
    {
        string name = index < 0x0800
            ? index.ToString(CultureInfo.InvariantCulture)
            : index.ToString("X4", CultureInfo.InvariantCulture) + "h";
        if (list.TryFindCscdDescriptor(index, out CscdDescriptor device))
        {
            if (segment.TypeCode is (>= 0x10 and <= 0x13) or 0x15 && device.Device.PeripheralDeviceType != PeripheralDeviceType.SequentialAccess)
            {
                notes.Add(Note(segment, "is for tapes and names CSCD " + name + ", which is none", "26h/0Ch"));
            }
        }
        else if (list.TryFindCscdDescriptor((ushort)(index - 1), out CscdDescriptor before) && before.Bytes.Length == 64)
        {
            notes.Add(Note(segment, "names CSCD " + name + ", which is the second half of a descriptor", "26h/00h"));
        }
        else if (!IndexesOutsideTheList.Contains(index))
        {
            notes.Add(Note(segment, "names CSCD " + name + ", which is not in the list", "08h/04h"));
        }
    }

    private static string Note(SegmentDescriptor segment, string text, string code) => string.Create(
        CultureInfo.InvariantCulture, $"segment {segment.Index} {text}: COPY ABORTED {code} when it runs");

    private static long Number(IReadOnlyList<ScsiField> fields, string name) =>
        long.Parse(fields.First(field => field.Name == name).Text, NumberStyles.None, CultureInfo.InvariantCulture);
}
