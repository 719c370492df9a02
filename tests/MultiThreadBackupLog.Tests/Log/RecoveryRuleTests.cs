using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What a recovery up to the damage says is good, lost and closed, where that is decided within a page.</summary>
public class RecoveryRuleTests
{
    private static readonly byte[] First = ForgedLogTests.Forge(Hex.Parse("62 00 0A"));

    [Theory]
    [InlineData("a record that is not known", "63 00 0A 1F 00")]
    [InlineData("a record that contradicts", "63 00 0A 07 06 00 01 08 50 00 00")]
    [InlineData("a stream that is defined and not closed", "02 0A 05 00 00 00 00 00 00 00 00 00 61 05 0A 00")]
    public void Recover_FaultBehindGoodRecordsOfAPage_CountsAllOfThatPageAsLost(string what, string records)
    {
        byte[] second = ForgedLogTests.Page(Hex.Parse(records), 1, ForgedLogTests.PageChecksumOf(First), 13);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(First.Concat(second).ToArray()));
        Assert.True(recovery.Fault.IsFault && recovery.Fault.OffsetBytes > First.Length, what);
        Assert.Equal((First.Length, second.Length, false), (recovery.ValidLengthBytes, recovery.DiscardedBytes, recovery.IsClosed));
        Assert.Equal([new WriteLogLoss(First.Length, second.Length, 13, null)], recovery.Losses);
        Assert.Equal([new WriteLogStreamLoss(new StreamId(0), 3, null), new WriteLogStreamLoss(new StreamId(1), 0, null)], recovery.StreamLosses);
    }

    [Fact]
    public void Recover_RecordBehindTheCloseInItsPage_IsNoClosedLog()
    {
        byte[] second = ForgedLogTests.Page(Hex.Parse("08 05 02 03 1E 00 00 09 00"), 1, ForgedLogTests.PageChecksumOf(First), 13);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(First.Concat(second).ToArray()));
        Assert.Equal((First.Length, false), (recovery.ValidLengthBytes, recovery.IsClosed));
        Assert.Equal([new WriteLogLoss(First.Length, second.Length, 13, null)], recovery.Losses);

        byte[] good = ForgedLogTests.Page(Hex.Parse("08 05 02 03 1E 00 00"), 1, ForgedLogTests.PageChecksumOf(First), 13);
        using WriteLogRecovery closed = WriteLogRecovery.Recover(new WriteLogSnapshot(First.Concat(good).ToArray()));
        Assert.True(closed.IsClosed);
    }

    [Fact]
    public void Recover_FirstPageWithoutAHeader_HasNoGoodPart()
    {
        byte[] page = ForgedLogTests.Page(First[32..48], 0, 0, firstObject: 10);
        foreach (WriteLogRecoveryMode mode in new[] { WriteLogRecoveryMode.UpToDamage, WriteLogRecoveryMode.Strict, WriteLogRecoveryMode.Salvage })
        {
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(page), mode);
            Assert.Equal((null, null, 0L, (long)page.Length), (recovery.Log, recovery.Header, recovery.ValidLengthBytes, recovery.DiscardedBytes));
            Assert.Equal("The first page holds no header.", recovery.Fault.Message);
        }
    }

    [Fact]
    public void StreamLosses_StreamsDefinedInAnyOrder_AreByOrdinal()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId[] streams = [log.ReserveStream(), log.ReserveStream(), log.ReserveStream(), log.ReserveStream()];
        foreach (int ordinal in new[] { 2, 0, 3, 1 })
        {
            log.DefineStream(streams[ordinal], new StreamDescription("s"));
            log.AppendBlocks(streams[ordinal], 64, 1 + ordinal);
        }

        log.EndStream(streams[3], StreamEndType.Completed);
        log.Commit();
        byte[] torn = [.. LogRecords.Bytes(log.Snapshot()), 1];
        foreach (WriteLogRecoveryMode mode in new[] { WriteLogRecoveryMode.UpToDamage, WriteLogRecoveryMode.Strict })
        {
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(torn), mode);
            Assert.Equal("#0 blocks [1, ?); #1 blocks [2, ?); #2 blocks [3, ?)", string.Join("; ", recovery.StreamLosses));
        }
    }

    [Fact]
    public void ReadBytes_BehindTheEndOfASnapshot_ReadsNothing()
    {
        var snapshot = new WriteLogSnapshot(First);
        foreach (long offset in new[] { First.Length, First.Length + 1, long.MaxValue })
            Assert.Equal(0, snapshot.ReadBytes(offset, new byte[5]));

        Assert.Equal(0, snapshot.ReadBytes(0, []));
    }
}
