using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Restoring;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl plan</c>: how a restore would go over the tape, without one.</summary>
internal static class PlanCommand
{
    public static Command Create(ToolConsole console)
    {
        var path = new Option<string>("--log") { Required = true, HelpName = "LOG", Description = "The log file." };
        var drive = new Option<string>("--drive")
        {
            HelpName = "none|lto7|lto8",
            Description = "The drive that the plan is made for; none moves at no cost, as an image does.",
            DefaultValueFactory = _ => "none",
        };
        drive.AcceptOnlyFromAmong("none", "lto7", "lto8");
        Option<bool> json = LogCommand.JsonOption();
        var selection = new SelectionOptions();
        var command = new Command("plan", "Shows the steps of a restore: what is read, and what is passed over how.") { path, drive, json };
        selection.AddTo(command);
        VerbAction.Set(command, console, parsed =>
        {
            using LogFile log = LogFile.Open(parsed.GetRequiredValue(path), console);
            StreamChoice choice = selection.Of(parsed);
            RestorePlan plan = RestorePlanner.Plan(log.Index, StreamRestore.Selection(choice.Resolve(log.Index), choice.Blocks), Model(parsed.GetRequiredValue(drive)));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, writer => Write(writer, plan));
            }
            else
            {
                Print(console, plan);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static TapeDriveModel Model(string drive) => drive switch
    {
        "lto7" => TapeDriveModel.Lto7,
        "lto8" => TapeDriveModel.Lto8,
        _ => TapeDriveModel.NoSeekCost,
    };

    private static void Print(ToolConsole console, RestorePlan plan)
    {
        foreach (RestoreStep step in plan.Steps)
        {
            console.Result(step.ToString());
        }

        RestorePlanSummary summary = plan.Summary;
        console.Result(summary.ToString());
        if (plan.Model.BreakEvenBytes > 0)
        {
            console.Result("about " + summary.EstimatedSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " seconds on " + plan.Model.Name);
        }
    }

    private static void Write(Utf8JsonWriter json, RestorePlan plan)
    {
        json.WriteStartObject();
        json.WriteString("drive", plan.Model.Name);
        json.WriteStartArray("steps");
        foreach (RestoreStep step in plan.Steps)
        {
            Write(json, step);
            if (json.BytesPending > 64 * 1024)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        RestorePlanSummary summary = plan.Summary;
        json.WriteStartObject("summary");
        json.WriteNumber("stepCount", summary.StepCount);
        json.WriteNumber("moveCount", summary.MoveCount);
        json.WriteNumber("readBlocks", summary.ReadBlocks);
        json.WriteNumber("readBytes", summary.ReadBytes);
        json.WriteNumber("discardedBlocks", summary.DiscardedBlocks);
        json.WriteNumber("discardedBytes", summary.DiscardedBytes);
        json.WriteNumber("passedLogicalObjects", summary.PassedLogicalObjects);
        json.WriteNumber("estimatedSeconds", summary.EstimatedSeconds);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RestoreStep step)
    {
        json.WriteStartObject();
        json.WriteString("type", step.Type switch
        {
            RestoreStepType.SpaceBlocks => "spaceBlocks",
            RestoreStepType.SpaceFilemarks => "spaceFilemarks",
            RestoreStepType.Locate => "locate",
            RestoreStepType.Read => "read",
            _ => "discard",
        });
        json.WriteNumber("beginLogicalObjectIdentifier", step.Begin.LogicalObjectIdentifier);
        json.WriteNumber("endLogicalObjectIdentifier", step.End.LogicalObjectIdentifier);
        json.WriteNumber("count", step.Count);
        if (step.Type is RestoreStepType.Read or RestoreStepType.Discard)
        {
            json.WriteNumber("blockLength", step.BlockLengthBytes);
        }

        if (step.Type == RestoreStepType.Read)
        {
            json.WriteNumber("stream", step.Stream.Ordinal);
            json.WriteNumber("firstBlock", step.FirstBlock);
        }

        json.WriteEndObject();
    }
}
