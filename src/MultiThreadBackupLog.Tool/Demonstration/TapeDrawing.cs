using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tool.Terminal;
using Spectre.Console;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>A tape as rows of letters, one for some objects each: whose blocks lie there.</summary>
internal sealed class TapeDrawing
{
    private const int Columns = 72;
    private const int Rows = 6;
    private const char Filemark = '|';
    private const char LogBlock = '=';
    private const char PassedOver = '.';

    private static readonly string[] Colours = ["red", "green", "blue", "yellow", "magenta", "cyan"];

    private readonly WriteLogIndex _index;
    private readonly long _objectsPerCell;

    public TapeDrawing(WriteLogIndex index)
    {
        _index = index;
        long objects = index.EndLogicalObjectIdentifier - index.BeginLogicalObjectIdentifier;
        _objectsPerCell = Math.Max(1, (objects + (Columns * Rows) - 1) / (Columns * Rows));
    }

    /// <summary>Draws all that lies on the tape, with a legend.</summary>
    public void DrawAll(ToolConsole console)
    {
        foreach (WriteLogStream stream in _index.Streams)
        {
            console.OutputScreen.MarkupLine(
                "  " + Coloured(Letter(stream.Id)) + "  " + Markup.Escape(Printable.Text(stream.Description.Name)) + ": "
                + stream.BlockCount + " blocks in " + stream.RunCount + " runs");
        }

        console.OutputScreen.MarkupLine("  " + Filemark + "  filemark    " + LogBlock + "  the log's own blocks    each sign is " + _objectsPerCell + " objects");
        Draw(console, Cells());
    }

    /// <summary>Draws what a plan reads; the rest is passed over.</summary>
    public void DrawPlan(ToolConsole console, RestorePlan plan)
    {
        char[] all = Cells();
        char[] cells = all.Select(_ => PassedOver).ToArray();
        foreach (RestoreStep step in plan.Steps.Where(step => step.Type == RestoreStepType.Read))
        {
            for (long cell = Cell(step.Begin.LogicalObjectIdentifier); cell <= Cell(step.End.LogicalObjectIdentifier - 1); cell++)
            {
                cells[cell] = Letter(step.Stream);
            }
        }

        Draw(console, cells);
    }

    private static char Letter(StreamId stream) => (char)('A' + (stream.Ordinal % 26));

    private static string Coloured(char cell)
    {
        string text = Markup.Escape(cell.ToString());
        return char.IsAsciiLetterUpper(cell) ? "[" + Colours[(cell - 'A') % Colours.Length] + "]" + text + "[/]" : text;
    }

    private static void Draw(ToolConsole console, char[] cells)
    {
        foreach (char[] row in cells.Chunk(Columns))
        {
            var line = new StringBuilder("  ");
            foreach (char cell in row)
            {
                line.Append(Coloured(cell));
            }

            console.OutputScreen.MarkupLine(line.ToString());
        }
    }

    private long Cell(long logicalObjectIdentifier) => (logicalObjectIdentifier - _index.BeginLogicalObjectIdentifier) / _objectsPerCell;

    // A filemark shows whatever lies beside it; else the stream with the most blocks in the cell does.
    private char[] Cells()
    {
        long end = _index.EndLogicalObjectIdentifier;
        var cells = new List<char>();
        for (long first = _index.BeginLogicalObjectIdentifier; first < end; first += _objectsPerCell)
        {
            long last = Math.Min(first + _objectsPerCell, end);
            var counts = new Dictionary<char, long>();
            foreach (TapeExtent extent in _index.Extents(first, last))
            {
                long objects = Math.Min(extent.EndLogicalObjectIdentifier, last) - Math.Max(extent.FirstLogicalObjectIdentifier, first);
                char sign = extent.Type switch
                {
                    TapeExtentType.Run => Letter(extent.Run.Stream),
                    TapeExtentType.Filemarks => Filemark,
                    _ => LogBlock,
                };
                counts[sign] = counts.GetValueOrDefault(sign) + objects;
            }

            cells.Add(counts.ContainsKey(Filemark) ? Filemark : counts.MaxBy(count => count.Value).Key);
        }

        return cells.ToArray();
    }
}
