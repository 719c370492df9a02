using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>What the diagnostics keep of one stream while they go through a log.</summary>
internal sealed class DiagnosedStream
{
    private long _waitFromTicks = -1;
    private long _starvedTicks;
    private long _starvedFromTicks;

    public DiagnosedStream(StreamId id, StreamDescription description, RateBuckets rates)
    {
        Id = id;
        Description = description;
        Rates = rates;
    }

    public StreamId Id { get; }

    public StreamDescription Description { get; }

    public RateBuckets Rates { get; }

    public RunCounter Runs { get; } = new();

    /// <summary>Gets or sets the bytes accepted since the last time stamp, retracted ones included.</summary>
    public long BytesSinceStamp { get; set; }

    /// <summary>Gets or sets whether something was accepted, or the stream was opened, since the last time stamp.</summary>
    public bool AwaitsStamp { get; set; }

    /// <summary>Gets or sets whether some of that is on the tape in the end.</summary>
    public bool HasSurvivingSinceStamp { get; set; }

    public bool IsEnded { get; set; }

    public long? FirstTicks { get; set; }

    public long? LastTicks { get; set; }

    /// <summary>A time stamp: what was accepted before was accepted no later.</summary>
    public void Stamp(long fromTicks, long ticks)
    {
        if (BytesSinceStamp > 0)
            Rates.Add(fromTicks, ticks, BytesSinceStamp);

        if (HasSurvivingSinceStamp)
            LastTicks = ticks;

        BytesSinceStamp = 0;
        HasSurvivingSinceStamp = false;
        AwaitsStamp = false;
        _waitFromTicks = -1;
    }

    /// <summary>Others have been served by now, and the stream not since before them.</summary>
    public void BeginWait(long ticks)
    {
        if (_waitFromTicks < 0)
            _waitFromTicks = ticks;
    }

    /// <summary>The wait is over. Others were served last no earlier than this, so that between the two the stream starved for certain.</summary>
    public void EndWait(long othersServedTicks)
    {
        if (_waitFromTicks >= 0 && !AwaitsStamp && !IsEnded && othersServedTicks - _waitFromTicks > _starvedTicks)
        {
            _starvedTicks = othersServedTicks - _waitFromTicks;
            _starvedFromTicks = _waitFromTicks;
        }
    }

    public WriteLogStreamDiagnostics ToResult(long totalBytes, bool hasTimes)
    {
        TimeSpan? duration = FirstTicks is { } first && LastTicks is { } last ? TimeSpan.FromTicks(last - first) : null;
        return new WriteLogStreamDiagnostics(
            Id,
            Description,
            new WriteLogStreamStatistics(null, Runs, totalBytes, duration),
            Rates.Rates,
            hasTimes ? TimeSpan.FromTicks(_starvedTicks) : null,
            _starvedTicks > 0 ? new DateTimeOffset(_starvedFromTicks, TimeSpan.Zero) : null);
    }
}
