using System;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Takes the records of a log in order and keeps what the diagnostics tell.</summary>
internal sealed class DiagnosticsBuilder
{
    private readonly Dictionary<int, DiagnosedStream> _streams = new();
    private List<DiagnosedStream> _awaitingStamp = new();
    private List<DiagnosedStream> _servedBefore = new(); // Served last, and nobody since.
    private readonly LogSurvey _survey;
    private readonly ExtentMerge _merge = new();
    private readonly RunCounter _runs = new();
    private readonly RateBuckets _rates;
    private readonly List<WriteLogErrorSite> _openSites = new(); // Behind these nothing was placed yet.
    private long? _openSitesTarget; // How far back retractions went since then.
    private readonly bool _hasTimes;
    private readonly long _originTicks;
    private readonly long _widthTicks;
    private long _limit;
    private long _bytes; // Of streams, as accepted.
    private long _bytesAtStamp;
    private long _stampTicks;
    private long _progressTicks; // The first stamp behind what was placed last.
    private long _firstObjectSinceProgress = -1;
    private bool _hasProgress;
    private TapeExtent? _lastPlaced;
    private long? _firstTicks;
    private long? _lastTicks;
    private bool _hasSurvivingSinceStamp;
    private long _servedFromTicks; // The stamp before what streams had last.
    private bool _hasServedSinceStamp;

    public DiagnosticsBuilder(LogSurvey survey, TimeSpan rateInterval, TimeSpan stallThreshold)
    {
        _survey = survey;
        _limit = survey.LimitAfter(0);
        _hasTimes = survey.Header.TimeResolution > TimeSpan.Zero;
        _originTicks = survey.Header.CreationTime.UtcTicks;
        _stampTicks = _originTicks;
        _progressTicks = _originTicks;
        _widthTicks = RateBuckets.ChooseWidth(rateInterval.Ticks, survey.LastTimeTicks - _originTicks, survey.StreamCount);
        _rates = new RateBuckets(_originTicks, _widthTicks);
        StallThreshold = stallThreshold;
    }

    public TimeSpan RateInterval => _hasTimes ? TimeSpan.FromTicks(_widthTicks) : TimeSpan.Zero;

    public TimeSpan StallThreshold { get; }

    public StallList Stalls { get; } = new();

    public List<WriteLogErrorSite> Errors { get; } = new();

    public List<WriteLogRetraction> Retractions { get; } = new();

    public long UntimedByteCount => _bytes - _bytesAtStamp;

    public void Take(in WriteLogRecord record)
    {
        switch (record.Type)
        {
            case WriteLogRecordType.Run:
                long bytes = record.RunBlockCount * record.RunBlockLength;
                Place(record, record.RunBlockCount, _streams[record.RunOrdinal], bytes);
                break;
            case WriteLogRecordType.Filemarks:
                Place(record, record.Extent.ObjectCount, record.Stream is { } owner ? _streams[owner.Ordinal] : null, 0);
                break;
            case WriteLogRecordType.SystemBlocks:
                Place(record, record.Extent.ObjectCount, null, 0);
                break;
            case WriteLogRecordType.Time:
                TakeStamp(Math.Max(_stampTicks, record.Time.UtcTicks));
                break;
            case WriteLogRecordType.StreamDefinition:
                var stream = new DiagnosedStream(record.Stream.GetValueOrDefault(), record.Description, new RateBuckets(_originTicks, _widthTicks));
                _streams.Add(stream.Id.Ordinal, stream);
                Await(stream);
                break;
            case WriteLogRecordType.StreamEnd:
                DiagnosedStream ended = _streams[record.StreamEnd.Stream.Ordinal];
                ended.EndWait(_servedFromTicks);
                ended.IsEnded = true;
                break;
            case WriteLogRecordType.Error:
                var site = new WriteLogErrorSite(record.Error, record.LogicalObjectIdentifier, _lastPlaced);
                Errors.Add(site);
                _openSites.Add(site);
                break;
            case WriteLogRecordType.Retraction:
                Retract(record.Retraction);
                break;
        }
    }

    /// <summary>The end of the log.</summary>
    public void Finish()
    {
        CloseSites(null);
        if (_merge.Finish(out TapeExtent last, out _))
            Count(last);

        foreach (DiagnosedStream stream in _streams.Values)
            stream.EndWait(_servedFromTicks);
    }

    public WriteLogStreamDiagnostics FinishAll()
    {
        TimeSpan? duration = _firstTicks is { } first && _lastTicks is { } last ? TimeSpan.FromTicks(last - first) : null;
        return new WriteLogStreamDiagnostics(null, null, new WriteLogStreamStatistics(null, _runs, _runs.ByteCount, duration), _rates.Rates, null, null);
    }

    public IReadOnlyList<WriteLogStreamDiagnostics> FinishStreams() =>
        _streams.Values.OrderBy(stream => stream.Id).Select(stream => stream.ToResult(_runs.ByteCount, _hasTimes)).ToArray();

    private void Place(in WriteLogRecord record, long count, DiagnosedStream? stream, long bytes)
    {
        if (_openSites.Count > 0)
            CloseSites(ExtentMerge.OneOf(record.Extent, 0));

        _openSitesTarget = null;
        _lastPlaced = ExtentMerge.OneOf(record.Extent, count - 1);
        if (_firstObjectSinceProgress < 0)
            _firstObjectSinceProgress = record.LogicalObjectIdentifier;

        long surviving = LogSurvey.Surviving(record.LogicalObjectIdentifier, count, _limit);
        if (surviving > 0 && _merge.Add(record, surviving, 0, out TapeExtent finished, out _))
            Count(finished);

        if (stream is null)
            return;

        _bytes = RateBuckets.Sum(_bytes, bytes);
        stream.EndWait(_servedFromTicks);
        _hasServedSinceStamp = true;
        stream.BytesSinceStamp = RateBuckets.Sum(stream.BytesSinceStamp, bytes);
        Await(stream);
        if (surviving > 0 && bytes > 0 && _hasTimes)
        {
            _hasSurvivingSinceStamp = true;
            stream.HasSurvivingSinceStamp = true;
            stream.FirstTicks ??= _stampTicks;
            _firstTicks ??= _stampTicks;
        }
    }

    private void Await(DiagnosedStream stream)
    {
        if (!stream.AwaitsStamp)
        {
            stream.AwaitsStamp = true;
            _awaitingStamp.Add(stream);
        }
    }

    private void TakeStamp(long ticks)
    {
        StampStreams(ticks);
        if (_bytes > _bytesAtStamp)
            _rates.Add(_stampTicks, ticks, _bytes - _bytesAtStamp);

        if (_hasSurvivingSinceStamp)
            _lastTicks = ticks;

        // Stamps with nothing between them do not end a stall.
        if (_firstObjectSinceProgress >= 0)
        {
            if (_hasProgress && ticks - _progressTicks >= StallThreshold.Ticks)
                Stalls.Add(new WriteLogStall(_progressTicks, ticks, _firstObjectSinceProgress, _bytes - _bytesAtStamp));

            _hasProgress = true;
            _progressTicks = ticks;
            _firstObjectSinceProgress = -1;
        }

        _hasSurvivingSinceStamp = false;
        _bytesAtStamp = _bytes;
        _stampTicks = ticks;
    }

    private void StampStreams(long ticks)
    {
        if (_hasServedSinceStamp)
        {
            // Whoever was served before and not now waits while others are served.
            foreach (DiagnosedStream stream in _servedBefore)
            {
                if (!stream.AwaitsStamp)
                    stream.BeginWait(ticks);
            }

            _servedBefore.Clear();
            _servedFromTicks = _stampTicks;
            _hasServedSinceStamp = false;
        }

        foreach (DiagnosedStream stream in _awaitingStamp)
            stream.Stamp(_stampTicks, ticks);

        if (_servedBefore.Count == 0)
            (_servedBefore, _awaitingStamp) = (_awaitingStamp, _servedBefore);
        else
            _servedBefore.AddRange(_awaitingStamp);

        _awaitingStamp.Clear();
    }

    private void Retract(WriteLogRetraction retraction)
    {
        Retractions.Add(retraction);
        _limit = _survey.LimitAfter(Retractions.Count);

        // What was placed before and is still there in the end reaches up to the target, unless a later retraction went further back.
        TapeExtent? before = _merge.LastObject();
        _lastPlaced = before?.EndLogicalObjectIdentifier == retraction.LogicalObjectIdentifier ? before : null;
        _openSitesTarget = retraction.LogicalObjectIdentifier;
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            DiagnosedStream stream = _streams[left.Stream.Ordinal];
            if (stream.IsEnded)
            {
                stream.IsEnded = false;
                Await(stream);
            }
        }
    }

    private void CloseSites(TapeExtent? after)
    {
        // Once for each, and not at each retraction. An error that came behind the last of these stands at the target already.
        foreach (WriteLogErrorSite site in _openSites)
        {
            if (_openSitesTarget is { } target)
                site.Retract(target, _lastPlaced);

            site.After = after;
        }

        _openSites.Clear();
    }

    private void Count(in TapeExtent extent)
    {
        if (extent.Type != TapeExtentType.Run)
            return;

        WriteRun run = extent.Run;
        _streams[run.Stream.Ordinal].Runs.Add(run);
        _runs.Add(run);
    }
}
