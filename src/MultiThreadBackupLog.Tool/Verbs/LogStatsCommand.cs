using System;
using System.CommandLine;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log stats</c>: how a backup went, told from its log.</summary>
internal static class LogStatsCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<bool> json = LogCommand.JsonOption();
        Option<TimeSpan> interval = DurationOption.Create(
            "--interval", "For how long each rate is given; 0 leaves it to the log's duration.", TimeSpan.Zero, isZeroAllowed: true);
        Option<TimeSpan> stall = DurationOption.Create("--stall", "How long a time without progress is a stall.", TimeSpan.FromSeconds(1), isZeroAllowed: false);
        var command = new Command("stats", "Tells from the log how a backup went: amounts, runs, rates, stalls, starved streams, and what lies beside errors.")
        {
            path, interval, stall, json,
        };
        VerbAction.Set(command, console, parsed =>
        {
            string file = parsed.GetRequiredValue(path);
            using WriteLogRecovery recovery = RecoveredLog.Open(file, console);
            WriteLogDiagnostics log = WriteLogDiagnostics.Compute(recovery.Log!, parsed.GetValue(interval), parsed.GetValue(stall));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, writer => DiagnosticsJson.Write(writer, file, log));
            }
            else
            {
                DiagnosticsText.Print(console, log);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
