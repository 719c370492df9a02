using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Stretches of a tape where its filemarks, system blocks and zones begin and end, and tables that somebody made to contradict the streams.</summary>
public class TapeMapTests
{
    private const string Uncovered = "The index that the log carries contradicts itself: every object of the tape lies in an extent.";

    [Fact]
    public void StretchAt_BetweenFilemarksAndSystemBlocks_EndsAtThem()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 100 });
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 64, 3);
        log.AppendSystemBlocks(SystemBlockType.SessionLabel, 512, 2, 0, 0);
        log.AppendBlocks(a, 64, 2);
        log.AppendBlocks(b, 64, 2);
        log.AppendFilemarks(null, 2);
        log.AppendBlocks(b, 64, 1);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 1024, 1, 0, 0);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 256, 1, 0, 0);
        log.AppendBlocks(a, 64, 1);
        log.AppendFilemarks(a, 1);
        log.AppendFilemarks(b, 1);
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        (long First, long End, int Length)[] expected =
        [
            (100, 103, 64), (103, 105, 512), (105, 109, 64), (109, 111, 0), (111, 112, 64), (112, 113, 1024), (113, 114, 256), (114, 115, 64), (115, 116, 0), (116, 117, 0),
        ];
        for (long at = 100; at < 117; at++)
            Assert.Equal(expected.Single(stretch => stretch.First <= at && stretch.End > at), Stretch(index, at));
    }

    [Fact]
    public void StretchAt_InZonesOfOtherStreams_EndsWithItsZone()
    {
        // 1,024 runs of a and b, then as many of c and d.
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 10 });
        StreamId[] streams = Enumerable.Range(0, 4).Select(number => log.DefineStream(new StreamDescription("s" + number))).ToArray();
        for (int run = 0; run < 2_048; run++)
            log.AppendBlocks(streams[(run / 1_024 * 2) + (run % 2)], run < 1_024 ? 64 : 128, 3);

        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        long border = 10 + (3 * 1_024);
        long end = 10 + (3 * 2_048);
        Assert.Equal((10, border, 64), Stretch(index, 10));
        Assert.Equal((10, border, 64), Stretch(index, border - 1));
        Assert.Equal((border, end, 128), Stretch(index, border));
        Assert.Equal((border, end, 128), Stretch(index, end - 1));
    }

    [Theory]
    [InlineData(64, 64, 64, 64)]
    [InlineData(64, 128, 128, 0)]
    [InlineData(128, 64, 64, 0)]
    [InlineData(64, 64, 128, 0)]
    public void StretchAt_OfStreamsWithTheirOwnLengths_SaysOneOnlyWhereAllHaveIt(int ofA, int ofB, int ofBLater, int expected)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, ofA, 1);
        log.AppendBlocks(b, ofB, 1);
        log.AppendBlocks(a, ofA, 1);
        log.AppendBlocks(b, ofBLater, 1);
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        for (long at = 0; at < 4; at++)
            Assert.Equal((0, 4, expected), Stretch(index, at));
    }

    [Fact]
    public void Questions_OfTablesWithoutAnythingThere_AreAFault()
    {
        var map = new TapeMap(() => new TapeTables()) { EndObject = 10 };
        AssertFault(Uncovered, () => map.At(5));
        AssertFault(Uncovered, () => map.StretchAt(5));
        AssertFault(Uncovered, () => map.Extents(0, 10).ToList());
    }

    [Fact]
    public void Questions_OfAZoneWhoseStreamsHaveNothingThere_AreAFault()
    {
        // The first stream has no run at all, the second one none before object 8.
        IndexedStream[] streams = [new(0, new StreamId(0), new StreamDescription("a")), new(1, new StreamId(1), new StreamDescription("b"))];
        streams[1].Runs.Add(8, 2, 64);
        streams[0].Runs.Seal();
        streams[1].Runs.Seal();
        var tables = new TapeTables();
        tables.Zones.AddWhole(0, [0, 1]);
        tables.Zones.Seal();
        var map = new TapeMap(() => tables) { EndObject = 10, Streams = streams };
        AssertFault("The index that the log carries contradicts itself: a run lies where nothing else does.", () => map.At(5));
        AssertFault(Uncovered, () => map.Extents(0, 10).ToList());
        Assert.Equal(TapeExtent.OfRun(1, 0, 2, 64, 8), map.At(9));
    }

    [Fact]
    public void Require_OfAnIndexThatWasBuilt_IsAMistakeOfTheLibrary()
    {
        var map = new TapeMap(new IndexBuilder());
        map.Require(true, "this");
        Assert.Contains("this", Assert.Throws<InvalidOperationException>(() => map.Require(false, "this")).Message, StringComparison.Ordinal);
    }

    private static void AssertFault(string message, Func<object> question)
    {
        WriteLogFault fault = Assert.Throws<WriteLogException>(question).Fault;
        Assert.Equal((WriteLogFaultReason.Inconsistent, message), (fault.Reason, fault.Message));
    }

    private static (long First, long End, int Length) Stretch(WriteLogIndex index, long at)
    {
        TapeStretch stretch = index.StretchAt(at);
        return (stretch.FirstObject, stretch.EndObject, stretch.BlockLengthBytes);
    }
}
