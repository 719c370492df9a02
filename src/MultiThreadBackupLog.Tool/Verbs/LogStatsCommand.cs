using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log stats</c>: how the streams lie on the tape.</summary>
internal static class LogStatsCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<bool> json = LogCommand.JsonOption();
        var command = new Command("stats", "Counts blocks, bytes, runs and run lengths for each stream and in all.") { path, json };
        VerbAction.Set(command, console, parsed =>
        {
            using LogFile log = LogFile.Open(parsed.GetRequiredValue(path), console);
            WriteLogStatistics statistics = WriteLogStatistics.Compute(log.Index);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, writer => Write(writer, log, statistics));
            }
            else
            {
                Print(console, log, statistics);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolConsole console, LogFile log, WriteLogStatistics statistics)
    {
        var table = new TextTable(">stream", "name", ">blocks", ">on tape", ">share", ">runs", ">mean run", ">longest", ">rate");
        foreach (WriteLogStreamStatistics stream in statistics.Streams.Append(statistics.All))
        {
            table.Add(
                stream.Stream?.Id.ToString() ?? "all",
                stream.Stream?.Description.Name ?? string.Empty,
                Number(stream.BlockCount),
                ByteSize.Format(stream.ByteCount),
                (stream.Share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
                Number(stream.RunCount),
                stream.MeanRunBlocks.ToString("0.0", CultureInfo.InvariantCulture),
                Number(stream.LongestRunBlocks),
                stream.BytesPerSecond is { } rate ? ByteSize.Format((long)rate) + "/s" : "-");
        }

        table.WriteTo(console);
        long runs = statistics.All.RunCount;
        console.Result(string.Empty);
        console.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"log {ByteSize.Format(log.Index.LengthBytes)}{(runs > 0 ? $", {(double)log.Index.LengthBytes / runs:0.0} bytes a run" : string.Empty)}"));
        PrintHistogram(console, statistics.All);
    }

    private static void PrintHistogram(ToolConsole console, WriteLogStreamStatistics all)
    {
        const int WidestBar = 50;
        if (all.RunCount == 0)
        {
            return;
        }

        console.Result(string.Empty);
        long most = all.RunLengthHistogram.Max();
        var table = new TextTable(">blocks a run", ">runs", string.Empty);
        for (int power = 0; power < all.RunLengthHistogram.Count; power++)
        {
            long count = all.RunLengthHistogram[power];
            table.Add(
                power == 0 ? "1" : Number(1L << power) + "-" + Number((1L << (power + 1)) - 1),
                Number(count),
                new string('#', (int)((count * WidestBar + most - 1) / most)));
        }

        table.WriteTo(console);
    }

    private static void Write(Utf8JsonWriter json, LogFile log, WriteLogStatistics statistics)
    {
        json.WriteStartObject();
        json.WriteString("path", log.Path);
        json.WriteNumber("logBytes", log.Index.LengthBytes);
        json.WritePropertyName("all");
        Write(json, statistics.All);
        json.WriteStartArray("streams");
        foreach (WriteLogStreamStatistics stream in statistics.Streams)
        {
            Write(json, stream);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WriteLogStreamStatistics stream)
    {
        json.WriteStartObject();
        if (stream.Stream is { } of)
        {
            json.WriteNumber("ordinal", of.Id.Ordinal);
            json.WriteString("name", of.Description.Name);
        }

        json.WriteNumber("blockCount", stream.BlockCount);
        json.WriteNumber("byteCount", stream.ByteCount);
        json.WriteNumber("share", stream.Share);
        json.WriteNumber("runCount", stream.RunCount);
        json.WriteNumber("meanRunBlocks", stream.MeanRunBlocks);
        json.WriteNumber("longestRunBlocks", stream.LongestRunBlocks);
        json.WriteStartArray("runLengthHistogram");
        foreach (long count in stream.RunLengthHistogram)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        if (stream.Duration is { } duration)
        {
            json.WriteNumber("durationSeconds", duration.TotalSeconds);
        }

        if (stream.BytesPerSecond is { } rate)
        {
            json.WriteNumber("bytesPerSecond", rate);
        }

        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
