using System;
using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>How a backup went, told from its log alone: rates over time, stalls, starvation, run lengths, shares, and what lies on each side of an error.</summary>
/// <remarks>
/// <para>Times are those of the log's time stamps and no others. Between two stamps the log knows nothing more exact: bytes placed in
/// between are spread evenly over the time. Without stamps there are no rates, stalls and starvation, and <see cref="HasTimes"/> says so.</para>
/// <para>Rates, stalls and starvation speak of what the tape accepted at the time; runs, lengths and shares of what is on the tape in the end.</para>
/// <para>Memory does not grow with the runs. Immutable; safe to share between threads.</para>
/// </remarks>
public sealed class WriteLogDiagnostics
{
    /// <summary>The greatest number of intervals for rates, with more than 100 streams fewer (10,000,000 divided by the streams, at least 250); where more would be needed, the interval is made longer.</summary>
    public const int MaximumRateIntervals = 100_000;

    /// <summary>How many stalls are listed at most: the longest. <see cref="StallCount"/> has no limit.</summary>
    public const int MaximumStalls = 100;

    internal WriteLogDiagnostics(LogSurvey survey, long lengthBytes, DiagnosticsBuilder builder)
    {
        Header = survey.Header;
        EndLogicalObjectIdentifier = survey.EndObject;
        LengthBytes = lengthBytes;
        IsClosed = survey.IsClosed;
        LastTime = HasTimes ? new DateTimeOffset(survey.LastTimeTicks, TimeSpan.Zero) : null;
        RateInterval = builder.RateInterval;
        StallThreshold = builder.StallThreshold;
        All = builder.FinishAll();
        Streams = builder.FinishStreams();
        Stalls = builder.Stalls.InOrderOfTime();
        StallCount = builder.Stalls.Count;
        StalledTime = builder.Stalls.TotalTime;
        Errors = builder.Errors;
        Retractions = builder.Retractions;
        UntimedByteCount = builder.UntimedByteCount;
    }

    /// <summary>Gets the header of the log.</summary>
    public WriteLogHeader Header { get; }

    /// <summary>Gets how many bytes the log has.</summary>
    public long LengthBytes { get; }

    /// <summary>Gets the number of the object after the last.</summary>
    public long EndLogicalObjectIdentifier { get; }

    /// <summary>Gets whether the log was closed.</summary>
    public bool IsClosed { get; }

    /// <summary>Gets whether the log keeps time stamps. If not, nothing here speaks of time.</summary>
    public bool HasTimes => Header.TimeResolution > TimeSpan.Zero;

    /// <summary>Gets the last time stamp, or the log's creation when there is none yet; null without time stamps.</summary>
    public DateTimeOffset? LastTime { get; }

    /// <summary>Gets the length of the intervals that rates are given for: what was asked for, or longer when that were too many; zero without time stamps.</summary>
    public TimeSpan RateInterval { get; }

    /// <summary>Gets from which length on a time without progress is a stall.</summary>
    public TimeSpan StallThreshold { get; }

    /// <summary>Gets the tape as a whole; the blocks of streams only.</summary>
    public WriteLogStreamDiagnostics All { get; }

    /// <summary>Gets each stream by ascending ordinal.</summary>
    public IReadOnlyList<WriteLogStreamDiagnostics> Streams { get; }

    /// <summary>Gets the stalls by ascending time; of more than <see cref="MaximumStalls"/> the longest. The time before the first object is none.</summary>
    public IReadOnlyList<WriteLogStall> Stalls { get; }

    /// <summary>Gets how many stalls there were.</summary>
    public long StallCount { get; }

    /// <summary>Gets how long they were together.</summary>
    public TimeSpan StalledTime { get; }

    /// <summary>Gets the errors in the order in which they were recorded.</summary>
    public IReadOnlyList<WriteLogErrorSite> Errors { get; }

    /// <summary>Gets the retractions in the order in which they were recorded.</summary>
    public IReadOnlyList<WriteLogRetraction> Retractions { get; }

    /// <summary>Gets how many bytes of streams were accepted after the last time stamp, and are in no rate; all of them without time stamps.</summary>
    public long UntimedByteCount { get; }

    /// <summary>Goes through a log.</summary>
    /// <param name="log">The log; it is read twice.</param>
    /// <param name="rateInterval">For how long a rate is given; zero leaves it to the log's duration, with at most 250 intervals.</param>
    /// <param name="stallThreshold">From which length on a time without progress is a stall.</param>
    /// <returns>The diagnostics.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rateInterval"/> is negative, or <paramref name="stallThreshold"/> not positive.</exception>
    /// <exception cref="WriteLogException">The bytes are not acceptable; <see cref="WriteLogRecovery"/> gives the part that is.</exception>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public static WriteLogDiagnostics Compute(WriteLogSnapshot log, TimeSpan rateInterval, TimeSpan stallThreshold)
    {
        Guard.NotNull(log);
        if (rateInterval < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(rateInterval), rateInterval, "An interval is not negative.");

        if (stallThreshold <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(stallThreshold), stallThreshold, "A stall has a length.");

        LogSurvey survey = LogSurvey.Of(log);
        var builder = new DiagnosticsBuilder(survey, rateInterval, stallThreshold);
        var reader = new WriteLogReader(log);
        while (reader.Read(out WriteLogRecord record))
            builder.Take(record);

        builder.Finish();
        return new WriteLogDiagnostics(survey, log.LengthBytes, builder);
    }
}
