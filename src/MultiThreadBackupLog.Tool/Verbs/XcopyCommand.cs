using System.CommandLine;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl xcopy</c>: parameter lists of EXTENDED COPY, to and from their bytes.</summary>
internal static class XcopyCommand
{
    public static Command Create(ToolConsole console) => new("xcopy", "Decodes and encodes EXTENDED COPY parameter lists.")
    {
        XcopyDecodeCommand.Create(console),
        XcopyEncodeCommand.Create(console),
    };
}
