using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Tool.Verbs;

namespace MultiThreadBackupLog.Tool;

/// <summary>The way in of <c>mtbl</c>: one verb a file, exit code 0 done, 1 failed, 2 usage.</summary>
internal static class Program
{
    // How long a verb may take to end well after Ctrl+C: a backup closes its tape and its log in that time.
    private static readonly TimeSpan EndingTime = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the command's name.</param>
    /// <param name="console">Where results and messages go.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, ToolConsole console)
    {
        var root = new RootCommand("Backs several sources up at once onto one tape, keeps a log of the order, and restores any part of any source.");

        root.Subcommands.Add(BackupCommand.Create(console));
        root.Subcommands.Add(RestoreCommand.Create(console));
        root.Subcommands.Add(LogCommand.Create(console));
        root.Subcommands.Add(PlanCommand.Create(console));
        root.Subcommands.Add(TapeCommand.Create(console));
        root.Subcommands.Add(DemoCommand.Create(console));
        root.Subcommands.Add(XcopyCommand.Create(console));
        root.Subcommands.Add(SenseCommand.Create(console));
        root.Subcommands.Add(CdbCommand.Create(console));

        // A name may begin with @, so no argument is read from a file.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var error = parsed.Action as ParseErrorAction;
        if (error is not null)
        {
            error.ShowHelp = false;
        }

        int code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            ProcessTerminationTimeout = EndingTime,
        });
        return error is null ? code : ExitCode.Usage;
    }

    private static Task<int> Main(string[] arguments) => RunAsync(arguments, ToolConsole.OfProcess());
}
