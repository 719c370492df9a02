using System.CommandLine;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl copy-manager</c>: the copy manager of the library.</summary>
internal static class CopyManagerCommand
{
    public static Command Create(ToolConsole console) => new("copy-manager", "Shows what the library's copy manager does.")
    {
        CopyManagerDemoCommand.Create(console),
    };
}
