using System;
using System.CommandLine;
using System.IO;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Reports.Chart;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log chart</c>: the tape and the rates over time as a picture.</summary>
internal static class LogChartCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<string> svg = new("--svg") { HelpName = "FILE", Required = true, Description = "The picture, a new file." };
        Option<TimeSpan> stall = DurationOption.Create("--stall", "How long a time without progress is a stall.", TimeSpan.FromSeconds(1), isZeroAllowed: false);
        var command = new Command("chart", "Draws the tape from begin to end with each stream's runs in its colour, and the rate of each stream over time.") { path, svg, stall };
        VerbAction.Set(command, console, parsed =>
        {
            using WriteLogRecovery recovery = RecoveredLog.Open(parsed.GetRequiredValue(path), console);
            WriteLogDiagnostics log = WriteLogDiagnostics.Compute(recovery.Log!, TimeSpan.Zero, parsed.GetValue(stall));
            using var output = new FileStream(parsed.GetRequiredValue(svg), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            LogChart.Write(log, WriteLogTapeReader.Open(recovery.Log!), output);
            return ExitCode.Done;
        });
        return command;
    }
}
