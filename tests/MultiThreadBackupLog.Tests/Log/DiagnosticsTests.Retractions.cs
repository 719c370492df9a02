using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

// Errors and what they take back, streams that are open again, and times of which nothing is to be told.
public partial class DiagnosticsTests
{
    [Fact]
    public void Errors_BehindWhichNothingCame_AreWhereTheRetractionLeftTheTape()
    {
        Put(_a, 4, 100);
        _log.AppendError(new WriteLogError(3, true, 106, 104, "write"));
        _log.RetractTo(104);
        WriteLogErrorSite site = Assert.Single(Compute().Errors);
        Assert.Equal((104, 2L, null), (site.LogicalObjectIdentifier, site.RetractedObjectCount, site.After));
        Assert.Equal(TapeExtent.OfRun(_a.Ordinal, 2, 1, Length, 103), site.Before);
    }

    [Fact]
    public void Errors_BehindAFilemarkOfTheSession_HaveThatBefore()
    {
        _log.AppendFilemarks(null, 2);
        _log.AppendError(new WriteLogError(3, false, 104, -1, "write"));
        _log.AppendFilemarks(null, 1);
        WriteLogErrorSite site = Assert.Single(Compute().Errors);
        Assert.Equal((TapeExtent.OfFilemarks(-1, 0, 1, 103), TapeExtent.OfFilemarks(-1, 0, 1, 104)), (site.Before, site.After));
    }

    [Fact]
    public void Errors_WithARetractionAndALaterOneThatWentFurther_HaveNothingBefore()
    {
        Put(_a, 4, 100);
        Put(_b, 4, 100);
        _log.AppendError(new WriteLogError(3, true, 110, 108, "write"));
        _log.RetractTo(108);
        Put(_b, 1, 100);
        _log.RetractTo(104);
        Put(_a, 1, 100);
        WriteLogErrorSite site = Assert.Single(Compute().Errors);
        Assert.Equal((108, 2L, null), (site.LogicalObjectIdentifier, site.RetractedObjectCount, site.Before));
        Assert.Equal(TapeExtent.OfRun(_b.Ordinal, 3, 1, Length, 108), site.After);
    }

    [Fact]
    public void Starvation_OfAStreamThatARetractionOpenedAgain_BeginsBehindThat()
    {
        _log.EndStream(_b, StreamEndType.Completed);
        Put(_a, 1, 100);
        Put(_a, 1, 200);
        _log.RetractTo(101); // The only block of b, and what came behind it.
        Put(_a, 1, 1000);
        Put(_a, 1, 1500);
        Put(_b, 1, 50);
        WriteLogStreamDiagnostics diagnostics = Compute().Streams[1];
        Assert.Equal(TimeSpan.FromMilliseconds(1500), diagnostics.LongestStarvation);
        Assert.Equal(_begin.AddMilliseconds(1300), diagnostics.StarvationBegin);
    }

    [Fact]
    public void Starvation_TwiceForTheSameTime_IsTheFirst()
    {
        Put(_a, 1, 100);
        Put(_a, 1, 200);
        Put(_b, 1, 50);
        Put(_a, 1, 100);
        Put(_a, 1, 200);
        Put(_b, 1, 50);
        WriteLogStreamDiagnostics diagnostics = Compute().Streams[1];
        Assert.Equal((TimeSpan.FromMilliseconds(200), _begin.AddMilliseconds(100)), (diagnostics.LongestStarvation, diagnostics.StarvationBegin));
    }

    [Fact]
    public void Starvation_WhileOnlyFilemarksOfTheSessionAreWritten_IsNone()
    {
        // A block of each stream; a filemark, and another one, for a second each; and a block of the second stream.
        WriteLogDiagnostics diagnostics = OfForged("09 00 60 00 01 60 01 01 09 01 03 02 00 01 09 E807 03 02 00 01 09 E807 60 01 01 09 01");
        Assert.All(diagnostics.Streams, stream => Assert.Equal((TimeSpan.Zero, null), (stream.LongestStarvation, stream.StarvationBegin)));
    }

    [Fact]
    public void Duration_WithFilemarksBehindTheLastBlock_EndsWithTheBlock()
    {
        // Stamps at 5 and 8 ms, and behind a filemark of the stream at 13 ms.
        WriteLogDiagnostics diagnostics = OfForged("09 05 60 00 01 09 03 03 02 01 01 09 05");
        TimeSpan expected = TimeSpan.FromMilliseconds(3);
        Assert.Equal((expected, expected), (diagnostics.All.Statistics.Duration, diagnostics.Streams[0].Statistics.Duration));
        Assert.Equal(diagnostics.Header.CreationTime.AddMilliseconds(13), diagnostics.LastTime);
    }

    [Fact]
    public void Stalls_BehindARetractionToTheFirstObjectThereIs_HaveThatObject()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = _time });
        StreamId stream = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(stream, Length, 1);
        log.Commit();
        log.RetractTo(0);
        log.Commit();
        _time.Advance(TimeSpan.FromSeconds(2));
        log.AppendBlocks(stream, Length, 1);
        log.AppendBlocks(stream, 2 * Length, 1);
        log.Close();
        WriteLogStall stall = Assert.Single(WriteLogDiagnostics.Compute(log.Snapshot(), TimeSpan.Zero, TimeSpan.FromSeconds(1)).Stalls);
        Assert.Equal((0L, TimeSpan.FromSeconds(2)), (stall.LogicalObjectIdentifier, stall.Duration));
    }

    [Fact]
    public void Stalls_BeforeTheFirstObject_AreNone()
    {
        // Stamps at 5 ms and 2,005 ms, a block, and a stamp 1 ms later.
        WriteLogDiagnostics diagnostics = OfForged("09 05 09 D00F 60 00 01 09 01");
        Assert.Equal((0, TimeSpan.Zero, 0), (diagnostics.StallCount, diagnostics.StalledTime, diagnostics.Stalls.Count));
    }

    // Of a log with the streams 0 and 1, and then these records: stamps where this library's writer would set none.
    private static WriteLogDiagnostics OfForged(string records) =>
        WriteLogDiagnostics.Compute(new WriteLogSnapshot(ForgedLogTests.Forge(Hex.Parse(records))), TimeSpan.Zero, TimeSpan.FromSeconds(1));
}
