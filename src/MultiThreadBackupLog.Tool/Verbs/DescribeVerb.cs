using System;
using System.Collections.Generic;
using System.CommandLine;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary>A verb that decodes one structure and prints its fields: the shape that <c>mtbl sense decode</c> and <c>mtbl cdb decode</c> share.</summary>
internal static class DescribeVerb
{
    /// <summary>Decodes bytes; false with a fault where they must be refused.</summary>
    public delegate bool Decoder(ReadOnlySpan<byte> bytes, out string title, out IReadOnlyList<ScsiField> fields, out ParseFault fault);

    public static Command Create(ToolConsole console, string description, Decoder decode)
    {
        Argument<string> path = ByteInput.PathArgument();
        Option<bool> hex = ByteInput.HexOption();
        Option<bool> json = LogCommand.JsonOption();
        var command = new Command("decode", description) { path, hex, json };
        VerbAction.Set(command, console, parsed =>
        {
            bool isJson = parsed.GetValue(json);
            byte[] bytes = ByteInput.Read(parsed.GetRequiredValue(path), parsed.GetValue(hex));
            if (!decode(bytes, out string title, out IReadOnlyList<ScsiField> fields, out ParseFault fault))
            {
                return ScsiJson.Refuse(console, fault, isJson);
            }

            if (isJson)
            {
                JsonOutput.Write(console, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", title);
                    ScsiJson.WriteFields(writer, fields);
                    writer.WriteEndObject();
                });
                return ExitCode.Done;
            }

            console.Result(Printable.Text(title));
            Print(console, fields, "  ");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolConsole console, IEnumerable<ScsiField> fields, string indent)
    {
        foreach (ScsiField field in fields)
        {
            console.Result(indent + Printable.Text(field.ToString()));
            Print(console, field.Fields, indent + "  ");
        }
    }
}
