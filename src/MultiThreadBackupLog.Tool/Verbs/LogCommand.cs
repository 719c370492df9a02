using System.CommandLine;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log</c>: what a log file says.</summary>
internal static class LogCommand
{
    public static Command Create(ToolConsole console) => new("log", "Shows, counts, draws, exports or checks a write log.")
    {
        LogShowCommand.Create(console),
        LogStatsCommand.Create(console),
        LogVerifyCommand.Create(console),
        LogChartCommand.Create(console),
        LogExportCommand.Create(console),
        LogSealCommand.Create(console),
    };

    public static Argument<string> PathArgument() => new("LOG") { Description = "The log file." };

    public static Option<bool> JsonOption() => new("--json") { Description = "Write the result as JSON." };
}
