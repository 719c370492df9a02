using System;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Counts stalls and keeps the longest.</summary>
internal sealed class StallList
{
    // Cut back when it is twice as long as wanted: the shortest go, and the later of equals.
    private readonly List<WriteLogStall> _stalls = new();

    public long Count { get; private set; }

    public TimeSpan TotalTime { get; private set; }

    public void Add(WriteLogStall stall)
    {
        Count++;
        TotalTime += stall.Duration;
        _stalls.Add(stall);
        if (_stalls.Count == 2 * WriteLogDiagnostics.MaximumStalls)
            Cut();
    }

    public IReadOnlyList<WriteLogStall> InOrderOfTime()
    {
        Cut();
        return _stalls.OrderBy(stall => stall.Begin).ToArray();
    }

    private void Cut()
    {
        WriteLogStall[] longest = _stalls.OrderByDescending(stall => stall.Duration).ThenBy(stall => stall.Begin).Take(WriteLogDiagnostics.MaximumStalls).ToArray();
        _stalls.Clear();
        _stalls.AddRange(longest);
    }
}
