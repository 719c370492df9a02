using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What a log does not take: nothing of it may be left behind.</summary>
public class WriteLogRefusalTests
{
    private static readonly StreamDescription Description = new("a");

    internal static readonly Dictionary<string, Action<WriteLog, StreamId>> Operations = new()
    {
        ["a stream"] = (log, _) => log.DefineStream(Description),
        ["a stream that was reserved"] = (log, _) => log.DefineStream(log.ReserveStream(), Description),
        ["blocks"] = (log, a) => log.AppendBlocks(a, 64, 1),
        ["filemarks"] = (log, a) => log.AppendFilemarks(a, 1),
        ["system blocks"] = (log, _) => log.AppendSystemBlocks(SystemBlockType.LogIncrement, 64, 1, 0, 0),
        ["an on-medium mark"] = (log, _) => log.MarkOnMedium(log.NextLogicalObjectIdentifier),
        ["a checksum"] = (log, a) => log.AppendStreamChecksum(a, 1),
        ["an end of a stream"] = (log, a) => log.EndStream(a, StreamEndType.Completed),
        ["an origin"] = (log, a) => log.AppendOrigin(new WriteLogOrigin(a, 0, 1, 2, 0, [])),
        ["a receive time"] = (log, a) => log.AppendReceiveTime(a, 0, DateTimeOffset.UnixEpoch),
        ["an intent"] = (log, a) => log.AppendIntent(a, 1),
        ["an error"] = (log, _) => log.AppendError(new WriteLogError(3, false, 0, 0, "e")),
        ["a successor"] = (log, _) => log.AppendSuccessorVolume(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        ["a retraction"] = (log, _) => log.RetractTo(0),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Append_AfterCloseOrDispose_IsRefusedAndAddsNothing(string operation)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 64, 3);
        log.Close();
        byte[] closed = LogRecords.Bytes(log.Snapshot());
        (long next, WriteLogTotals totals) = (log.NextLogicalObjectIdentifier, log.Totals);

        Assert.Throws<InvalidOperationException>(() => Operations[operation](log, a));
        Assert.Equal((next, totals), (log.NextLogicalObjectIdentifier, log.Totals));
        log.Commit();
        Assert.Equal(closed, LogRecords.Bytes(log.Snapshot()));
        log.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Operations[operation](log, a));
    }

    [Fact]
    public void Append_OfAStreamThatIsNotOpen_IsRefusedByName()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.EndStream(a, StreamEndType.Completed);
        StreamId reserved = log.ReserveStream();
        var far = new StreamId(1_000);
        foreach (StreamId stream in Enumerable.Range(2, 40).Select(ordinal => new StreamId(ordinal)).Append(reserved).Append(far))
        {
            Refused("stream", () => log.AppendStreamChecksum(stream, 1), "is not defined");
            Refused("stream", () => log.AppendReceiveTime(stream, 0, DateTimeOffset.UnixEpoch), "is not defined");
            Refused("origin", () => log.AppendOrigin(new WriteLogOrigin(stream, 0, 1, 2, 0, [])), "is not defined");
            Refused("stream", () => log.AppendBlocks(stream, 64, 1), stream + " is not defined");
            Refused("stream", () => log.AppendIntent(stream, 1), "is not defined");
            Refused("owner", () => log.AppendFilemarks(stream, 1), "is not defined");
            Refused("stream", () => log.EndStream(stream, StreamEndType.Failed), "is not defined");
        }

        Refused("stream", () => log.AppendBlocks(a, 64, 1), a + " has ended");
        Refused("stream", () => log.AppendIntent(a, 1), "has ended");
        Refused("owner", () => log.AppendFilemarks(a, 1), "has ended");
        Refused("stream", () => log.EndStream(a, StreamEndType.Failed), "has ended");
        Refused("stream", () => log.DefineStream(a, Description), "is defined already");
        Refused("stream", () => log.DefineStream(far, Description), "was not reserved");
        log.Close();
        string[] types = LogRecords.ReadAll(new WriteLogReader(log.Snapshot())).Select(record => record.Split('@')[0]).Where(type => type != "Time").ToArray();
        Assert.Equal(["Header", "StreamDefinition", "StreamEnd", "Close"], types);
    }

    [Fact]
    public void Append_NumbersNextToTheLimits_AreTakenAndBeyondRefusedByName()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 5 });
        StreamId a = log.DefineStream(Description);
        OutOfRange("blockCount", () => log.AppendBlocks(a, 64, 0));
        OutOfRange("blockLengthBytes", () => log.AppendBlocks(a, 0, 1));
        OutOfRange("filemarkCount", () => log.AppendFilemarks(a, 0));
        OutOfRange("type", () => log.AppendSystemBlocks((SystemBlockType)4, 1, 1, 0, 0));
        OutOfRange("blockLengthBytes", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 0, 1, 0, 0));
        OutOfRange("blockCount", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, 0, 0, 0));
        OutOfRange("blockCount", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, long.MaxValue - 4, 0, 0));
        OutOfRange("logOffsetBytes", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, 1, -1, 0));
        OutOfRange("logLengthBytes", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, 1, 0, -1));
        OutOfRange("logLengthBytes", () => log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, 1, 1, long.MaxValue));
        OutOfRange("block", () => log.AppendReceiveTime(a, -1, DateTimeOffset.UnixEpoch));
        OutOfRange("blockCount", () => log.AppendIntent(a, -1));
        OutOfRange("type", () => log.EndStream(a, (StreamEndType)3));
        OutOfRange("logicalObjectIdentifier", () => log.MarkOnMedium(4));
        OutOfRange("logicalObjectIdentifier", () => log.MarkOnMedium(6));
        OutOfRange("logicalObjectIdentifier", () => log.RetractTo(4));
        OutOfRange("logicalObjectIdentifier", () => log.RetractTo(6));
        OutOfRange("logicalObjectIdentifier", () => log.WaitUntilCommittedAsync(-1).AsTask().GetAwaiter().GetResult());
        Assert.Equal((5L, 0L), (log.NextLogicalObjectIdentifier, log.Totals.ObjectCount));

        log.AppendReceiveTime(a, 0, DateTimeOffset.UnixEpoch);
        log.AppendIntent(a, 0);
        log.AppendSystemBlocks(SystemBlockType.SessionLabel, 1, 1, 1, long.MaxValue - 1);
        log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 1, long.MaxValue - 7, 0, 0);
        log.AppendFilemarks(null, 1);
        Assert.Equal(long.MaxValue, log.NextLogicalObjectIdentifier);
        OutOfRange("filemarkCount", () => log.AppendFilemarks(null, 1));
        OutOfRange("blockCount", () => log.AppendBlocks(a, 1, 1));
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal((long.MaxValue, log.Totals), (index.EndLogicalObjectIdentifier, index.Totals));
        Assert.Equal((1L, long.MaxValue - 1), (index.At(5).LogOffsetBytes, index.At(5).LogLengthBytes));
    }

    /// <summary>Neighbours of the limit between streams that are found by their ordinal and those that are looked up.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void DefineStream_OfAFarOrdinal_IsAStreamLikeAnother(int ordinal)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        while (log.ReserveStream().Ordinal < ordinal)
        {
        }

        var stream = new StreamId(ordinal);
        log.DefineStream(stream, Description);
        log.AppendBlocks(stream, 64, 3);
        log.AppendFilemarks(stream, 1);
        log.AppendStreamChecksum(stream, 7);
        log.EndStream(stream, StreamEndType.Completed);
        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        WriteLogStream found = Assert.Single(index.Streams);
        Assert.Equal((stream, 3L, 1L, 7u, true), (found.Id, found.BlockCount, found.FilemarkCount, found.Checksum!.Value, found.IsEnded));
        Assert.Equal(new WriteRun(stream, 0, 3, 64, 0), index.At(2).Run);
    }

    [Theory]
    [InlineData("D83D", "")]
    [InlineData("D83DDE00", "")]
    [InlineData("00E9", "")]
    [InlineData("0078DE00", "x")]
    [InlineData("00780079", "x")]
    public void EndStream_ReasonThatEndsAtTheLimit_IsCutInFrontOfWhatDoesNotFit(string endUnits, string left)
    {
        // Halves of a pair of surrogates cannot stand in an attribute.
        string end = string.Concat(Enumerable.Range(0, endUnits.Length / 4).Select(unit => (char)Convert.ToInt32(endUnits.Substring(4 * unit, 4), 16)));
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.EndStream(a, StreamEndType.Failed, new string('r', 4095) + end);
        log.Close();
        Assert.Equal(new string('r', 4095) + left, WriteLogIndex.Build(log.Snapshot()).Streams[0].End!.Reason);
    }

    /// <summary>The log's own file is gone, so the sealed form beside it is all that there is.</summary>
    [Fact]
    public void Dispose_PlaceOfTheFileIsTaken_KeepsTheSealedFormUnderItsOtherNameAndDoesNotFail()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        WriteLog log = WriteLog.CreateFile(path, new WriteLogOptions { SealsFileWhenClosed = true });
        log.AppendBlocks(log.DefineStream(Description), 64, 3);
        log.Close();
        File.Delete(path);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "mine"), "mine");

        log.Dispose();

        string kept = path + ".sealing";
        Assert.Equal([path, kept], Directory.GetFileSystemEntries(folder.Path).Order());
        using (WriteLogSnapshot snapshot = WriteLogSnapshot.OpenFile(kept))
        {
            Assert.Equal(3, WriteLogIndex.Open(snapshot).Streams.Single().BlockCount);
        }

        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "mine")));
    }

    /// <summary>A stream may give as little as it likes at a time.</summary>
    [Fact]
    public void Snapshot_OfAStreamThatGivesLittleAtATime_IsTheSameLog()
    {
        byte[] log = PagedLog.Write(5, 40, 300).Bytes;
        using var stream = new TricklingStream(log);
        using var snapshot = new WriteLogSnapshot(stream);
        Assert.Equal(log, LogRecords.Bytes(snapshot));
        Assert.Equal(LogRecords.ReadAll(new WriteLogReader(log)), LogRecords.ReadAll(new WriteLogReader(snapshot)));
        Assert.Equal(0, snapshot.ReadBytes(log.Length, new byte[5]));
        Assert.Equal(3, snapshot.ReadBytes(log.Length - 3, new byte[5]));
        OutOfRange("offsetBytes", () => snapshot.ReadBytes(-1, new byte[5]));
    }

    [Fact]
    public void Snapshot_OfALogThatGrew_ShowsNoByteBehindItsEnd()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(Description);
        log.Commit();
        WriteLogSnapshot before = log.Snapshot();
        log.AppendBlocks(a, 64, 1);
        log.Commit();
        Assert.True(log.Length > before.LengthBytes);
        Assert.Equal(3, before.ReadBytes(before.LengthBytes - 3, new byte[10]));
        Assert.Equal(0, before.ReadBytes(before.LengthBytes, new byte[10]));
        Assert.Equal(10, log.ReadBytes(before.LengthBytes - 3, new byte[10]));
        Assert.Equal(0, WriteLogIndex.Build(before).EndLogicalObjectIdentifier);
        Assert.Empty(WriteLogIndex.Build(log.Snapshot()).Extents(1, 1));
        Assert.Empty(WriteLogIndex.Build(log.Snapshot()).Extents(5, 3));
    }

    [Fact]
    public void Snapshot_OfAStreamThatCannotSeekOrBeRead_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var writeOnly = new FileStream(folder.File("a"), FileMode.CreateNew, FileAccess.Write);
        Assert.Equal("log", Assert.Throws<ArgumentException>(() => new WriteLogSnapshot(writeOnly)).ParamName);
        using var noSeek = new System.IO.Compression.DeflateStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        Assert.ThrowsAny<Exception>(() => new WriteLogSnapshot(noSeek));
    }

    private static void Refused(string parameter, Action act, string says)
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(act);
        Assert.Equal(parameter, thrown.ParamName);
        Assert.Contains(says, thrown.Message, StringComparison.Ordinal);
    }

    private static void OutOfRange(string parameter, Action act) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(act).ParamName);

    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + (_reads++ % 7)));
    }
}
