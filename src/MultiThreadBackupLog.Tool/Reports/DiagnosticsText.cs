using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>The diagnostics of a log for a person.</summary>
internal static class DiagnosticsText
{
    private const int MostLines = 20;
    private const int WidestBar = 50;

    public static void Print(ToolConsole console, WriteLogDiagnostics log)
    {
        PrintStreams(console, log);
        PrintHistogram(console, log.All.Statistics);
        if (log.HasTimes)
        {
            PrintRates(console, log);
            PrintStalls(console, log);
        }
        else
        {
            console.Result(string.Empty);
            console.Result("The log keeps no time stamps: it tells nothing of rates, stalls and starvation.");
        }

        PrintErrors(console, log);
    }

    private static void PrintStreams(ToolConsole console, WriteLogDiagnostics log)
    {
        var table = new TextTable(">stream", "name", ">blocks", ">on tape", ">share", ">runs", ">mean run", ">longest", ">rate", ">starved");
        foreach (WriteLogStreamDiagnostics stream in log.Streams.Append(log.All))
        {
            WriteLogStreamStatistics statistics = stream.Statistics;
            table.Add(
                stream.Id?.ToString() ?? "all",
                stream.Description?.Name ?? string.Empty,
                Number(statistics.BlockCount),
                ByteSize.Format(statistics.ByteCount),
                Text($"{statistics.Share * 100:0.0} %"),
                Number(statistics.RunCount),
                Text($"{statistics.MeanRunBlocks:0.0}"),
                Number(statistics.LongestRunBlocks),
                statistics.BytesPerSecond is { } rate ? Rate(rate) : "-",
                stream.LongestStarvation is { } starved ? Seconds(starved) : "-");
        }

        table.WriteTo(console);
        long runs = log.All.Statistics.RunCount;
        console.Result(string.Empty);
        console.Result(Text($"log {ByteSize.Format(log.LengthBytes)}{(runs > 0 ? Text($", {(double)log.LengthBytes / runs:0.0} bytes a run") : string.Empty)}"));
    }

    private static void PrintHistogram(ToolConsole console, WriteLogStreamStatistics all)
    {
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
            table.Add(power == 0 ? "1" : Number(1L << power) + "-" + Number((long)((1UL << (power + 1)) - 1)), Number(count), Bar(count, most));
        }

        table.WriteTo(console);
    }

    // A table that fits on a screen: neighbouring intervals go together.
    private static void PrintRates(ToolConsole console, WriteLogDiagnostics log)
    {
        if (log.All.Rates.Count == 0)
        {
            return;
        }

        long last = log.All.Rates[^1].IntervalIndex;
        long together = (last / MostLines) + 1;
        double[] sums = new double[(last / together) + 1];
        foreach (WriteLogRate rate in log.All.Rates)
        {
            sums[rate.IntervalIndex / together] += rate.ByteCount;
        }

        console.Result(string.Empty);
        TimeSpan interval = together * log.RateInterval;
        double end = (log.LastTime!.Value - log.Header.CreationTime).TotalSeconds;
        double Length(int line) => Math.Clamp(end - (line * interval.TotalSeconds), log.RateInterval.TotalSeconds / 1000, interval.TotalSeconds);
        double most = Enumerable.Range(0, sums.Length).Max(line => sums[line] / Length(line));
        var table = new TextTable(">from", ">to", ">rate", string.Empty);
        for (int line = 0; line < sums.Length; line++)
        {
            double rate = sums[line] / Length(line);
            table.Add(Seconds(line * interval), Seconds((line * interval) + TimeSpan.FromSeconds(Length(line))), Rate(rate), Bar((long)rate, (long)most));
        }

        table.WriteTo(console);
    }

    private static void PrintStalls(ToolConsole console, WriteLogDiagnostics log)
    {
        console.Result(string.Empty);
        console.Result(Text($"stalls of {log.StallThreshold.TotalSeconds:0.###} s and longer: {log.StallCount}, together {Seconds(log.StalledTime)}"));
        IEnumerable<WriteLogStall> longest = log.Stalls.OrderByDescending(stall => stall.Duration).Take(MostLines).OrderBy(stall => stall.Begin);
        foreach (WriteLogStall stall in longest)
        {
            console.Result(Text(
                $"  {Seconds(stall.Duration)} from {Seconds(stall.Begin - log.Header.CreationTime)} on, at object {stall.LogicalObjectIdentifier}, {ByteSize.Format(stall.ByteCount)} came in it"));
        }

        foreach (WriteLogStreamDiagnostics stream in log.Streams.Where(stream => stream.LongestStarvation >= log.StallThreshold).Take(MostLines))
        {
            console.Result(Printable.Text(Text(
                $"{stream.Id} {stream.Description!.Name} had nothing for {Seconds(stream.LongestStarvation!.Value)} from {Seconds(stream.StarvationBegin!.Value - log.Header.CreationTime)} on, while others had")));
        }
    }

    private static void PrintErrors(ToolConsole console, WriteLogDiagnostics log)
    {
        foreach (WriteLogErrorSite site in log.Errors)
        {
            console.Result(string.Empty);
            console.Result(Printable.Text(Text(
                $"error {site.Error.ConditionCode}{(site.Error.IsDeferred ? " (deferred)" : string.Empty)} at object {site.LogicalObjectIdentifier}, {site.RetractedObjectCount} objects retracted: {site.Error.Message}")));
            console.Result("  before: " + (site.Before?.ToString() ?? "nothing that is still there"));
            console.Result("  after:  " + (site.After?.ToString() ?? "nothing"));
        }
    }

    private static string Bar(long count, long most) => most <= 0 ? string.Empty : new string('#', (int)Math.Ceiling((double)count / most * WidestBar));

    private static string Rate(double bytesPerSecond) => ByteSize.Format((long)Math.Min(bytesPerSecond, 1e18)) + "/s";

    private static string Seconds(TimeSpan time) => Text($"{time.TotalSeconds:0.###} s");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
