using System.CommandLine;
using System.IO;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log seal</c>: the same log in its short form.</summary>
internal static class LogSealCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Argument<string> output = new("OUT") { Description = "The new file." };
        var command = new Command("seal", "Writes a closed log in its sealed form: the same records, near their entropy, with the index behind them.") { path, output };
        VerbAction.Set(command, console, parsed =>
        {
            string from = parsed.GetRequiredValue(path);
            string to = parsed.GetRequiredValue(output);
            using WriteLogRecovery recovery = RecoveredLog.Open(from, console);
            if (!recovery.IsWhole || !recovery.IsClosed)
            {
                throw new ToolFailureException("'" + from + "' is not whole, or was not closed; only a log that is both can be sealed.");
            }

            WriteLog.WriteSealed(recovery.Log!, to);
            console.Result(Printable.Text(to + ": " + new FileInfo(to).Length + " bytes, from " + recovery.ValidLengthBytes));
            return ExitCode.Done;
        });
        return command;
    }
}
