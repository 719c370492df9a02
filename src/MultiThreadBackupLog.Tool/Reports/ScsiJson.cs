using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>Described fields and faults as JSON: camelCase names, codes as strings such as "E4h", bytes as lower-case hex.</summary>
internal static class ScsiJson
{
    /// <summary>Writes fields as properties; groups, and names that recur, as arrays.</summary>
    public static void WriteFields(Utf8JsonWriter json, IReadOnlyList<ScsiField> fields)
    {
        foreach (IGrouping<string, ScsiField> named in fields.GroupBy(field => field.JsonName))
        {
            json.WritePropertyName(named.Key);
            bool isArray = named.First().Type == ScsiFieldType.Group || named.Count() > 1;
            if (isArray)
            {
                json.WriteStartArray();
            }

            foreach (ScsiField field in named)
            {
                WriteValue(json, field);
            }

            if (isArray)
            {
                json.WriteEndArray();
            }
        }
    }

    /// <summary>Tells why bytes are refused: as JSON on standard output, or as one line on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(ToolConsole console, ParseFault fault, bool isJson)
    {
        if (!isJson)
        {
            console.Message("refused: " + Printable.Text(fault.ToString()));
            return ExitCode.Failed;
        }

        JsonOutput.Write(console, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("fault");
            json.WriteString("reason", fault.Reason);
            json.WriteNumber("offset", fault.ByteOffset);
            if (fault.Bit is { } bit)
            {
                json.WriteNumber("bit", bit);
            }

            json.WriteString("senseKey", Code((byte)fault.SenseKey));
            json.WriteString("asc", Code(fault.SenseCode.AdditionalSenseCode));
            json.WriteString("ascq", Code(fault.SenseCode.AdditionalSenseCodeQualifier));
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return ExitCode.Failed;
    }

    public static string Code(byte value) => value.ToString("X2", CultureInfo.InvariantCulture) + "h";

    private static void WriteValue(Utf8JsonWriter json, ScsiField field)
    {
        switch (field.Type)
        {
            case ScsiFieldType.Flag:
                json.WriteBooleanValue(field.Text == "true");
                break;
            case ScsiFieldType.Number:
                json.WriteRawValue(field.Text);
                break;
            case ScsiFieldType.Group:
                json.WriteStartObject();
                WriteFields(json, field.Fields);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(field.Text);
                break;
        }
    }
}
