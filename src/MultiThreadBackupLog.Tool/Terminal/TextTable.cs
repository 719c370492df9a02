using System;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Columns of plain text as wide as what is in them: the same on a terminal and in a pipe, and never wrapped.</summary>
internal sealed class TextTable
{
    private readonly bool[] _isRightAligned;
    private readonly List<string[]> _rows = [];

    /// <param name="headings">The first row; a heading that begins with <c>&gt;</c> makes its column right-aligned.</param>
    public TextTable(params IReadOnlyList<string> headings)
    {
        _isRightAligned = headings.Select(heading => heading.StartsWith('>')).ToArray();
        _rows.Add(headings.Select(heading => heading.TrimStart('>')).ToArray());
    }

    public void Add(params string[] cells)
    {
        if (cells.Length != _isRightAligned.Length)
        {
            throw new ArgumentException("A row has as many cells as there are headings.", nameof(cells));
        }

        _rows.Add(cells.Select(Printable.Text).ToArray());
    }

    public IEnumerable<string> Lines()
    {
        int[] widths = Enumerable.Range(0, _isRightAligned.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        return _rows.Select(row => string.Join(
            "  ",
            row.Select((cell, column) => _isRightAligned[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    public void WriteTo(ToolConsole console)
    {
        foreach (string line in Lines())
        {
            console.Result(line);
        }
    }
}
