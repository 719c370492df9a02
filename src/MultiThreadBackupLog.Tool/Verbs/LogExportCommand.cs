using System.CommandLine;
using System.IO;
using System.Text;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log export</c>: each run of the tape as a line for other programs.</summary>
internal static class LogExportCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<bool> csv = new("--csv") { Description = "Write comma-separated values after RFC 4180, with a header line." };
        Option<bool> jsonLines = new("--json-lines") { Description = "Write one JSON object a line." };
        Option<string?> output = new("--output", "-o") { HelpName = "FILE", Description = "Write to a new file instead of standard output." };
        var command = new Command("export", "Writes each run on the tape as a line, in the order of the tape; what was retracted is not on it.") { path, csv, jsonLines, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(csv) == result.GetValue(jsonLines))
            {
                result.AddError("Either --csv or --json-lines is wanted.");
            }
        });
        VerbAction.Set(command, console, parsed =>
        {
            using WriteLogRecovery recovery = RecoveredLog.Open(parsed.GetRequiredValue(path), console);
            WriteLogTapeReader tape = WriteLogTapeReader.Open(recovery.Log!);
            if (parsed.GetValue(output) is { } file)
            {
                using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);
                RunExport.Write(tape, writer, parsed.GetValue(csv));
            }
            else
            {
                RunExport.Write(tape, console.Output, parsed.GetValue(csv));
            }

            return recovery.IsWhole ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
