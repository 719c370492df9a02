using System.CommandLine;
using System.CommandLine.Invocation;

namespace MultiThreadBackupLog.Tool;

/// <summary>The way in of <c>mtbl</c>: one verb a file, exit code 0 done, 1 failed, 2 usage.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand("Backs several sources up at once onto one tape, keeps a log of the order, and restores any part of any source.");
        ParseResult parsed = root.Parse(arguments);
        int code = parsed.Invoke();
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }
}
