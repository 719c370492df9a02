using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Copying;

/// <summary>The identifiers that logs of a copy manager have had. Any thread.</summary>
/// <remarks>An identifier that comes back would name two logs, and a list that was built for the first would be taken for the second.</remarks>
internal sealed class CopyLogNames
{
    private readonly object _gate = new();
    private readonly HashSet<Guid> _taken = [];

    /// <summary>Takes an identifier for a log that is about to begin.</summary>
    /// <returns>False where a log has or had it.</returns>
    public bool TryTake(Guid identifier)
    {
        lock (_gate)
        {
            return _taken.Add(identifier);
        }
    }

    /// <summary>Gives back the identifier of a log that did not begin.</summary>
    public void GiveBack(Guid identifier)
    {
        lock (_gate)
        {
            _taken.Remove(identifier);
        }
    }
}
