using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary>Runs a verb: what it throws becomes a message on standard error and exit code 1.</summary>
internal static class VerbAction
{
    /// <summary>Gives a command its work.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="console">Where messages go.</param>
    /// <param name="work">Returns an exit code; Ctrl+C cancels the token.</param>
    public static void Set(Command command, ToolConsole console, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (ParseResult parsed, CancellationToken cancellationToken) =>
        {
            try
            {
                return await work(parsed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                console.Message("cancelled");
            }
            catch (Exception e) when (e is ToolFailureException or IOException or UnauthorizedAccessException or TapeException or WriteLogException)
            {
                console.Message(Printable.Text(e.Message));
            }
            catch (Exception e)
            {
                console.Message("internal error, please report it: " + e);
            }

            return ExitCode.Failed;
        });

    /// <summary>Gives a command its work, which does not wait for anything.</summary>
    public static void Set(Command command, ToolConsole console, Func<ParseResult, int> work) =>
        Set(command, console, (parsed, _) => Task.FromResult(work(parsed)));
}
