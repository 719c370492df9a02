using System;
using System.Collections.Generic;
using System.Text.Json;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>A parameter list as JSON, from which <see cref="CopyListJsonReader"/> makes the same bytes.</summary>
internal static class CopyListJson
{
    public static void Write(Utf8JsonWriter json, CopyParameterListReader list)
    {
        json.WriteStartObject();
        json.WriteString("format", list.Header.Format == ListIdentifierFormat.Lid4 ? "LID4" : "LID1");
        ScsiJson.WriteFields(json, list.Header.Describe());
        json.WriteStartArray("cscdDescriptors");
        foreach (CscdDescriptor descriptor in list.CscdDescriptors)
        {
            WriteDescriptor(json, descriptor.Index, descriptor.TypeCode, descriptor.Describe());
        }

        json.WriteEndArray();
        json.WriteStartArray("segments");
        foreach (SegmentDescriptor segment in list.SegmentDescriptors)
        {
            WriteDescriptor(json, segment.Index, segment.TypeCode, segment.Describe());
        }

        json.WriteEndArray();
        json.WriteString("inlineData", Convert.ToHexStringLower(list.InlineData));
        if (!list.TrailingData.IsEmpty)
        {
            json.WriteString("trailingData", Convert.ToHexStringLower(list.TrailingData));
        }

        json.WriteEndObject();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, int index, byte typeCode, IReadOnlyList<ScsiField> fields)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("type", ScsiJson.Code(typeCode));
        ScsiJson.WriteFields(json, fields);
        json.WriteEndObject();
    }
}
