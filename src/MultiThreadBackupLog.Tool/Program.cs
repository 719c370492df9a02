using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Tool.Verbs;

namespace MultiThreadBackupLog.Tool;

/// <summary>The way in of <c>mtbl</c>: one verb a file, exit code 0 done, 1 failed, 2 usage.</summary>
internal static class Program
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the command's name.</param>
    /// <param name="console">Where results and messages go.</param>
    /// <param name="cancellationToken">Ends the verb, which closes what it has open.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Backs several sources up at once onto one tape, keeps a log of the order, and restores any part of any source.");

        root.Subcommands.Add(BackupCommand.Create(console));
        root.Subcommands.Add(RestoreCommand.Create(console));
        root.Subcommands.Add(LogCommand.Create(console));
        root.Subcommands.Add(PlanCommand.Create(console));
        root.Subcommands.Add(TapeCommand.Create(console));
        root.Subcommands.Add(DemoCommand.Create(console));
        root.Subcommands.Add(CopyManagerCommand.Create(console));
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

        // Signals are the process's affair, below; the parser's own handling would answer them with an exit code of its own.
        var configuration = new InvocationConfiguration { Output = console.Output, Error = console.Error, ProcessTerminationTimeout = null };
        int code = await parsed.InvokeAsync(configuration, cancellationToken);
        return error is null ? code : ExitCode.Usage;
    }

    // Ctrl+C lets a verb end well: a backup closes its tape and its log. The second time the process ends at once.
    private static async Task<int> Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await RunAsync(arguments, ToolConsole.OfProcess(), cancellation.Token);
    }
}
