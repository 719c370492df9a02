using System.CommandLine;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl xcopy decode</c>: what a parameter list asks for, or why it must be refused.</summary>
internal static class XcopyDecodeCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = ByteInput.PathArgument();
        Option<bool> hex = ByteInput.HexOption();
        Option<bool> json = LogCommand.JsonOption();
        Option<bool> lenient = new("--lenient") { Description = "Show a list that can be walked, even where it must be refused: unknown types, values out of range, too many descriptors." };
        Option<string> format = new("--format") { Description = "The form of the list; without it the form is told from the bytes." };
        format.AcceptOnlyFromAmong("lid1", "lid4");
        var command = new Command("decode", "Prints what an EXTENDED COPY parameter list asks for, or why it must be refused.") { path, hex, json, lenient, format };
        VerbAction.Set(command, console, parsed =>
        {
            byte[] bytes = ByteInput.Read(parsed.GetRequiredValue(path), parsed.GetValue(hex));
            ListIdentifierFormat form = parsed.GetValue(format) switch
            {
                "lid1" => ListIdentifierFormat.Lid1,
                "lid4" => ListIdentifierFormat.Lid4,
                _ => CopyParameterListReader.DetectFormat(bytes),
            };
            return Decode(console, bytes, form, parsed.GetValue(json), parsed.GetValue(lenient));
        });
        return command;
    }

    private static int Decode(ToolConsole console, byte[] bytes, ListIdentifierFormat format, bool isJson, bool isLenient)
    {
        if (!CopyParameterListReader.TryParse(bytes, format, out CopyParameterListReader list, out ParseFault fault)
            || (!isLenient && !AnyVendor().TryValidate(list, out fault)))
        {
            return ScsiJson.Refuse(console, fault, isJson);
        }

        if (isJson)
        {
            JsonOutput.Write(console, json => CopyListJson.Write(json, CopyParameterListReader.Parse(bytes, format)));
        }
        else
        {
            CopyListText.Print(console, list);
        }

        return ExitCode.Done;
    }

    // Types that T10 leaves to vendors belong to some copy manager; which one this list is for is not known here.
    private static OperatingParameters AnyVendor()
    {
        var parameters = new OperatingParameters();
        parameters.ImplementedTypeCodes = [.. parameters.ImplementedTypeCodes, .. Enumerable.Range(0xC0, 0x20).Select(code => (byte)code)];
        return parameters;
    }
}
