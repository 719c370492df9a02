using System;
using System.CommandLine;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl xcopy encode</c>: the bytes of a parameter list from its JSON.</summary>
internal static class XcopyEncodeCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = ByteInput.PathArgument();
        var command = new Command("encode", "Prints the bytes of an EXTENDED COPY parameter list, given as the JSON of decode, as hexadecimal text.") { path };
        VerbAction.Set(command, console, parsed =>
        {
            console.Result(Convert.ToHexStringLower(CopyListJsonReader.Read(ByteInput.ReadRaw(parsed.GetRequiredValue(path)))));
            return ExitCode.Done;
        });
        return command;
    }
}
