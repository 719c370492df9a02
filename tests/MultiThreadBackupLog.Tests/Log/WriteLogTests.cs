using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

public class WriteLogTests
{
    private static readonly StreamDescription Description = new("a");

    [Fact]
    public void AppendBlocks_NeighboursOfOneStreamAndLength_AreOneRun()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 100 });
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 64, 3);
        log.AppendBlocks(a, 64, 2);
        log.AppendBlocks(b, 64, 1);
        log.AppendFilemarks(b, 2);
        log.AppendBlocks(a, 32, 1);
        log.Commit();

        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());

        Assert.Equal(109, index.EndLogicalObjectIdentifier);
        Assert.Equal(new WriteRun(a, 0, 5, 64, 100), index.At(102).Run);
        Assert.Equal(2, index.CountFilemarks(100, 109));
        Assert.Equal([new WriteRun(a, 1, 4, 64, 101), new WriteRun(a, 5, 1, 32, 108)], index.Runs(a, new BlockRange(1, 100)));
    }

    [Fact]
    public void Snapshot_BeforePublish_ShowsNothingNewAndAfterItAll()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 64, 3);
        Assert.Equal(0, WriteLogIndex.Build(log.Snapshot()).EndLogicalObjectIdentifier);
        WriteLogSnapshot before = log.Snapshot();

        log.Publish();
        Assert.Equal(3, WriteLogIndex.Build(log.Snapshot()).EndLogicalObjectIdentifier);
        Assert.True(log.CommittedLength < log.Length);
        Assert.Equal(0, WriteLogIndex.Build(before).EndLogicalObjectIdentifier);

        long committed = log.Commit();
        Assert.Equal(log.Length, committed);
        Assert.Equal(committed, log.CommittedLength);
        Assert.Equal(committed, log.Commit());
    }

    [Fact]
    public void AppendBlocks_AfterCommitInsideARun_GoesOnWithTheRun()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 64, 3);
        log.Commit();
        log.AppendBlocks(a, 64, 4);
        log.Commit();
        Assert.Equal(new WriteRun(a, 0, 7, 64, 0), WriteLogIndex.Build(log.Snapshot()).At(5).Run);
    }

    [Fact]
    public void RetractTo_PastTheEndOfAStream_OpensItAgainAndVoidsItsChecksum()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        StreamId b = log.DefineStream(Description);
        log.AppendBlocks(a, 64, 3);
        log.AppendStreamChecksum(a, 1);
        log.AppendBlocks(a, 64, 2);
        log.AppendStreamChecksum(a, 2);
        log.EndStream(a, StreamEndType.Completed);
        log.EndStream(b, StreamEndType.Completed);
        log.MarkOnMedium(5);
        Assert.Throws<ArgumentException>(() => log.AppendBlocks(a, 64, 1));

        WriteLogRetraction? retraction = log.RetractTo(4);

        Assert.Equal(a, Assert.Single(retraction!.Streams).Stream);
        Assert.Equal((4L, 256L, 0L), (retraction.Streams[0].BlockCount, retraction.Streams[0].ByteCount, retraction.Streams[0].FilemarkCount));
        Assert.Equal(4, log.OnMediumLogicalObjectIdentifier);
        Assert.Throws<ArgumentException>(() => log.AppendBlocks(b, 64, 1));
        log.AppendBlocks(a, 64, 1);
        log.EndStream(a, StreamEndType.Failed, "an error took a block");
        log.Close();
        WriteLogStream stream = WriteLogIndex.Build(log.Snapshot()).Streams[0];
        Assert.Equal(StreamEndType.Failed, stream.EndType);
        Assert.Equal((1u, 3L), (stream.Checksum!.Value, stream.ChecksumBlockCount));
    }

    [Fact]
    public void RetractTo_MoreStreamsThanOneRecordHolds_TakesSeveralRecordsAndOneEffect()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId[] streams = Enumerable.Range(0, 5_000).Select(_ => log.DefineStream(Description)).ToArray();
        foreach (StreamId stream in streams)
            log.AppendBlocks(stream, 100, 2);

        WriteLogRetraction? retraction = log.RetractTo(1);

        Assert.Equal(5_000, retraction!.Streams.Count);
        Assert.Equal((1L, 10_000L), (retraction.LogicalObjectIdentifier, retraction.EndLogicalObjectIdentifier));
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(1, index.EndLogicalObjectIdentifier);
        Assert.True(index.Retractions.Count > 1);
        Assert.Equal([1L, 0L], index.Streams.Take(2).Select(s => s.BlockCount));
    }

    [Fact]
    public void AppendBlocks_WhenTheDiskIsFull_ChangesNothingAndCanBeCalledAgain()
    {
        using var store = new FullDiskStore();
        using var log = new WriteLog(new WriteLogOptions { TimeResolution = TimeSpan.Zero }, store);
        StreamId[] streams = [log.DefineStream(Description), log.DefineStream(Description)];
        store.IsFull = true;
        long blocks = 0;
        int failures = 0;
        while (blocks < 100_000)
        {
            try
            {
                log.AppendBlocks(streams[blocks % 2], 64, 1);
                blocks++;
            }
            catch (IOException)
            {
                Assert.Equal(blocks, log.NextLogicalObjectIdentifier);
                Assert.Throws<IOException>(() => log.Commit());
                store.IsFull = failures++ % 2 != 0;
                if (!store.IsFull)
                    log.AppendBlocks(streams[blocks % 2], 64, 1);

                blocks += store.IsFull ? 0 : 1;
                store.IsFull = true;
            }
        }

        store.IsFull = false;
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.True(failures > 2);
        Assert.Equal(100_000, index.EndLogicalObjectIdentifier);
        Assert.Equal(100_000, index.Extents(0, 100_000).Count());
    }

    [Fact]
    public void Commit_WhenTheFileCannotBeSynchronised_DoesNotMoveTheHorizon()
    {
        using var store = new FullDiskStore();
        using var log = new WriteLog(new WriteLogOptions(), store);
        log.AppendBlocks(log.DefineStream(Description), 64, 1);
        long before = log.CommittedLength;
        store.FlushFails = true;
        Assert.Throws<IOException>(() => log.Commit());
        Assert.Equal(before, log.CommittedLength);
    }

    [Fact]
    public void CreateFile_WhereAFileIs_RefusesAndLeavesIt()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "mine");
            Assert.Throws<IOException>(() => WriteLog.CreateFile(path, new WriteLogOptions()));
            Assert.Equal("mine", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Dispose_WithoutClose_LeavesWhatWasCommitted()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".wlog");
        try
        {
            WriteLog log = WriteLog.CreateFile(path, new WriteLogOptions { FilePreallocationBytes = 10_000 });
            StreamId a = log.DefineStream(Description);
            log.AppendBlocks(a, 64, 3);
            long committed = log.Commit();
            Assert.True(new FileInfo(path).Length >= 10_000);
            log.AppendBlocks(a, 64, 3);
            log.Dispose();
            log.Dispose();

            Assert.Equal(committed, new FileInfo(path).Length);
            Assert.Throws<ObjectDisposedException>(() => log.Commit());
            Assert.Throws<ObjectDisposedException>(() => log.AppendBlocks(a, 65, 3));
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
            Assert.True(recovery.IsWhole);
            Assert.False(recovery.IsClosed);
            Assert.Equal(3, WriteLogIndex.Build(recovery.Log!).EndLogicalObjectIdentifier);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Append_AfterClose_IsRefused()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.Close();
        long length = log.Length;
        log.Close();
        Assert.Equal(length, log.Length);
        Assert.True(log.IsClosed);
        Assert.Throws<InvalidOperationException>(() => log.AppendBlocks(a, 64, 1));
        Assert.Throws<InvalidOperationException>(() => log.AppendFilemarks(null, 1));
        Assert.Throws<InvalidOperationException>(() => log.RetractTo(0));
        Assert.Throws<InvalidOperationException>(() => log.DefineStream(Description));
    }

    [Fact]
    public void Append_WhatCannotBe_IsTheCallersMistakeAndChangesNothing()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 5 });
        StreamId a = log.DefineStream(Description);
        StreamId late = log.ReserveStream();
        Assert.Throws<ArgumentException>(() => log.AppendBlocks(late, 64, 1));
        Assert.Throws<ArgumentException>(() => log.AppendBlocks(new StreamId(99), 64, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendBlocks(a, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendBlocks(a, 64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendBlocks(a, 2, long.MaxValue / 2 + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendFilemarks(a, 0));
        Assert.Throws<ArgumentException>(() => log.AppendFilemarks(late, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendSystemBlocks(0, 64, 1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendSystemBlocks(SystemBlockType.LogIncrement, 64, 1, 1, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.RetractTo(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.RetractTo(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.MarkOnMedium(6));
        Assert.Throws<ArgumentException>(() => log.DefineStream(a, Description));
        Assert.Throws<ArgumentException>(() => log.DefineStream(new StreamId(2), Description));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.EndStream(a, 0));
        Assert.Null(log.RetractTo(5));
        log.Close();
        Assert.Equal(0, WriteLogIndex.Build(log.Snapshot()).Totals.ObjectCount);
    }

    [Fact]
    public void AppendBlocks_UpToTheEndOfTheNumbers_IsCountedExactly()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 1 });
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 1, long.MaxValue - 2);
        log.AppendBlocks(a, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendBlocks(a, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendFilemarks(null, 1));
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(long.MaxValue, index.EndLogicalObjectIdentifier);
        Assert.Equal(long.MaxValue - 1, index.Streams[0].BlockCount);
    }

    [Fact]
    public void EndStream_ReasonTooLong_IsCutBetweenCharacters()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.EndStream(a, StreamEndType.Failed, string.Concat(Enumerable.Repeat("x\U0001F600é€", 1000)));
        log.Close();
        string reason = WriteLogIndex.Build(log.Snapshot()).Streams[0].End!.Reason;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(reason), 4090, 4096);
        Assert.StartsWith("x\U0001F600é€x", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('�', reason);
    }

    [Fact]
    public void Time_StampsOfRuns_AreWhenTheDriveTookThem()
    {
        var time = new ManualTime();
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = time, RunsPerTimeStamp = 1 });
        DateTimeOffset begin = time.GetUtcNow();
        StreamId[] streams = [log.DefineStream(Description), log.DefineStream(Description)];
        time.Advance(TimeSpan.FromMilliseconds(5));
        log.AppendBlocks(streams[0], 1000, 10);
        time.Advance(TimeSpan.FromMilliseconds(100));
        log.AppendBlocks(streams[1], 1000, 20);
        time.Advance(TimeSpan.FromMilliseconds(100));
        log.Close();

        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        WriteLogStatistics statistics = WriteLogStatistics.Compute(index);

        Assert.Equal(begin, index.Streams[0].Description.StartTime);
        Assert.Equal(begin.AddMilliseconds(5), index.Streams[0].FirstTime);
        Assert.Equal(begin.AddMilliseconds(105), index.Streams[0].LastTime);
        Assert.Equal(begin.AddMilliseconds(205), index.Streams[1].LastTime);
        Assert.Equal(100_000, statistics.Streams[0].BytesPerSecond!.Value, 3);
        Assert.Equal(150_000, statistics.All.BytesPerSecond!.Value, 3);
    }

    [Fact]
    public void Time_ProviderThatGoesBack_IsHeldWhereItWas()
    {
        var time = new ManualTime();
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = time, RunsPerTimeStamp = 1 });
        DateTimeOffset begin = time.GetUtcNow();
        StreamId[] streams = [log.DefineStream(Description), log.DefineStream(Description)];
        foreach (int milliseconds in new[] { 5, 20, -15, -100, 95, 30 })
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            log.AppendBlocks(streams[0], 1000, 1);
            log.AppendBlocks(streams[1], 1000, 1);
            log.Commit(); // Each in a page of its own: in none of them is anything left of the one before.
        }

        log.Close();
        var stamps = new List<double>();
        var reader = new WriteLogReader(log.Snapshot());
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type == WriteLogRecordType.Time)
                stamps.Add((record.Time - begin).TotalMilliseconds);
        }

        Assert.Equal(stamps.Order(), stamps);
        Assert.Equal([5, 25, 35], stamps.Distinct());
    }
}
