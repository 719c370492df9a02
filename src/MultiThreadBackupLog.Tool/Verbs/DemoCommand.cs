using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tool.Demonstration;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl demo</c>: everything once, on directories of the checkout.</summary>
internal static class DemoCommand
{
    private static readonly (string Name, string Folder)[] Folders =
    [
        ("library", "src/MultiThreadBackupLog"),
        ("tool", "src/MultiThreadBackupLog.Tool"),
        ("tests", "tests"),
        ("docs", "docs"),
    ];

    public static Command Create(ToolConsole console)
    {
        Argument<IReadOnlyList<SourceArgument>> sources = BackupCommand.SourcesArgument(ArgumentArity.ZeroOrMore);
        sources.Description = "Other sources than four directories of the checkout.";
        var command = new Command("demo", "Backs four directories of the checkout up at once, restores parts of them, and compares.") { sources };
        VerbAction.Set(command, console, async (parsed, cancellationToken) =>
        {
            IReadOnlyList<SourceArgument> chosen = parsed.GetValue(sources) is { Count: > 0 } given ? given : OfCheckout();
            DirectoryInfo folder = Directory.CreateTempSubdirectory("mtbl-demo-");
            try
            {
                return await new DemoRun(console, chosen, folder.FullName).RunAsync(cancellationToken) ? ExitCode.Done : ExitCode.Failed;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static SourceArgument[] OfCheckout()
    {
        string? root = RootAbove(Environment.CurrentDirectory) ?? RootAbove(AppContext.BaseDirectory);
        if (root is null)
        {
            throw new ToolFailureException("The demonstration takes directories of the project's checkout, and this is not in one; give it sources as NAME=PATH.");
        }

        return Folders.Select(folder => SourceArgument.Of(folder.Name, Path.Join(root, folder.Folder))).ToArray();
    }

    private static string? RootAbove(string folder)
    {
        for (DirectoryInfo? candidate = new(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Join(candidate.FullName, "MultiThreadBackupLog.sln")))
            {
                return candidate.FullName;
            }
        }

        return null;
    }
}
