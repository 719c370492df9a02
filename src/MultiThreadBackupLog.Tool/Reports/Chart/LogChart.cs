using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>Draws a log as a picture: the tape from begin to end, and the rate over time.</summary>
internal static class LogChart
{
    public const double Left = 96;
    public const double BandTop = 92;
    public const double BandHeight = 160;
    public const string StallColour = "#FBD5D5";

    private const int Width = 1280;
    private const double MarksTop = BandTop + BandHeight + 4;
    private const double AxisTop = MarksTop + 32;
    private const double RateTop = AxisTop + 76;
    private const double RateHeight = 180;
    private const double LegendTop = RateTop + RateHeight + 66;
    private const double LegendRow = 20;
    private const int LegendColumns = 3;
    private const string ErrorColour = "#D00000";

    /// <summary>Draws.</summary>
    /// <param name="log">What the log says of its times, its streams and its errors.</param>
    /// <param name="tape">The tape of the same log, at its beginning.</param>
    /// <param name="output">Where the SVG goes.</param>
    public static void Write(WriteLogDiagnostics log, WriteLogTapeReader tape, Stream output)
    {
        var series = new ChartSeriesList(log);
        List<(string Colour, string Label)> legend =
        [
            .. series.Streams.Select(one => (one.Colour, one.Label)),
            (ChartSeriesList.FilemarkColour, "filemarks"),
            (ChartSeriesList.SystemColour, "the log's own blocks"),
            (ErrorColour, Text($"errors: {log.Errors.Count} (triangles), retractions: {log.Retractions.Count} (bars)")),
            (StallColour, Text($"stalls of {log.StallThreshold.TotalSeconds:0.###} s and longer: {log.StallCount}")),
        ];
        int rows = (legend.Count + LegendColumns - 1) / LegendColumns;
        var band = new TapeBand(series, log.Header.OriginLogicalObjectIdentifier, log.EndLogicalObjectIdentifier);
        while (tape.Read(out TapeExtent extent))
        {
            band.Add(extent);
        }

        using var svg = new SvgWriter(output, Width, (int)(LegendTop + (rows * LegendRow) + 10), "Write log " + log.Header.LogIdentifier);
        DrawTitle(svg, log);
        svg.Rectangle(Left, BandTop, TapeBand.Columns, BandHeight, "#FFFFFF", "#BBBBBB");
        band.Draw(svg, MarksTop);
        if (log.EndLogicalObjectIdentifier == log.Header.OriginLogicalObjectIdentifier)
        {
            svg.Text(Left + (TapeBand.Columns / 2.0), BandTop + (BandHeight / 2), "There is nothing on the tape.", "middle", 13, "#666666");
        }

        DrawErrors(svg, log, band);
        DrawTapeAxis(svg, band);
        new RatePanel(series, log, RateTop, RateHeight).Draw(svg);
        for (int index = 0; index < legend.Count; index++)
        {
            double x = Left + (index / rows * (TapeBand.Columns / LegendColumns));
            double y = LegendTop + (index % rows * LegendRow);
            svg.Rectangle(x, y - 10, 12, 12, legend[index].Colour, "#888888");
            svg.Text(x + 18, y, legend[index].Label);
        }
    }

    private static void DrawTitle(SvgWriter svg, WriteLogDiagnostics log)
    {
        WriteLogStreamStatistics all = log.All.Statistics;
        svg.Text(Left, 26, Text($"Write log {log.Header.LogIdentifier}, session {log.Header.SessionNumber}, {log.Header.CreationTime:u}"), size: 16);
        svg.Text(
            Left,
            46,
            Text($"{log.Streams.Count} streams, {all.RunCount:N0} runs of {all.MeanRunBlocks:0.#} blocks on average, {ByteSize.Format(all.ByteCount)}{(log.IsClosed ? string.Empty : "; the log was not closed")}"),
            colour: "#555555");
    }

    private static void DrawTapeAxis(SvgWriter svg, TapeBand band)
    {
        svg.Text(Left - 30, BandTop - 10, "bytes", "end", 11, "#666666");
        svg.Text(Left - 8, AxisTop + 17, "objects", "end", 11, "#666666");
        svg.Text(Left - 8, MarksTop + 7, "filemarks", "end", 9, "#666666");
        svg.Text(Left - 8, MarksTop + 16, "log's blocks", "end", 9, "#666666");
        svg.Text(Left - 8, MarksTop + 26, "errors", "end", 9, "#666666");
        svg.Line(Left, AxisTop, Left + TapeBand.Columns, AxisTop, "#444444");
        foreach ((long at, long bytes) in band.AxisPoints)
        {
            double x = Left + band.X(at);
            svg.Line(x, BandTop - 5, x, BandTop, "#444444");
            svg.Text(x, BandTop - 10, ByteSize.Format(bytes), "middle", 11);
            svg.Line(x, AxisTop, x, AxisTop + 5, "#444444");
            svg.Text(x, AxisTop + 17, Text($"{at:N0}"), "middle", 11);
        }
    }

    // One mark a pixel column, however many there are.
    private static void DrawErrors(SvgWriter svg, WriteLogDiagnostics log, TapeBand band)
    {
        var path = new StringBuilder();
        double top = MarksTop + 18;
        foreach (double x in log.Retractions.Select(retraction => Math.Floor(band.X(Clamp(retraction.LogicalObjectIdentifier, log)))).Distinct().Order())
        {
            SvgWriter.AddRectangle(path, Left + x - 1, top, 2, 12);
        }

        foreach (double x in log.Errors.Select(site => Math.Floor(band.X(Clamp(site.LogicalObjectIdentifier, log)))).Distinct().Order())
        {
            path.Append('M').Append(SvgWriter.Number(Left + x)).Append(' ').Append(SvgWriter.Number(top)).Append("l5 10h-10z");
        }

        svg.Path(path, ErrorColour);
    }

    private static long Clamp(long logicalObject, WriteLogDiagnostics log) =>
        Math.Clamp(logicalObject, log.Header.OriginLogicalObjectIdentifier, log.EndLogicalObjectIdentifier);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
