using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The values that tell what lies where: each field counts, hashes tell them apart, and each reads as it should.</summary>
public class LogValueTests
{
    private static readonly StreamId A = new(1);
    private static readonly StreamId B = new(2);

    private static readonly TapeExtent Run = TapeExtent.OfRun(1, 2, 3, 4, 5);
    private static readonly TapeExtent OfTheLog = TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 4, 3, 6, 7, 5);

    [Fact]
    public void Equality_OfValuesThatDifferInOneField_IsFalse()
    {
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            new WriteRun(A, 2, 3, 4, 5), new WriteRun(B, 2, 3, 4, 5), new WriteRun(A, 9, 3, 4, 5), new WriteRun(A, 2, 9, 4, 5), new WriteRun(A, 2, 3, 9, 5), new WriteRun(A, 2, 3, 4, 9), default);
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            Run, TapeExtent.OfRun(2, 2, 3, 4, 5), TapeExtent.OfRun(1, 9, 3, 4, 5), TapeExtent.OfRun(1, 2, 9, 4, 5), TapeExtent.OfRun(1, 2, 3, 9, 5), TapeExtent.OfRun(1, 2, 3, 4, 9),
            TapeExtent.OfFilemarks(1, 2, 3, 5), TapeExtent.OfFilemarks(-1, 2, 3, 5), OfTheLog,
            TapeExtent.OfSystemBlocks(SystemBlockType.ClosingCopy, 4, 3, 6, 7, 5), TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 4, 3, 9, 7, 5), TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 4, 3, 6, 9, 5));
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            new WriteLogTotals(1, 2, 3, 4, 5), new WriteLogTotals(9, 2, 3, 4, 5), new WriteLogTotals(1, 9, 3, 4, 5), new WriteLogTotals(1, 2, 9, 4, 5), new WriteLogTotals(1, 2, 3, 9, 5), new WriteLogTotals(1, 2, 3, 4, 9));
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            new WriteLogStreamChecksum(A, 2, 3), new WriteLogStreamChecksum(B, 2, 3), new WriteLogStreamChecksum(A, 9, 3), new WriteLogStreamChecksum(A, 2, 9));
        AllDiffer(
            (left, right) => left == right, (left, right) => left != right, new WriteLogRate(1, 2), new WriteLogRate(9, 2), new WriteLogRate(1, 9));
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            new WriteLogStall(1, 2, 3, 4), new WriteLogStall(0, 2, 3, 4), new WriteLogStall(1, 9, 3, 4), new WriteLogStall(1, 2, 9, 4), new WriteLogStall(1, 2, 3, 9));
        AllDiffer(
            (left, right) => left == right,
            (left, right) => left != right,
            new WriteLogRetractedStream(A, 2, 3, 4), new WriteLogRetractedStream(B, 2, 3, 4), new WriteLogRetractedStream(A, 9, 3, 4), new WriteLogRetractedStream(A, 2, 9, 4), new WriteLogRetractedStream(A, 2, 3, 9));
    }

    /// <summary>Neighbours on a tape differ in a little of several fields: such values must not fall together in a table.</summary>
    [Fact]
    public void GetHashCode_OfNeighbours_HardlyEverFallsTogether()
    {
        int[] small = Enumerable.Range(0, 12).ToArray();
        Distinct(from at in small from count in small from stream in small select new WriteRun(new StreamId(stream), 0, count, 1, at));
        Distinct(from at in small from count in small from stream in small select TapeExtent.OfRun(stream, 0, count, 1, at));
        Distinct(from blocks in small from bytes in small select new WriteLogTotals(0, blocks, bytes, 0, 0));
        Distinct(from index in small from bytes in small select new WriteLogRate(index, bytes));
        Distinct(from begin in small from at in small select new WriteLogStall(begin, 100, at, 0));
        Distinct(from stream in small from blocks in small select new WriteLogRetractedStream(new StreamId(stream), blocks, 0, 0));
        Distinct(from stream in small from block in small select new WriteLogIntent(new StreamId(stream), block, 1));
        Distinct(from stream in small from block in small select new WriteLogStreamLoss(new StreamId(stream), block, null));
        Distinct(from offset in small from at in small select new WriteLogLoss(offset, 0, at, null));
        Distinct(from at in small from count in small select new WriteLogSalvagedExtent(TapeExtentType.Run, 0, at, count, null, 1, false));
    }

    [Fact]
    public void ToString_OfEachKindOfExtent_SaysWhatItIs()
    {
        Assert.Equal("#1 blocks [2, 5) of 4 bytes at objects [5, 8)", Run.ToString());
        Assert.Equal("3 filemarks of #1 at objects [5, 8)", TapeExtent.OfFilemarks(1, 2, 3, 5).ToString());
        Assert.Equal("3 filemarks of #0 at objects [5, 8)", TapeExtent.OfFilemarks(0, 2, 3, 5).ToString());
        Assert.Equal("3 filemarks of the session at objects [5, 8)", TapeExtent.OfFilemarks(-1, 2, 3, 5).ToString());
        Assert.Equal("3 blocks LogIncrement of 4 bytes at objects [5, 8)", OfTheLog.ToString());
    }

    [Fact]
    public void Members_OfEachKindOfExtent_AreThoseOfItsKind()
    {
        Assert.Equal((A, new WriteRun(A, 2, 3, 4, 5), 8L), (Run.Stream, Run.Run, Run.EndLogicalObjectIdentifier));
        Assert.Equal((new StreamId(0), (StreamId?)null, (StreamId?)null), (TapeExtent.OfFilemarks(0, 2, 3, 5).Stream, TapeExtent.OfFilemarks(-1, 2, 3, 5).Stream, OfTheLog.Stream));
        Assert.Contains("Filemarks", Assert.Throws<InvalidOperationException>(() => TapeExtent.OfFilemarks(1, 2, 3, 5).Run).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteRun_AtTheLimitsOfItsNumbers_IsTakenAndBeyondRefused()
    {
        Assert.Equal(long.MaxValue, new WriteRun(A, long.MaxValue - 3, 3, 0, 0).EndBlock);
        Assert.Equal(long.MaxValue, new WriteRun(A, 0, 3, 0, long.MaxValue - 3).EndLogicalObjectIdentifier);
        Refused("firstBlock", () => new WriteRun(A, -1, 3, 4, 5));
        Refused("blockCount", () => new WriteRun(A, 2, -1, 4, 5));
        Refused("blockCount", () => new WriteRun(A, long.MaxValue - 3, 4, 0, 0));
        Refused("blockCount", () => new WriteRun(A, 0, 4, 0, long.MaxValue - 3));
        Refused("blockLengthBytes", () => new WriteRun(A, 2, 3, -1, 5));
        Refused("firstLogicalObjectIdentifier", () => new WriteRun(A, 2, 3, 4, -1));
    }

    [Fact]
    public void Cut_OfARun_IsTheCommonPartWhereItLies()
    {
        var run = new WriteRun(A, 10, 5, 4, 100);
        Assert.Equal(new WriteRun(A, 12, 2, 4, 102), run.Cut(new BlockRange(12, 2)));
        Assert.Equal(new WriteRun(A, 10, 2, 4, 100), run.Cut(new BlockRange(0, 12)));
        Assert.Equal(run, run.Cut(BlockRange.All));
        Assert.Equal(new WriteRun(A, 10, 0, 4, 100), run.Cut(new BlockRange(15, 5)));
    }

    [Fact]
    public void WriteLogError_AtTheLimitsOfItsNumbers_IsTakenAndBeyondRefused()
    {
        var error = new WriteLogError(0, true, -1, -1, new string('e', WriteLogError.MaximumMessageLength));
        Assert.Equal((0, true, -1L, -1L, 4096), (error.ConditionCode, error.IsDeferred, error.NoticedAtLogicalObjectIdentifier, error.FirstObjectInDoubt, error.Message.Length));
        Assert.Equal(long.MaxValue - 1, new WriteLogError(1, false, long.MaxValue - 1, long.MaxValue - 1, "e").NoticedAtLogicalObjectIdentifier);
        Refused("conditionCode", () => new WriteLogError(-1, false, 0, 0, "e"));
        Refused("noticedAtLogicalObjectIdentifier", () => new WriteLogError(0, false, -2, 0, "e"));
        Refused("noticedAtLogicalObjectIdentifier", () => new WriteLogError(0, false, long.MaxValue, 0, "e"));
        Refused("firstObjectInDoubt", () => new WriteLogError(0, false, 0, -2, "e"));
        Refused("firstObjectInDoubt", () => new WriteLogError(0, false, 0, long.MaxValue, "e"));
        Assert.Equal("message", Assert.Throws<ArgumentException>(() => new WriteLogError(0, false, 0, 0, new string('e', 4097))).ParamName);
        Assert.Equal("message", Assert.Throws<ArgumentNullException>(() => new WriteLogError(0, false, 0, 0, null!)).ParamName);
    }

    [Fact]
    public void WriteLogOrigin_AtTheLimitsOfItsNumbers_IsTakenAndBeyondRefused()
    {
        var origin = new WriteLogOrigin(A, 0, 0, 0xFF, 0, new byte[StreamDescription.MaximumTextLength]);
        Assert.Equal((A, 0xFF, 0, 4096), (origin.Stream, origin.SegmentTypeCode, origin.ByteOffset, origin.SourceDesignator.Length));
        Assert.Equal(0, new WriteLogOrigin(A, 1, 1, 0, 1, []).SegmentTypeCode);
        Refused("firstStreamByte", () => new WriteLogOrigin(A, -1, 0, 0, 0, []));
        Refused("byteCount", () => new WriteLogOrigin(A, 0, -1, 0, 0, []));
        Refused("segmentTypeCode", () => new WriteLogOrigin(A, 0, 0, -1, 0, []));
        Refused("segmentTypeCode", () => new WriteLogOrigin(A, 0, 0, 0x100, 0, []));
        Refused("logicalBlockAddress", () => new WriteLogOrigin(A, 0, 0, 0, -1, []));
        Refused("byteOffset", () => new WriteLogOrigin(A, 0, 0, 0, 0, [], -1));
        Refused("blockLengthBytes", () => new WriteLogOrigin(A, 0, 0, 0, 0, [], 0, -1));
        Assert.Equal("sourceDesignator", Assert.Throws<ArgumentException>(() => new WriteLogOrigin(A, 0, 0, 0, 0, new byte[StreamDescription.MaximumTextLength + 1])).ParamName);
    }

    [Fact]
    public void Members_OfAnotherTypeOfRecord_AreRefusedByBothNames()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(a, 64, 3);
        log.Close();
        var reader = new WriteLogReader(log.Snapshot());
        Assert.True(reader.Read(out WriteLogRecord header) && reader.Read(out WriteLogRecord definition));
        foreach (Func<WriteLogRecord, object> member in new Func<WriteLogRecord, object>[]
        {
            record => record.Extent, record => record.Run, record => record.Description, record => record.Retraction, record => record.OnMediumLogicalObjectIdentifier,
            record => record.StreamChecksum, record => record.StreamEnd, record => record.Totals, record => record.Origin, record => record.Error,
            record => record.SuccessorVolume, record => record.Intent, record => record.Time, record => record.ReceivedBlock,
        })
        {
            Assert.Contains("The record is of type Header and not ", Assert.Throws<InvalidOperationException>(() => member(header)).Message, StringComparison.Ordinal);
        }

        reader = new WriteLogReader(log.Snapshot());
        while (reader.Read(out WriteLogRecord record))
        {
            WriteLogRecord read = record;
            if (read.Type != WriteLogRecordType.Header)
                Assert.Throws<InvalidOperationException>(() => read.Header);

            if (read.Type == WriteLogRecordType.Run)
                Assert.Equal("Run: #0 blocks [0, 3) of 64 bytes at objects [0, 3)", read.ToString());
        }

        Assert.Equal("Header at object 0", header.ToString());
    }

    [Fact]
    public void Statistics_OfAStreamWithoutBlocks_AreNothing()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        log.DefineStream(new StreamDescription("a"));
        log.Close();
        WriteLogStatistics statistics = WriteLogStatistics.Compute(WriteLogIndex.Build(log.Snapshot()));
        foreach (WriteLogStreamStatistics one in new[] { statistics.All, statistics.Streams[0] })
        {
            Assert.Equal((0.0, 0.0, 0L, 0L), (one.MeanRunBlocks, one.Share, one.RunCount, one.LongestRunBlocks));
            Assert.Equal((null, null, 0), (one.Duration, one.BytesPerSecond, one.RunLengthHistogram.Count));
        }
    }

    [Fact]
    public void MeanRunBlocks_OfRunsOfDifferentLengths_IsTheirMean()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 64, 4);
        log.AppendBlocks(b, 64, 2);
        log.AppendBlocks(a, 64, 1);
        log.Close();
        WriteLogStatistics statistics = WriteLogStatistics.Compute(WriteLogIndex.Build(log.Snapshot()));
        Assert.Equal([2.5, 2.0, 7 / 3.0], statistics.Streams.Append(statistics.All).Select(one => one.MeanRunBlocks));
    }

    [Fact]
    public void Recovery_OfAWholeAndATornLog_SaysWhatIsGood()
    {
        PagedLog log = PagedLog.Write(3, 10, 20);
        using WriteLogRecovery whole = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes), WriteLogRecoveryMode.Strict);
        Assert.Equal((true, true, 0L, log.Bytes.LongLength), (whole.IsWhole, whole.IsClosed, whole.DiscardedBytes, whole.ValidLengthBytes));
        Assert.Equal($"{log.Bytes.Length} of {log.Bytes.Length} bytes are good, none was cut away", whole.ToString());
        Assert.NotNull(whole.Header);

        using WriteLogRecovery torn = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes.AsMemory(0, log.Bytes.Length - 1)));
        int good = log.PageEnds[^2];
        Assert.Equal((false, false, log.Bytes.Length - 1 - good, good), (torn.IsWhole, torn.IsClosed, (int)torn.DiscardedBytes, (int)torn.ValidLengthBytes));
        Assert.Equal($"{good} of {log.Bytes.Length - 1} bytes are good, {log.Bytes.Length - 1 - good} were cut away: The log ends inside a page. (at byte {good})", torn.ToString());
        Assert.Equal(whole.Header!.LogIdentifier, torn.Header!.LogIdentifier);

        using WriteLogRecovery strict = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes.AsMemory(0, log.Bytes.Length - 1)), WriteLogRecoveryMode.Strict);
        Assert.Equal((null, null, false, 0L, log.Bytes.LongLength - 1), (strict.Log, strict.Header, strict.IsClosed, strict.ValidLengthBytes, strict.DiscardedBytes));
    }

    private static void Refused(string parameter, Func<object> make) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);

    private static void Distinct<T>(IEnumerable<T> values)
    {
        T[] all = values.ToArray();
        int distinct = all.Select(value => value!.GetHashCode()).Distinct().Count();
        Assert.True(distinct >= all.Length * 9 / 10, typeof(T).Name + ": " + distinct + " of " + all.Length);
    }

    private static void AllDiffer<T>(Func<T, T, bool> equal, Func<T, T, bool> unequal, params T[] values)
        where T : struct, IEquatable<T>
    {
        for (int left = 0; left < values.Length; left++)
        {
            for (int right = 0; right < values.Length; right++)
            {
                bool isSame = left == right;
                Assert.Equal(isSame, values[left].Equals((object)values[right]));
                Assert.Equal(isSame, values[left].Equals(values[right]));
                Assert.Equal(isSame, equal(values[left], values[right]));
                Assert.Equal(!isSame, unequal(values[left], values[right]));
                Assert.True(!isSame || values[left].GetHashCode() == values[right].GetHashCode());
            }
        }

        Assert.False(values[0].Equals("something else"));
    }
}
