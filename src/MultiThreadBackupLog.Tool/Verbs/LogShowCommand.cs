using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log show</c>: the header, the streams, and where asked for everything in the order of the tape.</summary>
internal static class LogShowCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<bool> json = LogCommand.JsonOption();
        Option<bool> extents = new("--extents") { Description = "Also list every run and filemark in the order of the tape." };
        var command = new Command("show", "Shows what a log says of its session and its streams.") { path, extents, json };
        VerbAction.Set(command, console, parsed =>
        {
            using LogFile log = LogFile.Open(parsed.GetRequiredValue(path), console);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, writer => Write(writer, log, parsed.GetValue(extents)));
            }
            else
            {
                Print(console, log, parsed.GetValue(extents));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolConsole console, LogFile log, bool hasExtents)
    {
        WriteLogIndex index = log.Index;
        WriteLogHeader header = index.Header;
        console.Result(Text($"log {header.LogIdentifier} of session {header.SessionNumber}, created {header.CreationTime:u}"));
        if (header.ApplicationLogIdentifier.Length > 0)
        {
            console.Result("application's identifier " + Printable.Text(header.ApplicationLogIdentifier));
        }

        console.Result(header.VolumeIdentifier == default ? "volume not named" : Text($"volume {header.VolumeIdentifier}"));
        console.Result(Text(
            $"objects {index.BeginLogicalObjectIdentifier} to {index.EndLogicalObjectIdentifier} of partition {header.Partition}, on the medium below {index.OnMediumLogicalObjectIdentifier}"));
        console.Result(Text($"block trailers {(header.HasBlockTrailers ? "on" : "off")}, {(index.IsClosed ? "closed" : "not closed")}"));
        foreach (WriteLogError error in index.Errors)
        {
            console.Result(Printable.Text(Text(
                $"error noticed at object {error.NoticedAtLogicalObjectIdentifier}, in doubt from {error.FirstObjectInDoubt}: {error.Message}")));
        }

        foreach (WriteLogRetraction retraction in index.Retractions)
        {
            console.Result(Text($"retracted: objects {retraction.LogicalObjectIdentifier} to {retraction.EndLogicalObjectIdentifier}"));
        }

        foreach (WriteLogDoubt doubt in index.BlocksInDoubt)
        {
            console.Result(Printable.Text("in doubt: " + doubt));
        }

        console.Result(string.Empty);
        StreamTable.Print(console, index);
        if (hasExtents)
        {
            console.Result(string.Empty);
            foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier))
            {
                console.Result(extent.ToString());
            }
        }
    }

    private static void Write(Utf8JsonWriter json, LogFile log, bool hasExtents)
    {
        WriteLogIndex index = log.Index;
        json.WriteStartObject();
        json.WriteString("path", log.Path);
        LogJson.WriteHeader(json, index.Header);
        LogJson.WriteHorizons(json, index);
        json.WriteStartArray("streams");
        foreach (WriteLogStream stream in index.Streams)
        {
            LogJson.WriteStream(json, stream);
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (WriteLogError error in index.Errors)
        {
            json.WriteStartObject();
            json.WriteNumber("conditionCode", error.ConditionCode);
            json.WriteBoolean("isDeferred", error.IsDeferred);
            json.WriteNumber("noticedAtLogicalObjectIdentifier", error.NoticedAtLogicalObjectIdentifier);
            json.WriteNumber("firstObjectInDoubt", error.FirstObjectInDoubt);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("retractions");
        foreach (WriteLogRetraction retraction in index.Retractions)
        {
            json.WriteStartObject();
            json.WriteNumber("logicalObjectIdentifier", retraction.LogicalObjectIdentifier);
            json.WriteNumber("endLogicalObjectIdentifier", retraction.EndLogicalObjectIdentifier);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("blocksInDoubt");
        foreach (WriteLogDoubt doubt in index.BlocksInDoubt)
        {
            json.WriteStartObject();
            json.WriteNumber("stream", doubt.Blocks.Stream.Ordinal);
            json.WriteNumber("firstBlock", doubt.Blocks.FirstBlock);
            json.WriteNumber("blockCount", doubt.Blocks.BlockCount);
            json.WriteString("error", doubt.Error?.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (hasExtents)
        {
            json.WriteStartArray("extents");
            foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier))
            {
                LogJson.WriteExtent(json, extent);
                if (json.BytesPending > 64 * 1024)
                {
                    json.Flush();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Text(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
