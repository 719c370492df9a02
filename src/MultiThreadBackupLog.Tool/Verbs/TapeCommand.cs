using System.CommandLine;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl tape</c>: what a tape itself says.</summary>
internal static class TapeCommand
{
    public static Command Create(ToolConsole console) => new("tape", "Looks at a tape image.")
    {
        TapeListCommand.Create(console),
    };
}
