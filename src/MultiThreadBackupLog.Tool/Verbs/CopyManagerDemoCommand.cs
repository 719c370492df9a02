using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tool.Demonstration;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl copy-manager demo</c>: three disks of two initiators at once onto one tape by EXTENDED COPY, and one of them back.</summary>
internal static class CopyManagerDemoCommand
{
    private const int MostMegabytes = 4096;

    public static Command Create(ToolConsole console)
    {
        var directory = new Option<string?>("--directory") { HelpName = "DIR", Description = "Where the images are made and kept; without it they go to a temporary directory that is deleted." };
        var megabytes = new Option<int>("--megabytes") { HelpName = "N", Description = "How large each disk image is that is made, 1 to " + MostMegabytes + " MiB.", DefaultValueFactory = _ => 32 };
        megabytes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostMegabytes)
            {
                result.AddError("--megabytes wants 1 to " + MostMegabytes + ".");
            }
        });
        var disks = new Argument<IReadOnlyList<string>>("DISK")
        {
            Description = "Three disk images of your own, each a whole number of blocks of 512 bytes; they are only read.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = result => result.Tokens.Select(token => token.Value).ToArray(),
        };
        disks.Validators.Add(result =>
        {
            if (result.Tokens.Count is not (0 or CopyManagerDemo.DiskCount))
            {
                result.AddError("Three disk images are wanted, or none.");
            }
        });
        var command = new Command("demo", "Backs three disks up at once by EXTENDED COPY onto one tape image, fetches the log, restores one disk, and compares.") { directory, megabytes, disks };
        VerbAction.Set(command, console, async (parsed, cancellationToken) =>
        {
            string? given = parsed.GetValue(directory);
            string folder = given is null ? Directory.CreateTempSubdirectory("mtbl-demo-").FullName : Directory.CreateDirectory(given).FullName;
            try
            {
                var demo = new CopyManagerDemo(console, folder, parsed.GetValue(disks) ?? [], parsed.GetValue(megabytes));
                return await demo.RunAsync(cancellationToken) ? ExitCode.Done : ExitCode.Failed;
            }
            finally
            {
                if (given is null)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        });
        return command;
    }
}
