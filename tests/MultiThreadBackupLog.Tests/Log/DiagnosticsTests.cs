using System;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

public partial class DiagnosticsTests
{
    private const int Length = 1000;

    private readonly ManualTime _time = new();
    private readonly DateTimeOffset _begin;
    private readonly WriteLog _log;
    private readonly StreamId _a;
    private readonly StreamId _b;

    public DiagnosticsTests()
    {
        _begin = _time.GetUtcNow();
        _log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = _time, RunsPerTimeStamp = 1, OriginLogicalObjectIdentifier = 100 });
        _a = _log.DefineStream(new StreamDescription("a"));
        _b = _log.DefineStream(new StreamDescription("b"));
        _log.AppendBlocks(_a, Length, 1);
        _log.AppendBlocks(_b, Length, 1);
        Commit();
    }

    [Fact]
    public void Rates_OfASteadyTape_AreTheBytesOfEachInterval()
    {
        for (int second = 0; second < 4; second++)
            Put(_a, 10 * (second + 1), 1000);

        WriteLogDiagnostics diagnostics = Compute();

        // The two blocks of the beginning were accepted in no time, and count to the first interval.
        Assert.Equal(TimeSpan.FromSeconds(1), diagnostics.RateInterval);
        Assert.Equal([(0, 12_000), (1, 20_000), (2, 30_000), (3, 40_000)], diagnostics.All.Rates.Select(r => (r.IntervalIndex, r.ByteCount)));
        Assert.Equal([(0, 1_000)], diagnostics.Streams[1].Rates.Select(r => (r.IntervalIndex, r.ByteCount)));
        Assert.Equal(0, diagnostics.UntimedByteCount);
    }

    [Fact]
    public void Rates_BetweenTwoStampsFarApart_AreSpreadEvenly()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = _time });
        StreamId stream = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(stream, Length, 1);
        log.AppendBlocks(stream, Length / 2, 20);
        _time.Advance(TimeSpan.FromSeconds(4));
        log.Close();
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(log.Snapshot(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Assert.Equal([2_750, 2_750, 2_750, 2_750], diagnostics.All.Rates.Select(r => r.ByteCount));
    }

    [Fact]
    public void Stalls_LongerThanTheThreshold_AreListedWithWhatCameInThem()
    {
        Put(_a, 5, 400);
        Put(_a, 5, 2500);
        Put(_b, 5, 999);
        Put(_a, 5, 1000);
        WriteLogDiagnostics diagnostics = Compute();
        Assert.Equal(2, diagnostics.StallCount);
        Assert.Equal(TimeSpan.FromMilliseconds(3500), diagnostics.StalledTime);
        WriteLogStall stall = diagnostics.Stalls[0];
        Assert.Equal(_begin.AddMilliseconds(400), stall.Begin);
        Assert.Equal(TimeSpan.FromMilliseconds(2500), stall.Duration);
        Assert.Equal(107, stall.LogicalObjectIdentifier);
        Assert.Equal(5 * Length, stall.ByteCount);
    }

    [Fact]
    public void Starvation_WhileOthersAreServed_IsTheLongestWait()
    {
        Put(_a, 1, 100);
        Put(_a, 1, 200);
        Put(_a, 1, 300);
        Put(_b, 1, 50);
        Put(_a, 1, 100);
        WriteLogDiagnostics diagnostics = Compute();
        Assert.Equal(TimeSpan.FromMilliseconds(500), diagnostics.Streams[1].LongestStarvation);
        Assert.Equal(_begin.AddMilliseconds(100), diagnostics.Streams[1].StarvationBegin);
        Assert.Equal(TimeSpan.Zero, diagnostics.Streams[0].LongestStarvation);
    }

    [Fact]
    public void Starvation_OfAStreamThatEnded_EndsThere()
    {
        Put(_a, 1, 100);
        Put(_a, 1, 100);
        _log.EndStream(_b, StreamEndType.Completed);
        Put(_a, 1, 5000);
        Assert.Equal(TimeSpan.FromMilliseconds(100), Compute().Streams[1].LongestStarvation);
    }

    [Fact]
    public void Starvation_OfAStreamThatNeverGotATurn_IsTheTimeInWhichOthersDid()
    {
        Put(_a, 1, 100);
        StreamId late = _log.DefineStream(new StreamDescription("late"));
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Commit();
        Put(_a, 1, 200);
        Put(_a, 1, 300);
        WriteLogStreamDiagnostics diagnostics = Compute().Streams[late.Ordinal];
        Assert.Equal(_begin.AddMilliseconds(330), diagnostics.StarvationBegin);
        Assert.Equal(TimeSpan.FromMilliseconds(300), diagnostics.LongestStarvation);
    }

    [Fact]
    public void Duration_OfWhatIsOnTheTapeInTheEnd_ReachesFromItsFirstToItsLastStamp()
    {
        Put(_a, 1, 1000);
        Put(_a, 1, 1000);
        Put(_b, 3, 1000);
        _log.RetractTo(_log.NextLogicalObjectIdentifier - 3);
        Put(_a, 1, 1000);
        WriteLogDiagnostics diagnostics = Compute();
        Assert.Equal(
            [TimeSpan.FromSeconds(4), TimeSpan.Zero], diagnostics.Streams.Select(stream => stream.Statistics.Duration));
        Assert.Equal((TimeSpan.FromSeconds(4), 5L), (diagnostics.All.Statistics.Duration, diagnostics.All.Statistics.BlockCount));
        Assert.Equal(1_000, diagnostics.Streams[0].Statistics.BytesPerSecond);
        Assert.Equal((0.8, 0.2), (diagnostics.Streams[0].Statistics.Share, diagnostics.Streams[1].Statistics.Share));
    }

    [Fact]
    public void Duration_WhenTheLastBlocksWereTakenBack_EndsBeforeThem()
    {
        Put(_a, 1, 1000);
        Put(_b, 2, 1000);
        Put(_a, 3, 5000);
        _log.RetractTo(_log.NextLogicalObjectIdentifier - 3);
        _time.Advance(TimeSpan.FromSeconds(7));
        Commit();
        WriteLogDiagnostics diagnostics = Compute();
        Assert.Equal(TimeSpan.FromSeconds(2), diagnostics.All.Statistics.Duration);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], diagnostics.Streams.Select(stream => stream.Statistics.Duration));
    }

    [Fact]
    public void Errors_BehindARetractionThatALaterOneOutdoes_HaveNothingBeforeThatIsNotThere()
    {
        Put(_a, 4, 100);
        Put(_b, 4, 100);
        _log.RetractTo(108);
        _log.AppendError(new WriteLogError(3, true, 108, 108, "first"));
        _log.RetractTo(104);
        Put(_b, 1, 100);
        WriteLogErrorSite site = Compute().Errors[0];
        Assert.Equal((104, 103L), (site.LogicalObjectIdentifier, site.Before!.Value.FirstLogicalObjectIdentifier));
        Assert.Equal((_b, 1L, 104L), (site.After!.Value.Run.Stream, site.After.Value.Run.FirstBlock, site.After.Value.FirstLogicalObjectIdentifier));
    }

    [Fact]
    public void Compute_LogWithoutTimes_HasRunsAndNoTimes()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero, TimeProvider = _time });
        log.AppendBlocks(log.DefineStream(new StreamDescription("a")), Length, 3);
        log.Close();
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(log.Snapshot(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((false, null, TimeSpan.Zero, 3_000L), (diagnostics.HasTimes, diagnostics.LastTime, diagnostics.RateInterval, diagnostics.UntimedByteCount));
        Assert.Equal((null, null, null), (diagnostics.All.Statistics.Duration, diagnostics.All.Statistics.BytesPerSecond, diagnostics.Streams[0].LongestStarvation));
        Assert.Equal((1L, 3L), (diagnostics.All.Statistics.RunCount, diagnostics.All.Statistics.BlockCount));
    }

    [Fact]
    public void Stalls_BehindTheVeryFirstObject_AreSeen()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = _time, RunsPerTimeStamp = 1 });
        StreamId stream = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(stream, Length, 1);
        log.Commit();
        _time.Advance(TimeSpan.FromSeconds(2));
        log.AppendFilemarks(stream, 1);
        log.AppendBlocks(stream, Length, 1);
        log.Close();
        WriteLogStall stall = Assert.Single(WriteLogDiagnostics.Compute(log.Snapshot(), TimeSpan.Zero, TimeSpan.FromSeconds(1)).Stalls);
        Assert.Equal((1L, TimeSpan.FromSeconds(2)), (stall.LogicalObjectIdentifier, stall.Duration));
    }

    [Fact]
    public void Runs_OnBothSidesOfWhatWasTakenBack_AreOneRun()
    {
        Put(_a, 2, 10);
        Put(_b, 1, 10);
        _log.RetractTo(_log.NextLogicalObjectIdentifier - 1);
        Put(_a, 2, 10);
        WriteLogStreamStatistics runs = Compute().Streams[0].Statistics;
        Assert.Equal((2L, 5L, 4L), (runs.RunCount, runs.BlockCount, runs.LongestRunBlocks));
        Assert.Equal(runs.RunLengthHistogram, WriteLogStatistics.Compute(WriteLogIndex.Build(_log.Snapshot())).Streams[0].RunLengthHistogram);
    }

    [Fact]
    public void Starvation_WhenNobodyIsServed_IsNone()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        Put(_b, 1, 1);
        Assert.Equal(TimeSpan.Zero, Compute().Streams[0].LongestStarvation);
    }

    [Fact]
    public void Errors_WithARetraction_HaveTheObjectsOnEachSide()
    {
        Put(_a, 10, 100);
        _log.AppendError(new WriteLogError(3, true, 112, 105, "write"));
        _log.RetractTo(105);
        Put(_b, 2, 100);
        _log.AppendError(new WriteLogError(4, false, 107, -1, "last"));
        WriteLogDiagnostics diagnostics = Compute();

        WriteLogErrorSite site = diagnostics.Errors[0];
        Assert.Equal((105, 7), (site.LogicalObjectIdentifier, site.RetractedObjectCount));
        Assert.Equal((_a, 3L, 104L), (site.Before!.Value.Run.Stream, site.Before.Value.Run.FirstBlock, site.Before.Value.FirstLogicalObjectIdentifier));
        Assert.Equal((_b, 1L, 105L), (site.After!.Value.Run.Stream, site.After.Value.Run.FirstBlock, site.After.Value.FirstLogicalObjectIdentifier));
        Assert.Equal(1, site.After.Value.ObjectCount);
        Assert.Equal(106, diagnostics.Errors[1].Before!.Value.FirstLogicalObjectIdentifier);
        Assert.Null(diagnostics.Errors[1].After);
        Assert.Equal(0, diagnostics.Errors[1].RetractedObjectCount);
    }

    [Fact]
    public void Compute_WithoutTimeStamps_SaysSoAndInventsNone()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        log.AppendBlocks(log.DefineStream(new StreamDescription("a")), Length, 5);
        log.Close();
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(log.Snapshot(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.False(diagnostics.HasTimes);
        Assert.Equal(TimeSpan.Zero, diagnostics.RateInterval);
        Assert.Equal(5 * Length, diagnostics.UntimedByteCount);
        Assert.Null(diagnostics.All.Statistics.Duration);
        Assert.Null(diagnostics.Streams[0].LongestStarvation);
    }

    [Fact]
    public void Compute_WithMoreIntervalsThanCanBe_MakesThemLonger()
    {
        Put(_a, 1, 1_000_000_000);
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(_log.Snapshot(), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Assert.True(diagnostics.RateInterval > TimeSpan.FromMilliseconds(1));
        Assert.True(diagnostics.All.Rates.Count <= WriteLogDiagnostics.MaximumRateIntervals);
        Assert.InRange(Compute(TimeSpan.Zero).All.Rates.Count, 1, 250);
    }

    [Fact]
    public void Compute_OfManyStalls_KeepsTheLongest()
    {
        for (int stall = 0; stall < 500; stall++)
            Put(_a, 1, 2000 + stall);

        WriteLogDiagnostics diagnostics = Compute();
        Assert.Equal(500, diagnostics.StallCount);
        Assert.Equal(WriteLogDiagnostics.MaximumStalls, diagnostics.Stalls.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(2400), diagnostics.Stalls[0].Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(2499), diagnostics.Stalls[^1].Duration);
    }

    [Fact]
    public void Compute_OfNoLog_IsAFault()
    {
        Assert.Throws<WriteLogException>(() => WriteLogDiagnostics.Compute(new WriteLogSnapshot(new byte[100]), TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.Throws<WriteLogException>(() => WriteLogTapeReader.Open(new WriteLogSnapshot(ReadOnlyMemory<byte>.Empty)));
        Assert.Equal("log", Assert.Throws<ArgumentNullException>(() => WriteLogDiagnostics.Compute(null!, TimeSpan.Zero, TimeSpan.FromSeconds(1))).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => WriteLogDiagnostics.Compute(_log.Snapshot(), TimeSpan.FromTicks(-1), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WriteLogDiagnostics.Compute(_log.Snapshot(), TimeSpan.Zero, TimeSpan.Zero));
    }

    private WriteLogDiagnostics Compute(TimeSpan? interval = null)
    {
        Commit();
        return WriteLogDiagnostics.Compute(_log.Snapshot(), interval ?? TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    // Blocks that took so long to be accepted, with a stamp right behind them.
    private void Put(StreamId stream, long blocks, int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _log.AppendBlocks(stream, Length, blocks);
        Commit();
    }

    private void Commit() => _log.Commit();
}
