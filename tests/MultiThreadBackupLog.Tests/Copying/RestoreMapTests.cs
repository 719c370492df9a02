using System;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Copying;

public class RestoreMapTests
{
    private static readonly StreamId Stream = new(0);
    private static readonly CopyListDevice Disk = CopyListDevice.Disk(new IdentificationCscdDescriptor(CscdDevice.Disk(512), 1, 3, [1, 2, 3]), 1_000);

    [Theory]
    [InlineData(0, 100, true)]
    [InlineData(99, 1, true)]
    [InlineData(100, 100, false)]
    [InlineData(199, 2, false)]
    [InlineData(50, 400, false)]
    [InlineData(120, 5, false)]
    [InlineData(200, 100, true)]
    [InlineData(290, 11, false)]
    public void Add_OfBytesThatAreNamedAlready_IsRefused(long first, long count, bool isFine)
    {
        RestoreMap map = new RestoreMap().Add(Stream, 100, 100, RestoreDestination.Discard).Add(Stream, 300, 100, RestoreDestination.ApplicationClient);
        if (isFine)
        {
            map.Add(Stream, first, count, RestoreDestination.Discard);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => map.Add(Stream, first, count, RestoreDestination.Discard));
        }

        map.Add(new StreamId(1), first, count, RestoreDestination.Discard);
        Assert.Equal([Stream, new StreamId(1)], map.Streams);
    }

    [Fact]
    public void Add_BehindTheEndOfADisk_IsRefused()
    {
        var map = new RestoreMap();
        map.Add(Stream, 0, 512, RestoreDestination.ToDisk(Disk, 999));
        Assert.Throws<ArgumentException>(() => map.Add(Stream, 600, 513, RestoreDestination.ToDisk(Disk, 999)));
        Assert.Throws<ArgumentException>(() => map.Add(Stream, 600, 1, RestoreDestination.ToDisk(Disk, 5_000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RestoreDestination.ToDisk(Disk, (long.MaxValue / 512) + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RestoreDestination.ToDisk(Disk, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Add(Stream, long.MaxValue, 1, RestoreDestination.Discard));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Add(Stream, 0, 0, RestoreDestination.Discard));
    }

    [Fact]
    public void Origins_ThatNameBytesAgain_AreThoseOfTheLastRecord()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(Stream, 512, 4);
        log.AppendOrigin(new WriteLogOrigin(Stream, 0, 4_096, 0x00, 100, [7]));       // Was to have 8 blocks and ended after 3.
        log.AppendOrigin(new WriteLogOrigin(Stream, 1_536, 512, 0x05, 0, default));   // A block of metadata.
        log.Commit();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(2, index.Origins.Count);
        Assert.Equal("12 0, 01 3 to 1:100 by 512, 0F 512 by 512", Lists(index));
    }

    [Fact]
    public void Origins_OfRetractedBytes_AreCut()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero, HasBlockTrailers = true });
        log.DefineStream(new StreamDescription("s"));
        log.AppendOrigin(new WriteLogOrigin(Stream, 0, 2_048, 0x08, 10, [7], 100));
        log.AppendBlocks(Stream, 528, 4);
        log.AppendOrigin(new WriteLogOrigin(Stream, 2_048, 512, 0x00, 50, [7]));
        log.AppendBlocks(Stream, 528, 1);
        log.RetractTo(2);
        log.AppendOrigin(new WriteLogOrigin(Stream, 1_536, 512, 0x00, 90, [7]));
        log.AppendBlocks(Stream, 528, 2);
        log.Commit();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal([(0L, 1_024L, 100), (1_536L, 512L, 0)], index.Origins.Select(o => (o.FirstStreamByte, o.ByteCount, o.ByteOffset)));
        Assert.Equal(
            "12 0, 09 512 to 1:10.100 by 528+, 06 16 by 528, 09 512 to 1:11.100 by 528+, 06 16 by 528, 11 1 Blocks, 01 1 to 1:90 by 528+, 06 16 by 528", Lists(index));
    }

    /// <summary>A disk may have got blocks of another length since; its bytes are where they were.</summary>
    [Theory]
    [InlineData(512, 0, 513 * 512)]
    [InlineData(512, 300, (513 * 512) + 300)]
    [InlineData(4096, 4095, (513 * 4096) + 4095)]
    [InlineData(0, 300, (513 * 4096) + 300)] // The log does not say it.
    public void FromOrigins_OfADiskWithOtherBlocks_GoesByBytes(int sourceBlock, int byteOffset, long firstDiskByte)
    {
        CopyListDevice disk = CopyListDevice.Disk(new IdentificationCscdDescriptor(CscdDevice.Disk(4096), 1, 3, [7]));
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(Stream, 512, 4);
        log.AppendOrigin(new WriteLogOrigin(Stream, 0, 2_048, 0x00, 513, [7], byteOffset, sourceBlock));
        log.Commit();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        Assert.Equal(sourceBlock, Assert.Single(index.Origins).BlockLengthBytes);
        RestoreMapRange range = Assert.Single(RestoreMap.FromOrigins(index, [Stream], [disk]).Take([Stream])[Stream]);
        Assert.Equal((0L, 2_048L, firstDiskByte), (range.FirstStreamByte, range.ByteCount, range.Destination.FirstDiskByte));
    }

    [Fact]
    public void ToDisk_OfAnOriginBehindTheLastByte_IsRefused()
    {
        var origin = new WriteLogOrigin(Stream, 0, 1, 0x00, long.MaxValue / 512, [7], 512, 512);
        Assert.Throws<ArgumentOutOfRangeException>("origin", () => RestoreDestination.ToDisk(Disk, origin));
        Assert.Throws<ArgumentNullException>("origin", () => RestoreDestination.ToDisk(Disk, null!));
    }

    [Fact]
    public void Overlapping_origins_resolve_to_the_last_one_for_every_byte() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                RestoreMapRange[] ranges = Enumerable.Range(0, random.Next(1, 12))
                    .Select(_ => (Begin: random.Next(0, 60), Disk: random.Next(0, 2), Place: random.Next(0, 500)))
                    .Select(r => new RestoreMapRange(r.Begin, random.Next(1, 40), r.Disk == 0 ? RestoreDestination.Discard : RestoreDestination.ToDisk(Disk, r.Place)))
                    .ToArray();
                RestoreMapRange[] resolved = [.. LastOneCounts.Resolve(ranges)];
                for (int at = 0; at < 110; at++)
                {
                    RestoreMapRange[] expected = [.. ranges.Where(r => r.FirstStreamByte <= at && at < r.EndStreamByte).TakeLast(1)];
                    RestoreMapRange[] actual = [.. resolved.Where(r => r.FirstStreamByte <= at && at < r.EndStreamByte)];
                    Assert.Equal(expected.Select(r => r.Destination.Advance(at - r.FirstStreamByte)), actual.Select(r => r.Destination.Advance(at - r.FirstStreamByte)));
                }

                return true;
            },
            cases: 300);

    [Fact]
    public void SelectBlocks_OfAMap_AreThoseWithBytesThatGoSomewhere()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(Stream, 100, 10);
        log.AppendFilemarks(null, 1);
        log.AppendBlocks(Stream, 50, 10);
        RestoreMap map = new RestoreMap()
            .Add(Stream, 99, 2, RestoreDestination.ApplicationClient)
            .Add(Stream, 300, 100, RestoreDestination.Discard)
            .Add(Stream, 900, 151, RestoreDestination.ToDisk(Disk, 0))
            .Add(Stream, 1_449, 1_000, RestoreDestination.ApplicationClient)
            .Add(new StreamId(9), 0, 1, RestoreDestination.ApplicationClient);
        log.Commit();
        RestoreSelection selection = map.SelectBlocks(WriteLogIndex.Build(log.Snapshot()));
        Assert.Equal([Stream], selection.Streams);
        Assert.Equal([new BlockRange(0, 2), new BlockRange(9, 3), new BlockRange(18, 2)], selection.RangesOf(Stream));
    }

    private static string Lists(WriteLogIndex index)
    {
        RestoreMap map = RestoreMap.FromOrigins(
            index,
            [Stream],
            o => o.SourceDesignator.Length > 0 ? RestoreDestination.ToDisk(Disk, o.LogicalBlockAddress, o.ByteOffset) : RestoreDestination.ApplicationClient);
        RestorePlan plan = RestorePlanner.Plan(index, map.SelectBlocks(index), TapeDriveModel.NoSeekCost);
        CopyListDevice tape = CopyListDevice.Tape(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, [9]));
        return CopyListText.Of(new CopyListBuilder(plan, map, tape, new OperatingParameters()).Lists);
    }
}
