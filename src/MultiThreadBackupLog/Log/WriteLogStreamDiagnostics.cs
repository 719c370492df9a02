using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log;

/// <summary>How one stream, or the tape as a whole, went over time.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogStreamDiagnostics
{
    internal WriteLogStreamDiagnostics(
        StreamId? id, StreamDescription? description, WriteLogStreamStatistics statistics, IReadOnlyList<WriteLogRate> rates, TimeSpan? longestStarvation, DateTimeOffset? starvationBegin)
    {
        Id = id;
        Description = description;
        Statistics = statistics;
        Rates = rates;
        LongestStarvation = longestStarvation;
        StarvationBegin = starvationBegin;
    }

    /// <summary>Gets the stream; null for the tape as a whole.</summary>
    public StreamId? Id { get; }

    /// <summary>Gets whose blocks they are; null for the tape as a whole.</summary>
    public StreamDescription? Description { get; }

    /// <summary>Gets blocks, bytes, runs, run lengths and share, of what is on the tape in the end. Its own stream is not given.</summary>
    public WriteLogStreamStatistics Statistics { get; }

    /// <summary>Gets the bytes accepted in each interval that had any, by ascending interval; what was retracted later is counted too. Empty without time stamps.</summary>
    public IReadOnlyList<WriteLogRate> Rates { get; }

    /// <summary>
    /// Gets the longest time for which it is certain that the stream, not ended, had nothing accepted while other streams had; zero
    /// when there is none, null without time stamps and for the tape as a whole.
    /// </summary>
    public TimeSpan? LongestStarvation { get; }

    /// <summary>Gets when that began; null when there is none.</summary>
    public DateTimeOffset? StarvationBegin { get; }
}
