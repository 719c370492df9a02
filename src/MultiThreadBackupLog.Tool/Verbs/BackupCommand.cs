using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tool.Saving;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl backup</c>: several sources at once, each one stream.</summary>
internal static class BackupCommand
{
    private const long MaximumBlockLength = int.MaxValue;

    public static Command Create(ToolConsole console)
    {
        var tape = new Option<string>("--tape") { Required = true, HelpName = "IMAGE", Description = "The tape image; made when it is not there." };
        var log = new Option<string>("--log") { Required = true, HelpName = "LOG", Description = "The log file to make." };
        var append = new Option<bool>("--append") { Description = "Write behind what the image holds." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Write from the beginning; whatever the image holds is lost." };
        Option<long> blockSize = SizeOption.Create("--block-size", "The length of the tape blocks.", 64 * 1024, 32, MaximumBlockLength);
        var policy = new Option<string>("--policy")
        {
            HelpName = "arrival|round-robin|long-runs",
            Description = "The order in which the streams' blocks go to the tape.",
            DefaultValueFactory = _ => "arrival",
        };
        policy.AcceptOnlyFromAmong("arrival", "round-robin", "long-runs");
        Option<long> run = SizeOption.Create("--run", "How much round-robin takes of a stream at a time, and what long-runs waits for.", 1 << 20, 1, long.MaxValue);
        Option<long> checkpoint = SizeOption.Create("--checkpoint", "After how many bytes everything so far is made safe, the log included.", 32L << 30, 1, long.MaxValue);
        var trailer = new Option<string>("--block-trailer")
        {
            HelpName = "on|off",
            Description = "End each block in 16 bytes that name and check it, so that any part of a restore can be verified.",
            DefaultValueFactory = _ => "on",
        };
        trailer.AcceptOnlyFromAmong("on", "off");
        Option<long?> capacity = SizeOption.CreateOptional("--capacity", "How long the image may grow; the backup ends when it is full.");
        Argument<IReadOnlyList<SourceArgument>> sources = SourcesArgument(ArgumentArity.OneOrMore);
        var command = new Command("backup", "Backs sources up, all at the same time.")
        {
            tape, log, append, overwrite, blockSize, policy, run, checkpoint, trailer, capacity, sources,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(append) && result.GetValue(overwrite))
            {
                result.AddError("--append and --overwrite exclude each other.");
            }
        });
        VerbAction.Set(command, console, async (parsed, cancellationToken) =>
        {
            var settings = new BackupSettings
            {
                TapePath = parsed.GetRequiredValue(tape),
                LogPath = parsed.GetRequiredValue(log),
                Placement = parsed.GetValue(append) ? BackupPlacement.Append : parsed.GetValue(overwrite) ? BackupPlacement.Overwrite : BackupPlacement.BlankOnly,
                BlockLength = (int)parsed.GetValue(blockSize),
                Policy = PolicyOf(parsed.GetRequiredValue(policy), parsed.GetValue(run)),
                CheckpointBytes = parsed.GetValue(checkpoint),
                HasBlockTrailers = parsed.GetValue(trailer) == "on",
                CapacityBytes = parsed.GetValue(capacity),
            };
            (_, bool isSuccess) = await new BackupRun(console, settings).RunAsync(parsed.GetRequiredValue(sources), cancellationToken);
            return isSuccess ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    public static Argument<IReadOnlyList<SourceArgument>> SourcesArgument(ArgumentArity arity) => new("NAME=PATH")
    {
        Arity = arity,
        Description = "A stream's name and what it is made of: a file, a block device or a pipe as its bytes, a directory as a tar archive.",
        CustomParser = ParseSources,
    };

    private static List<SourceArgument> ParseSources(ArgumentResult result)
    {
        if (!SourceArgument.TryParseAll(result.Tokens.Select(token => token.Value), out List<SourceArgument> sources, out string fault))
        {
            result.AddError(fault);
        }
        else if (sources.Count > BlockMultiplexerOptions.GreatestMaximumStreams)
        {
            result.AddError("At most " + BlockMultiplexerOptions.GreatestMaximumStreams + " sources can be backed up at once.");
        }

        return sources;
    }

    private static DrainPolicy PolicyOf(string name, long runBytes) => name switch
    {
        "round-robin" => DrainPolicy.RoundRobin(runBytes),
        "long-runs" => DrainPolicy.LongRuns(runBytes, TimeSpan.FromMilliseconds(50)),
        _ => DrainPolicy.ArrivalOrder,
    };
}
