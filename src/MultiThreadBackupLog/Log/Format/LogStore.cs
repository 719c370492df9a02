using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Where a log that is being written keeps its pages. One thread appends; any thread reads what was appended before.</summary>
internal abstract class LogStore : LogSource
{
    /// <summary>Adds a whole page at the end. When it throws, nothing was added and the same page may be tried again.</summary>
    public abstract void Append(ReadOnlySpan<byte> page);

    /// <summary>Returns once everything appended would survive a crash of the machine, as far as the store can do that.</summary>
    public abstract void Flush();
}
