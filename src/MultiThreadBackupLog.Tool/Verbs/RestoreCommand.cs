using System.CommandLine;
using System.Threading;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Restoring;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl restore</c>: any streams, any blocks, in one pass over the tape.</summary>
internal static class RestoreCommand
{
    public static Command Create(ToolConsole console)
    {
        var tape = new Option<string>("--tape") { Required = true, HelpName = "IMAGE", Description = "The tape image." };
        var log = new Option<string?>("--log") { HelpName = "LOG", Description = "The log file; without it the copy on the tape is used." };
        var session = new Option<int?>("--session") { HelpName = "N", Description = "Which session of the tape, from 1; the newest when not said." };
        var folder = new Option<string>("--to") { Required = true, HelpName = "DIR", Description = "The folder that the streams are written to." };
        var extract = new Option<bool>("--extract") { Description = "Unpack directories into DIR/NAME instead of writing DIR/NAME.tar." };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already. Directories are never replaced." };
        var selection = new SelectionOptions();
        var command = new Command("restore", "Restores streams, or blocks of them, from a tape.") { tape, log, session, folder, extract, force };
        selection.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(extract) && result.GetResult(selection.Blocks) is not null)
            {
                result.AddError("--extract wants whole archives, so it does not go together with --blocks.");
            }
        });
        VerbAction.Set(command, console, async (parsed, cancellationToken) =>
        {
            string tapePath = parsed.GetRequiredValue(tape);
            using TapeImage image = TapeFile.OpenToRead(tapePath, console);
            using SessionLog source = OpenLog(parsed.GetValue(log), parsed.GetValue(session), image, tapePath, console, cancellationToken);
            var restore = new StreamRestore(console, image, source.Index, selection.Of(parsed));
            return await restore.RunAsync(parsed.GetRequiredValue(folder), parsed.GetValue(extract), parsed.GetValue(force), cancellationToken);
        });
        return command;
    }

    private static SessionLog OpenLog(string? path, int? session, TapeImage image, string tapePath, ToolConsole console, CancellationToken cancellationToken) =>
        path is not null
            ? SessionLog.FromFile(path, session, image, tapePath, console)
            : SessionLog.FromTape(session, image, tapePath, console, cancellationToken);
}
