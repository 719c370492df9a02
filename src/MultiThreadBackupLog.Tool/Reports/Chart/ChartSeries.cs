using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>What has a colour of its own in a chart: a stream, the streams that got none, filemarks, or the log's own blocks.</summary>
/// <param name="Colour">As SVG wants it.</param>
/// <param name="Label">What the legend says.</param>
internal sealed record ChartSeries(string Colour, string Label);

/// <summary>Which series there are, and to which each stream belongs.</summary>
/// <remarks>Up to twelve streams have their own colours; of more the eleven with the most bytes, and the rest are one series.</remarks>
internal sealed class ChartSeriesList
{
    public const string FilemarkColour = "#111111";
    public const string SystemColour = "#8A8A8A";

    private const string OthersColour = "#C9C9C9";

    // Apart in hue and in lightness, neighbours most of all; the first eight are told apart by people who see few colours.
    private static readonly string[] Colours =
    [
        "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#5B2A86", "#8C564B", "#A6D854", "#1B2A6B", "#F7B6D2",
    ];

    private readonly Dictionary<int, int> _indexOf = [];
    private readonly int _others;

    public ChartSeriesList(WriteLogDiagnostics log)
    {
        WriteLogStreamDiagnostics[] streams = log.Streams.Where(stream => stream.Statistics.BlockCount > 0).ToArray();
        int own = streams.Length > Colours.Length ? Colours.Length - 1 : streams.Length;
        WriteLogStreamDiagnostics[] shown =
        [
            .. streams.OrderByDescending(stream => stream.Statistics.ByteCount).ThenBy(stream => stream.Id!.Value.Ordinal).Take(own).OrderBy(stream => stream.Id!.Value.Ordinal),
        ];
        foreach (WriteLogStreamDiagnostics stream in shown)
        {
            _indexOf.Add(stream.Id!.Value.Ordinal, Streams.Count);
            Streams.Add(new ChartSeries(
                Colours[Streams.Count],
                stream.Id + " " + Shortened(stream.Description!.Name) + ": " + Amount(stream.Statistics.ByteCount, log)));
        }

        _others = Streams.Count;
        if (own < streams.Length)
        {
            long bytes = streams.Except(shown).Sum(stream => stream.Statistics.ByteCount);
            Streams.Add(new ChartSeries(OthersColour, (streams.Length - own) + " other streams: " + Amount(bytes, log)));
        }
    }

    public List<ChartSeries> Streams { get; } = [];

    public int IndexOf(StreamId stream) => _indexOf.TryGetValue(stream.Ordinal, out int index) ? index : _others;

    private static string Amount(long bytes, WriteLogDiagnostics log) =>
        ByteSize.Format(bytes) + string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {100.0 * bytes / log.All.Statistics.ByteCount:0.0} %");

    private static string Shortened(string name)
    {
        const int Longest = 24;
        string[] letters = [.. Printable.Text(name).EnumerateRunes().Select(rune => rune.ToString())];
        return letters.Length <= Longest ? string.Concat(letters) : string.Concat(letters.Take(Longest - 1)) + "…";
    }
}
