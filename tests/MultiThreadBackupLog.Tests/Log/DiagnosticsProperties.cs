using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class DiagnosticsProperties
{
    [Fact]
    public void The_tape_read_from_the_log_alone_is_that_of_the_model() => PropertyCheck.ForAllSeeds(seed =>
    {
        var scenario = new LogScenario(seed);
        using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
        scenario.Play(log);
        WriteLogTapeReader tape = WriteLogTapeReader.Open(log.Snapshot());

        var extents = new List<TapeExtent>();
        DateTimeOffset? last = null;
        while (tape.Read(out TapeExtent extent))
        {
            extents.Add(extent);
            Assert.Equal(scenario.Options.TimeResolution > TimeSpan.Zero, tape.NotBefore is not null);
            Assert.True(last is null || tape.NotBefore >= last);
            last = tape.NotBefore;
            if (extent.Stream is { } stream)
            {
                Assert.True(tape.TryGetDescription(stream, out StreamDescription? description));
                Assert.Equal(scenario.Model.Streams[stream.Ordinal].Description.Name, description.Name);
            }
        }

        Assert.Equal(scenario.Model.Extents(), extents);
        Assert.Equal(scenario.Model.Next, tape.EndLogicalObjectIdentifier);
        Assert.False(tape.Read(out _));
        return true;
    });

    [Fact]
    public void Diagnostics_count_what_is_on_the_tape_and_lose_no_byte_over_time() => PropertyCheck.ForAllSeeds(seed =>
    {
        var scenario = new LogScenario(seed);
        using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
        scenario.Play(log);
        var interval = TimeSpan.FromTicks(new Random(seed).NextInt64(0, 50_000_000));
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(log.Snapshot(), interval, TimeSpan.FromMilliseconds(8));

        WriteLogStatistics indexed = WriteLogStatistics.Compute(WriteLogIndex.Build(log.Snapshot()));
        Assert.Equal(indexed.Streams.Select(s => s.Stream!.Id), diagnostics.Streams.Select(s => s.Id!.Value));
        foreach ((WriteLogStreamStatistics expected, WriteLogStreamDiagnostics actual) in indexed.Streams.Append(indexed.All).Zip(diagnostics.Streams.Append(diagnostics.All)))
        {
            Assert.Equal(expected.RunLengthHistogram, actual.Statistics.RunLengthHistogram);
            Assert.Equal((expected.BlockCount, expected.ByteCount, expected.RunCount), (actual.Statistics.BlockCount, actual.Statistics.ByteCount, actual.Statistics.RunCount));
            Assert.Equal(expected.Share, actual.Statistics.Share);
            Assert.True(actual.Rates.Zip(actual.Rates.Skip(1)).All(pair => pair.First.IntervalIndex < pair.Second.IntervalIndex));
        }

        long accepted = LogRecords.Runs(log.Snapshot()).Sum(run => run.BlockCount * run.BlockLengthBytes);
        Assert.Equal(accepted, diagnostics.All.Rates.Sum(rate => rate.ByteCount) + diagnostics.UntimedByteCount);
        Assert.Equal(diagnostics.All.Rates.Sum(rate => rate.ByteCount), diagnostics.Streams.Sum(stream => stream.Rates.Sum(rate => rate.ByteCount)));
        Assert.Equal(scenario.Model.Errors.Count, diagnostics.Errors.Count);
        Assert.Equal(scenario.Model.Retractions.Count, diagnostics.Retractions.Count);
        Assert.All(diagnostics.Stalls, stall => Assert.True(stall.Duration >= TimeSpan.FromMilliseconds(8)));
        if (!diagnostics.HasTimes)
        {
            Assert.Empty(diagnostics.Stalls);
            Assert.Empty(diagnostics.All.Rates);
            Assert.All(diagnostics.Streams, stream => Assert.Null(stream.LongestStarvation));
        }

        return true;
    });
}
