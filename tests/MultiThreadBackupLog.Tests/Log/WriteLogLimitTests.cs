using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What a writer counts up to its limits, and what it refuses of its caller.</summary>
public class WriteLogLimitTests
{
    private static readonly StreamDescription Description = new("a");

    [Fact]
    public void Totals_WhileARunIsOpen_CountItsBlocksAndBytes()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        StreamId b = log.DefineStream(Description);
        Assert.Equal(new WriteLogTotals(2, 0, 0, 0, 0), log.Totals);
        log.AppendBlocks(b, 64, 3);
        Assert.Equal(new WriteLogTotals(2, 3, 192, 0, 0), log.Totals);
        log.AppendBlocks(b, 64, 1);
        Assert.Equal(new WriteLogTotals(2, 4, 256, 0, 0), log.Totals);
        log.AppendBlocks(a, 10, 2);
        Assert.Equal(new WriteLogTotals(2, 6, 276, 0, 0), log.Totals);
        log.Publish();
        Assert.Equal(new WriteLogTotals(2, 6, 276, 0, 0), log.Totals);
    }

    [Fact]
    public void AppendBlocks_BytesUpToTheLastNumber_AreTakenAndBeyondRefused()
    {
        // (2^31 - 1) * 2^32 bytes; 2^32 - 1 are left, which two more blocks of that length do not pass and three do.
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        StreamId b = log.DefineStream(Description);
        log.AppendBlocks(a, int.MaxValue, 1L << 32);
        OutOfRange("blockCount", () => log.AppendBlocks(b, int.MaxValue, 3));
        log.AppendBlocks(b, int.MaxValue, 2);
        OutOfRange("blockCount", () => log.AppendBlocks(b, int.MaxValue, 1));
        log.AppendBlocks(b, 1, 1);
        log.Close();
        Assert.Equal(long.MaxValue, log.Totals.ByteCount);
        Assert.Equal(log.Totals, WriteLogIndex.Build(log.Snapshot()).Totals);
    }

    [Fact]
    public void AppendBlocks_NoBlockOfTheRunThatIsOpen_IsRefused()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 1, 3);
        OutOfRange("blockCount", () => log.AppendBlocks(a, 1, 0));
        OutOfRange("blockCount", () => log.AppendBlocks(a, 1, -1));
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => log.AppendBlocks(new StreamId(1), 1, 1)).ParamName);
        Assert.Equal(3, log.NextLogicalObjectIdentifier);
    }

    [Fact]
    public void AppendIntent_BlocksUpToTheLastNumber_AreTakenAndBeyondRefused()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 1, long.MaxValue - 5);
        OutOfRange("blockCount", () => log.AppendIntent(a, 6));
        log.AppendIntent(a, 5);
        log.Close();
        Assert.Contains("Intent@0 #0 9223372036854775802 5", LogRecords.ReadAll(new WriteLogReader(log.Snapshot())));
    }

    [Fact]
    public void DefineStream_WhatIsRefused_TakesNoOrdinal()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        Assert.Equal("description", Assert.Throws<ArgumentNullException>(() => log.DefineStream(null!)).ParamName);
        Assert.Equal(0, log.DefineStream(Description).Ordinal);
        log.Close();
        Assert.Throws<InvalidOperationException>(() => log.DefineStream(Description));
        Assert.Equal(1, log.ReserveStream().Ordinal);
    }

    [Fact]
    public void Arguments_ThatAreNull_AreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        IsNull("reason", () => log.EndStream(a, StreamEndType.Failed, null!));
        IsNull("origin", () => log.AppendOrigin(null!));
        IsNull("error", () => log.AppendError(null!));
        IsNull("description", () => log.DefineStream(log.ReserveStream(), null!));
        log.Close();
        IsNull("options", () => WriteLog.CreateInMemory(null!));
        IsNull("options", () => WriteLog.CreateFile(path, null!));
        IsNull("path", () => WriteLog.CreateFile(null!, new WriteLogOptions()));
        IsNull("log", () => WriteLog.WriteSealed(null!, path));
        IsNull("path", () => WriteLog.WriteSealed(log.Snapshot(), null!));
        IsNull("bytes", () => WriteLogRecovery.Recover(null!));
        IsNull("path", () => WriteLogRecovery.RecoverFile(null!));
        IsNull("path", () => WriteLogSnapshot.OpenFile(null!));
        IsNull("snapshot", () => new WriteLogReader((WriteLogSnapshot)null!));
        IsNull("log", () => WriteLogTapeReader.Open(null!));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Operations_AfterDisposal_AreRefusedAlsoOfALogInMemory()
    {
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        log.AppendBlocks(log.DefineStream(Description), 64, 3);
        log.Dispose();
        long length = log.Length;
        Assert.Throws<ObjectDisposedException>(log.Publish);
        Assert.Throws<ObjectDisposedException>(() => log.Commit());
        Assert.Throws<ObjectDisposedException>(log.Close);
        Assert.Equal((length, false), (log.Length, log.IsClosed));
    }

    [Fact]
    public void WriteLog_HeaderThatCannotBeMadeDurable_IsNoLog()
    {
        using var store = new FullDiskStore { FlushFails = true };
        Assert.Throws<IOException>(() => new WriteLog(new WriteLogOptions(), store));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AppendBlocks_ManyRunsBetweenTwoCommits_EndAPageAt16KiB(int millisecondsPerUnit)
    {
        // Each of a length of its own: no short way to say them.
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.FromMilliseconds(millisecondsPerUnit), RunsPerTimeStamp = 1 });
        StreamId a = log.DefineStream(Description);
        for (int run = 1; run <= 30_000; run++)
            log.AppendBlocks(a, run, 1);

        log.Close();
        var ends = Sealed.PageEnds(LogRecords.Bytes(log.Snapshot()));
        Assert.All(ends.Zip(ends.Skip(1), (from, to) => to - from), length => Assert.InRange(length, 33, 16_384));
        Assert.Equal(30_000, LogRecords.Runs(log.Snapshot()).Count);
    }

    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    public void RetractTo_AsManyStreamsAsARecordHoldsOrOneMore_IsSplitOnlyThen(int lost, int least)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        for (int stream = 0; stream <= lost; stream++)
            log.AppendBlocks(log.DefineStream(Description), 64, 1);

        Assert.Equal(lost, log.RetractTo(1)!.Streams.Count);
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.InRange(index.Retractions.Count, least, least == 1 ? 1 : lost);
        Assert.Equal((1L, 1L, 64L), (index.EndLogicalObjectIdentifier, index.Totals.BlockCount, index.Totals.ByteCount));
    }

    private static void OutOfRange(string parameter, Action act) => Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(act).ParamName);

    private static void IsNull(string parameter, Func<object> act) => Assert.Equal(parameter, Assert.Throws<ArgumentNullException>(act).ParamName);

    private static void IsNull(string parameter, Action act) => Assert.Equal(parameter, Assert.Throws<ArgumentNullException>(act).ParamName);
}
