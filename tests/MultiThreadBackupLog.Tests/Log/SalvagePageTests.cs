using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Which pages a salvage finds and believes, and what it says of the streams that they speak of.</summary>
public class SalvagePageTests
{
    private static readonly byte[] First = ForgedLogTests.Forge(Hex.Parse("62 00 0A 60 01 0A 06 01 0B"));

    [Fact]
    public void Salvage_FilemarksAcrossTheLastMark_StandBehindTheSameBlocksOnBothSides()
    {
        // 3 blocks of stream 0, 3 filemarks of it at objects 13 to 15, and a mark at 14.
        using WriteLogRecovery recovery = Salvage(ForgedLogTests.Forge(Hex.Parse("62 00 0A 03 02 01 03 06 01 0E")));
        Assert.Equal(
            [(10L, 3L, (long?)0, false), (13, 1, 3, false), (14, 2, 3, true)],
            recovery.SalvagedExtents().Select(extent => (extent.FirstLogicalObjectIdentifier, extent.ObjectCount, extent.FirstBlock, extent.IsInDoubt)));
    }

    [Fact]
    public void Salvage_ZerosBehindAnOpenLog_AreNoLoss()
    {
        using WriteLogRecovery recovery = Salvage([.. First, .. new byte[500]]);
        Assert.Empty(recovery.Losses);
        Assert.Empty(recovery.StreamLosses);
        Assert.Equal((true, 0L, (long)First.Length), (recovery.IsWhole, recovery.DiscardedBytes, recovery.ValidLengthBytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(60)]
    public void Salvage_FirstPageDamagedBesideItsIdentifier_StillTellsWhoseTheOtherPagesAre(int damaged)
    {
        byte[] second = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 1, ForgedLogTests.PageChecksumOf(First), 14);
        byte[] bytes = [.. First, .. second];
        bytes[damaged] ^= 1;
        using WriteLogRecovery recovery = Salvage(bytes);
        Assert.Null(recovery.Log);
        Assert.Equal([new WriteLogLoss(0, First.Length, 0, 14)], recovery.Losses);
        Assert.Equal("1 blocks of #1 from block ? on at objects [14, 15), in doubt", string.Join("\n", recovery.SalvagedExtents()));
    }

    [Fact]
    public void Salvage_PagesOfAnotherLogWrittenOverTheFirstOnes_AreAsGoodAsLost()
    {
        // The other log has got further than where the pages that are left of this one begin.
        PagedLog log = PagedLog.Write(seed: 61, steps: 10, nameLength: 20);
        byte[] other = First;
        byte[] page = First;
        for (uint sequence = 1; sequence < 6; sequence++)
        {
            page = ForgedLogTests.Page(Hex.Parse("60 00 0A"), sequence, ForgedLogTests.PageChecksumOf(page), 13 + sequence);
            other = [.. other, .. page];
        }

        byte[] left = log.Bytes[log.PageEnds[1]..];
        Guid identifier = PagedLog.Options(61).LogIdentifier;
        using WriteLogRecovery expected = Salvage([.. new byte[other.Length], .. left], identifier);
        using WriteLogRecovery recovery = Salvage([.. other, .. left], identifier);
        Assert.NotEmpty(expected.SalvagedExtents());
        Assert.Equal(expected.SalvagedExtents(), recovery.SalvagedExtents());
        Assert.Equal(expected.Losses, recovery.Losses);
        Assert.Equal(expected.SalvagedStreams.Select(stream => stream.Id), recovery.SalvagedStreams.Select(stream => stream.Id));
    }

    [Fact]
    public void Salvage_SealedPageThatCannotBe_EndsWhatIsBelieved()
    {
        // More runs than a page may have: whole and ill formed is not lost, but wrong.
        byte[] second = ForgedLogTests.Page(Hex.Parse("818004"), 1, ForgedLogTests.PageChecksumOf(First), 14, PageHeader.SealedRecords);
        byte[] third = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 2, ForgedLogTests.PageChecksumOf(second), 14);
        using WriteLogRecovery recovery = Salvage([.. First, .. second, .. third]);
        Assert.Equal([new WriteLogLoss(First.Length, second.Length + third.Length, 14, null)], recovery.Losses);
        Assert.Equal(4, recovery.SalvagedExtents().Sum(extent => extent.ObjectCount));
    }

    [Fact]
    public void Salvage_PageBehindAHoleThatItsSuccessorContradicts_IsTheLastOneBelieved()
    {
        byte[] third = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 2, 77, 20);
        byte[] fourth = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 3, ForgedLogTests.PageChecksumOf(third), 25);
        byte[] bytes = [.. First, .. new byte[50], .. third, .. fourth];
        using WriteLogRecovery recovery = Salvage(bytes);
        Assert.Equal(
            [new WriteLogLoss(First.Length, 50, 14, 20), new WriteLogLoss(bytes.Length - fourth.Length, fourth.Length, 21, null)],
            recovery.Losses);
        Assert.Equal(21, recovery.SalvagedExtents().Last().EndLogicalObjectIdentifier);
    }

    [Fact]
    public void Salvage_HeaderElsewhereThanInTheFirstPage_IsNotBelieved()
    {
        byte[] header = First[48..(50 + First[49])];
        byte[] second = ForgedLogTests.Page([.. header, .. Hex.Parse("60 01 0A")], 1, 77, 10);
        byte[] bytes = [.. new byte[60], .. second];
        using WriteLogRecovery recovery = Salvage(bytes, new Guid("00112233-4455-6677-8899-aabbccddeeff"));
        Assert.Empty(recovery.SalvagedExtents());
        Assert.Equal([new WriteLogLoss(0, bytes.Length, 0, null)], recovery.Losses);
    }

    [Fact]
    public void Salvage_LogWithAnEntryPerBlock_TakesRunsOfOneBlockAlone()
    {
        byte[] first = ForgedLogTests.Forge(Hex.Parse("60 00 0A"), WriteLogGranularity.Blocks);
        using WriteLogRecovery single = Salvage([.. first, .. new byte[50], .. ForgedLogTests.Page(Hex.Parse("60 00 0A 60 01 0A"), 2, 77, 20)]);
        using WriteLogRecovery several = Salvage([.. first, .. new byte[50], .. ForgedLogTests.Page(Hex.Parse("60 00 0A 61 01 0A"), 2, 77, 20)]);
        Assert.Equal([10, 20, 21], single.SalvagedExtents().Select(extent => extent.FirstLogicalObjectIdentifier));
        Assert.Equal([10], several.SalvagedExtents().Select(extent => extent.FirstLogicalObjectIdentifier));
    }

    [Theory]
    [InlineData("a retraction behind the hole takes of what stood before it", "63 00 0A 05 08 0C 00 00 01 00 02 14 00", "#0 2; #1 ?")]
    [InlineData("streams of the hole, the later one first", "61 05 0A 61 04 0A", "#0 3; #1 1; #4 ?; #5 ?")]
    public void SalvagedStreams_BehindAHole_AreInOrderAndHaveACountOnlyWhereItIsProven(string what, string records, string streams)
    {
        using WriteLogRecovery recovery = Salvage([.. First, .. new byte[50], .. ForgedLogTests.Page(Hex.Parse(records), 2, 77, 20)]);
        Assert.True(streams == string.Join("; ", recovery.SalvagedStreams.Select(stream => stream.Id + " " + (stream.BlockCount?.ToString() ?? "?"))), what);
    }

    private static WriteLogRecovery Salvage(byte[] bytes, Guid? identifier = null) =>
        WriteLogRecovery.Recover(new WriteLogSnapshot(bytes), WriteLogRecoveryMode.Salvage, identifier);
}
