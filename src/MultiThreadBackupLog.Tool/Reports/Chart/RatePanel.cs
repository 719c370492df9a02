using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>The rate of each stream over time, one on top of the other, so that the outline is the rate of the tape.</summary>
internal sealed class RatePanel(ChartSeriesList series, WriteLogDiagnostics log, double top, double height)
{
    private readonly Dictionary<long, long[]> _bytes = []; // By interval and series.
    private double _seconds;
    private double _greatest;

    private double Bottom => top + height;

    public void Draw(SvgWriter svg)
    {
        svg.Text(LogChart.Left, top - 10, "Rate over time" + (log.HasTimes && log.RateInterval > TimeSpan.Zero
            ? ", in intervals of " + Ticks.Duration(log.RateInterval.TotalSeconds, log.RateInterval.TotalSeconds) : string.Empty), size: 13);
        Collect();
        if (_bytes.Count == 0 || _greatest <= 0)
        {
            svg.Rectangle(LogChart.Left, top, TapeBand.Columns, height, "#F6F6F6", "#BBBBBB");
            svg.Text(LogChart.Left + (TapeBand.Columns / 2.0), top + (height / 2), log.HasTimes
                ? "No block has a time stamp after it: the log tells no rate." : "The log keeps no time stamps: it tells no rate.", "middle", 13, "#666666");
            return;
        }

        DrawAxes(svg);
        DrawStalls(svg);
        var paths = series.Streams.Select(_ => new StringBuilder()).ToArray();
        foreach ((long interval, long[] bytes) in _bytes.OrderBy(pair => pair.Key))
        {
            double begin = interval * log.RateInterval.TotalSeconds;
            double length = Math.Min(log.RateInterval.TotalSeconds, _seconds - begin);
            double below = 0;
            for (int index = 0; index < bytes.Length; index++)
            {
                double part = bytes[index] / length * (height / _greatest);
                if (bytes[index] > 0)
                {
                    SvgWriter.AddRectangle(paths[index], X(begin), Bottom - below - part, X(begin + length) - X(begin), part);
                }

                below += part;
            }
        }

        for (int index = 0; index < paths.Length; index++)
        {
            svg.Path(paths[index], series.Streams[index].Colour);
        }

        svg.Line(LogChart.Left, Bottom, LogChart.Left + TapeBand.Columns, Bottom, "#444444");
    }

    private double X(double seconds) => LogChart.Left + (TapeBand.Columns * Math.Min(1, seconds / _seconds));

    private void Collect()
    {
        foreach (WriteLogStreamDiagnostics stream in log.Streams)
        {
            // A stream of which nothing is left on the tape has no colour; what it once had counts to the others, or to nobody.
            int index = stream.Rates.Count > 0 ? series.IndexOf(stream.Id!.Value) : 0;
            foreach (WriteLogRate rate in stream.Rates.Where(_ => index < series.Streams.Count))
            {
                if (!_bytes.TryGetValue(rate.IntervalIndex, out long[]? sums))
                {
                    _bytes.Add(rate.IntervalIndex, sums = new long[series.Streams.Count]);
                }

                sums[index] += rate.ByteCount;
            }
        }

        if (log.LastTime is not { } last || _bytes.Count == 0)
        {
            return;
        }

        double interval = log.RateInterval.TotalSeconds;
        double end = (last - log.Header.CreationTime).TotalSeconds;

        // A log that ended in no time at all has one interval nevertheless.
        _seconds = Math.Max(end, (_bytes.Keys.Max() * interval) + (interval / 1000));
        _greatest = _bytes.Max(pair => pair.Value.Sum(bytes => (double)bytes) / Math.Min(interval, _seconds - (pair.Key * interval)));
    }

    private void DrawAxes(SvgWriter svg)
    {
        svg.Rectangle(LogChart.Left, top, TapeBand.Columns, height, "#FAFAFA");
        double unit = 1;
        while (_greatest / unit >= 1024)
        {
            unit *= 1024;
        }

        double step = Ticks.Decimal(_greatest / unit / 4) * unit;
        for (double rate = 0; rate <= _greatest; rate += step)
        {
            double y = Bottom - (rate * (height / _greatest));
            svg.Line(LogChart.Left, y, LogChart.Left + TapeBand.Columns, y, "#DDDDDD");
            svg.Text(LogChart.Left - 6, y + 4, ByteSize.Format((long)Math.Round(rate)) + "/s", "end", 11);
        }

        double seconds = Ticks.Seconds(_seconds / 10);
        for (int index = 0; index * seconds <= _seconds; index++)
        {
            double x = X(index * seconds);
            svg.Line(x, Bottom, x, Bottom + 5, "#444444");
            svg.Text(x, Bottom + 18, Ticks.Duration(index * seconds, seconds), "middle", 11);
        }

        svg.Text(LogChart.Left + TapeBand.Columns, Bottom + 34, "time since the log was created", "end", 11, "#666666");
    }

    private void DrawStalls(SvgWriter svg)
    {
        var path = new StringBuilder();
        foreach (WriteLogStall stall in log.Stalls)
        {
            double begin = X((stall.Begin - log.Header.CreationTime).TotalSeconds);
            double end = X((stall.End - log.Header.CreationTime).TotalSeconds);
            SvgWriter.AddRectangle(path, begin, top, Math.Max(1, end - begin), height);
        }

        svg.Path(path, LogChart.StallColour);
    }
}
