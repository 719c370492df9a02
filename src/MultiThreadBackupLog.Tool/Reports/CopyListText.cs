using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>A parameter list as a person reads it: header, table of devices, table of segments with what each asks for.</summary>
internal static class CopyListText
{
    private static readonly string[] DeviceNames =
        ["PERIPHERAL DEVICE TYPE", "NUL", "LU ID TYPE", "RELATIVE INITIATOR PORT", "PAD", "FIXED", "BLOCK LENGTH"];

    public static void Print(ToolConsole console, CopyParameterListReader list)
    {
        console.Result((list.Header.Format == ListIdentifierFormat.Lid4 ? "LID4: " : "LID1: ") + string.Join(", ", list.Header.Describe()));
        console.Result(string.Empty);
        PrintCscds(console, list);
        console.Result(string.Empty);
        PrintSegments(console, list);
        console.Result(string.Empty);
        console.Result(
            string.Create(
                CultureInfo.InvariantCulture,
                $"inline data: {list.InlineData.Length} bytes {Convert.ToHexStringLower(list.InlineData[..Math.Min(64, list.InlineData.Length)])}{(list.InlineData.Length > 64 ? "…" : string.Empty)}"));
        if (!list.TrailingData.IsEmpty)
        {
            console.Result(
                string.Create(
                    CultureInfo.InvariantCulture, $"behind the list: {list.TrailingData.Length} bytes that no length field counts"));
        }

        foreach (string note in CopyListNotes.Of(list))
        {
            console.Result("note: " + note);
        }
    }

    private static void PrintCscds(ToolConsole console, CopyParameterListReader list)
    {
        var table = new TextTable(">CSCD", "TYPE", "NAME", "DEVICE", "ADDRESS");
        foreach (CscdDescriptor descriptor in list.CscdDescriptors)
        {
            IReadOnlyList<ScsiField> fields = descriptor.Describe();
            table.Add(
                descriptor.Index.ToString(CultureInfo.InvariantCulture),
                ScsiJson.Code(descriptor.TypeCode),
                descriptor.Title,
                Device(fields, descriptor.Device),
                string.Join(", ", fields.Where(field => !DeviceNames.Contains(field.Name))));
        }

        table.WriteTo(console);
    }

    private static string Device(IReadOnlyList<ScsiField> fields, Xcopy.Cscd.CscdDevice device)
    {
        if (!fields.Any(field => field.Name == "PERIPHERAL DEVICE TYPE"))
        {
            return string.Empty;
        }

        // The type is told in words; of the rest, what is zero or false goes without saying.
        IEnumerable<string> parameters = fields.Where(
            field => DeviceNames.AsSpan(1).Contains(field.Name) && field.Text is not ("0" or "false"))
            .Select(field => field.Type == ScsiFieldType.Flag ? field.Name : field.ToString());
        return string.Join(", ", parameters.Prepend(device.PeripheralDeviceType.ToString()));
    }

    private static void PrintSegments(ToolConsole console, CopyParameterListReader list)
    {
        var table = new TextTable(">SEGMENT", ">OFFSET", "TYPE", "NAME", "MEANING");
        foreach (SegmentDescriptor segment in list.SegmentDescriptors)
        {
            table.Add(
                segment.Index.ToString(CultureInfo.InvariantCulture),
                segment.ByteOffset.ToString(CultureInfo.InvariantCulture),
                ScsiJson.Code(segment.TypeCode),
                segment.Title,
                SegmentMeaning.Of(segment.TypeCode, segment.Describe()));
        }

        table.WriteTo(console);
    }
}
