using System;
using System.Collections.Generic;
using System.Text;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>The tape from its begin to its end as a band. Each pixel column shows the shares of what lies under it, so a chart has a bounded size.</summary>
/// <remarks>A tape of fewer objects than there are columns is drawn object by object instead.</remarks>
internal sealed class TapeBand
{
    public const int Columns = 1160;

    private readonly ChartSeriesList _series;
    private readonly long _begin;
    private readonly long _count;
    private readonly long[] _shares; // Objects by column and series.
    private readonly StringBuilder[] _paths;
    private readonly bool[] _hasFilemark = new bool[Columns];
    private readonly bool[] _hasSystem = new bool[Columns];
    private readonly List<long> _ticks;
    private int _column;
    private long _columnEnd;
    private long _bytes;

    public TapeBand(ChartSeriesList series, long begin, long end)
    {
        _series = series;
        _begin = begin;
        _count = end - begin;
        SeriesCount = series.Streams.Count + 2;
        _paths = new StringBuilder[SeriesCount];
        for (int index = 0; index < SeriesCount; index++)
        {
            _paths[index] = new StringBuilder();
        }

        _shares = new long[Columns * SeriesCount];
        _ticks = Ticks.OfObjects(begin, end, 8);
        _columnEnd = ColumnEnd(0);
    }

    /// <summary>Gets the objects that the axis names, with the bytes on tape before each.</summary>
    public List<(long Object, long Bytes)> AxisPoints { get; } = [];

    private int SeriesCount { get; }

    private int FilemarkSeries => SeriesCount - 2;

    private int SystemSeries => SeriesCount - 1;

    private bool IsObjectByObject => _count <= Columns;

    /// <summary>Takes what lies next on the tape.</summary>
    public void Add(in TapeExtent extent)
    {
        int series = extent.Type switch
        {
            TapeExtentType.Run => _series.IndexOf(extent.Stream!.Value),
            TapeExtentType.Filemarks => FilemarkSeries,
            _ => SystemSeries,
        };
        long first = extent.FirstLogicalObjectIdentifier;
        long end = extent.EndLogicalObjectIdentifier;
        AddAxisPoints(end, first, extent.BlockLengthBytes);
        _bytes = Sum(_bytes, extent.ObjectCount, extent.BlockLengthBytes);
        if (IsObjectByObject)
        {
            SvgWriter.AddRectangle(_paths[series], LogChart.Left + X(first), LogChart.BandTop, X(end) - X(first), LogChart.BandHeight);
        }

        while (first < end)
        {
            while (first >= _columnEnd)
            {
                _columnEnd = ColumnEnd(++_column);
            }

            long upTo = Math.Min(end, _columnEnd);
            _shares[(_column * SeriesCount) + series] += upTo - first;
            _hasFilemark[_column] |= series == FilemarkSeries;
            _hasSystem[_column] |= series == SystemSeries;
            first = upTo;
        }
    }

    /// <summary>Gives where an object begins, from the band's left end.</summary>
    public double X(long logicalObject) => _count == 0 ? 0 : Columns * ((double)(logicalObject - _begin) / _count);

    /// <summary>Draws the band and, under it, a row for what may be too thin to be seen in it.</summary>
    public void Draw(SvgWriter svg, double marksTop)
    {
        // The end of the tape is a point of the axis too, where it falls on one.
        AddAxisPoints(_begin + _count, _begin + _count, 0, isLast: true);
        if (!IsObjectByObject)
        {
            for (int column = 0; column < Columns; column++)
            {
                AddColumn(column);
            }
        }

        for (int index = 0; index < SeriesCount; index++)
        {
            svg.Path(_paths[index], index == FilemarkSeries ? ChartSeriesList.FilemarkColour : index == SystemSeries ? ChartSeriesList.SystemColour : _series.Streams[index].Colour);
        }

        svg.Path(Marks(_hasFilemark, marksTop), ChartSeriesList.FilemarkColour);
        svg.Path(Marks(_hasSystem, marksTop + 9), ChartSeriesList.SystemColour);
    }

    private static StringBuilder Marks(bool[] columns, double top)
    {
        var path = new StringBuilder();
        for (int begin = 0; begin < columns.Length; begin++)
        {
            int end = begin;
            while (end < columns.Length && columns[end])
            {
                end++;
            }

            if (end > begin)
            {
                SvgWriter.AddRectangle(path, LogChart.Left + begin, top, end - begin, 7);
                begin = end;
            }
        }

        return path;
    }

    private void AddColumn(int column)
    {
        Span<long> shares = _shares.AsSpan(column * SeriesCount, SeriesCount);
        long all = 0;
        foreach (long share in shares)
        {
            all += share;
        }

        long below = 0;
        for (int index = 0; index < SeriesCount; index++)
        {
            if (shares[index] == 0)
            {
                continue;
            }

            double bottom = LogChart.BandHeight * ((double)below / all);
            below += shares[index];
            double top = LogChart.BandHeight * ((double)below / all);
            SvgWriter.AddRectangle(_paths[index], LogChart.Left + column, LogChart.BandTop + LogChart.BandHeight - top, 1, top - bottom);
        }
    }

    private void AddAxisPoints(long end, long first, int blockLength, bool isLast = false)
    {
        while (AxisPoints.Count < _ticks.Count && (_ticks[AxisPoints.Count] < end || isLast))
        {
            long tick = _ticks[AxisPoints.Count];
            AxisPoints.Add((tick, Sum(_bytes, tick - first, blockLength)));
        }
    }

    // The log's own blocks are in no total that the log checks.
    private static long Sum(long bytes, long count, int length) => (long)Int128.Min((Int128)bytes + ((Int128)count * length), long.MaxValue);

    private long ColumnEnd(int column) => IsObjectByObject
        ? _begin + Math.Max(1, (long)Math.Ceiling((double)(column + 1) * _count / Columns))
        : _begin + (long)((Int128)_count * (column + 1) / Columns);
}
