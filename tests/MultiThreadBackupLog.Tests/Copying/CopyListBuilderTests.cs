using System;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Which segments come of which logs; the logs are written by hand, so that they can be longer than any tape of a test.</summary>
public sealed class CopyListBuilderTests : IDisposable
{
    private static readonly StreamId First = new(0);
    private static readonly StreamId Second = new(1);
    private static readonly CopyListDevice Tape = CopyListDevice.Tape(Named(1, CscdDevice.Tape()));
    private static readonly CopyListDevice Disk = CopyListDevice.Disk(Named(2, CscdDevice.Disk(512)));
    private static readonly CopyListDevice OtherDisk = CopyListDevice.Disk(Named(3, CscdDevice.Disk(512)), 100);

    private readonly OperatingParameters _limits = new();
    private readonly CopyListBuilderOptions _options = new();
    private readonly RestoreMap _map = new();
    private WriteLog _log = NewLog();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Blocks_OfALongRange_AreCutOnTheEdgeOfATapeBlock()
    {
        _log.AppendBlocks(First, 65_536, 1_000);
        _map.Add(First, 0, 65_536_000, To(Disk, 7));
        Assert.Equal("12 0, 01 65408 to 1:7 by 65536, 01 62592 to 1:65415 by 65536", Text());
    }

    [Fact]
    public void Blocks_ThatFitNoTapeBlock_GoOnWithCat()
    {
        _limits.MaximumSegmentLengthBytes = 1_024;
        _log.AppendBlocks(First, 700, 4);
        _map.Add(First, 0, 2_800, To(Disk, 0));
        Assert.Equal("12 0, 01 2 to 1:0 by 700+, 01 2 to 1:2 by 700+, 01 1 to 1:4 by 700+, 09 240 to 1:5.0 by 700", Text());
    }

    [Fact]
    public void Ranges_OffTheEdges_AreWrittenByBytesAndTheRestIsDropped()
    {
        _log.AppendBlocks(First, 2_000, 3);
        _map.Add(First, 100, 50, To(Disk, 0, 500)).Add(First, 150, 1_024, To(Disk, 9)).Add(First, 2_500, 10, RestoreDestination.ApplicationClient);
        Assert.Equal(
            "12 0, 06 100 by 2000+, 09 50 to 1:0.500 by 2000+, 01 2 to 1:9 by 2000+, 06 1326 by 2000+, 0F 10 by 2000+, 06 3490 by 2000", Text(all: true));
        Assert.Equal(
            "12 0, 06 100 by 2000+, 09 50 to 1:0.500 by 2000+, 01 2 to 1:9 by 2000+, 06 1326 by 2000+, 0F 10 by 2000+, 06 1490 by 2000", Text());
    }

    [Fact]
    public void Trailers_AreDroppedBehindEveryBlock()
    {
        _log.Dispose();
        _log = NewLog(new WriteLogOptions { HasBlockTrailers = true, TimeResolution = TimeSpan.Zero });
        _log.AppendBlocks(First, 1_040, 2);
        _map.Add(First, 0, 2_048, To(Disk, 0));
        Assert.Equal("12 0, 01 2 to 1:0 by 1040+, 06 16 by 1040, 01 2 to 1:2 by 1040+, 06 16 by 1040", Text());
    }

    [Fact]
    public void Lengths_OfBlocks_AreNeverMixedInASegment()
    {
        _log.AppendBlocks(First, 512, 2);
        _log.AppendBlocks(First, 1_024, 2);
        _map.Add(First, 0, 3_072, To(Disk, 0));
        Assert.Equal("12 0, 01 2 to 1:0 by 512, 01 4 to 1:2 by 1024", Text());
    }

    [Theory]
    [InlineData(false, "11 8388607 Blocks, 11 8388607 Blocks, 11 3222786 Blocks")]
    [InlineData(true, "11 8388607 Filemarks, 11 8388607 Filemarks, 11 3222786 Filemarks")]
    public void Space_BeyondTwentyFourBits_IsSplit(bool isFilemarks, string spaces)
    {
        _log.AppendBlocks(First, 512, 1);
        if (isFilemarks)
        {
            _log.AppendFilemarks(null, 20_000_000);
        }
        else
        {
            _log.AppendBlocks(Second, 512, 20_000_000);
        }

        _log.AppendBlocks(First, 512, 1);
        _map.Add(First, 0, 1_024, To(Disk, 0));
        Assert.Equal("12 0, 01 1 to 1:0 by 512, " + spaces + ", 01 1 to 1:1 by 512", Text());

        // Without space the locate does it, without locate the space.
        Without(0x11);
        Assert.Equal("12 0, 01 1 to 1:0 by 512, 12 20000001, 01 1 to 1:1 by 512", Text());
        Without(0x12);
        StartAt(20_000_002);
        Assert.Equal(
            (isFilemarks ? "11 -1 Blocks, 11 -8388607 Filemarks, 11 -8388607 Filemarks, 11 -3222786 Filemarks, 11 -1 Blocks"
                : "11 -8388607 Blocks, 11 -8388607 Blocks, 11 -3222788 Blocks")
                .Replace("11 -1 Blocks, 11 -8388607 F", "11 -8388607 F", StringComparison.Ordinal)
            + ", 01 1 to 1:0 by 512, " + spaces + ", 01 1 to 1:1 by 512",
            Text());
    }

    [Fact]
    public void Locate_BeyondThirtyTwoBits_GoesOnBySpacing()
    {
        _log.AppendBlocks(Second, 512, 0xFFFF_FFF0);
        _log.AppendFilemarks(null, 10);
        _log.AppendBlocks(Second, 512, 20);
        _log.AppendFilemarks(null, 3);
        _log.AppendBlocks(Second, 512, 7);
        _log.AppendBlocks(First, 512, 1);
        _map.Add(First, 0, 512, To(Disk, 0));
        Assert.Equal("12 4294967295, 11 3 Filemarks, 11 7 Blocks, 01 1 to 1:0 by 512", Text());
        Without(0x11);
        Assert.Throws<CopyListException>(() => Text());
    }

    [Fact]
    public void Locate_ToALogBeyondThirtyTwoBits_NeedsAStartPosition()
    {
        _log.Dispose();
        _log = NewLog(new WriteLogOptions { OriginLogicalObjectIdentifier = 0x1_0000_0005, TimeResolution = TimeSpan.Zero });
        _log.AppendBlocks(Second, 512, 4);
        _log.AppendBlocks(First, 512, 1);
        _map.Add(First, 0, 512, To(Disk, 0));
        Assert.Throws<CopyListException>(() => Text());
        StartAt(0x1_0000_0005);
        Assert.Equal("11 4 Blocks, 01 1 to 1:0 by 512", Text());
    }

    [Fact]
    public void Gap_WithoutSpaceAndLocate_IsReadOverUnlessFilemarksAreInTheWay()
    {
        Without(0x11, 0x12);
        _log.AppendBlocks(First, 512, 1);
        _log.AppendBlocks(Second, 100, 5);
        _log.AppendBlocks(Second, 200, 2);
        _log.AppendBlocks(First, 512, 1);
        _map.Add(First, 0, 1_024, To(Disk, 0));
        StartAt(0);
        Assert.Equal("01 1 to 1:0 by 512, 06 500 by 100, 06 400 by 200, 01 1 to 1:1 by 512", Text());
        _log.AppendFilemarks(null, 1);
        _log.AppendBlocks(First, 512, 1);
        _map.Add(First, 1_024, 512, To(Disk, 2));
        Assert.Contains("filemarks", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
        _options.Start = CopyListStart.Locate;
        Assert.Contains("12h", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Discard_ThatIsMissing_IsReplacedByTheEndOfTheListOrRefused()
    {
        Without(0x06);
        _log.AppendBlocks(First, 1_024, 4);
        _map.Add(First, 0, 512, To(Disk, 0)).Add(First, 2_048, 512, To(Disk, 1));
        Assert.Equal("12 0, 01 1 to 1:0 by 1024+ | 12 2, 01 1 to 1:1 by 1024+", Text(all: true));
        _map.Add(First, 1_536, 100, To(Disk, 2));
        Assert.Contains("06h", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ThatIsFull_EndsAtAnEdgeOrReadsTheBlockAgain()
    {
        _limits.MaximumSegmentDescriptorCount = 4;
        _log.AppendBlocks(First, 1_024, 2);
        _map.Add(First, 0, 512, To(Disk, 5)).Add(First, 512, 512, To(Disk, 3)).Add(First, 1_024, 512, To(Disk, 1)).Add(First, 1_536, 512, To(Disk, 9));
        Assert.Equal(
            "12 0, 01 1 to 1:5 by 1024+, 01 1 to 1:3 by 1024 | 12 1, 01 1 to 1:1 by 1024+, 01 1 to 1:9 by 1024", Text());
        _limits.MaximumSegmentDescriptorCount = 3;
        Assert.Equal(
            "12 0, 01 1 to 1:5 by 1024+, 01 1 to 1:3 by 1024 | 12 1, 01 1 to 1:1 by 1024+, 01 1 to 1:9 by 1024", Text());
        _limits.MaximumSegmentDescriptorCount = 2;
        Assert.Throws<CopyListException>(() => Text());
        StartAt(0);
        Assert.Equal("01 1 to 1:5 by 1024+, 01 1 to 1:3 by 1024 | 01 1 to 1:1 by 1024+, 01 1 to 1:9 by 1024", Text());
        _limits.MaximumSegmentDescriptorCount = 3;
        _map.Add(First, 2_048, 512, To(Disk, 20)).Add(First, 2_560, 100, To(Disk, 30)).Add(First, 2_660, 100, To(Disk, 40)).Add(First, 2_760, 100, To(Disk, 50));
        _log.AppendBlocks(First, 1_024, 1);
        Assert.EndsWith(
            " | 01 1 to 1:20 by 1024+, 09 100 to 1:30.0 by 1024+, 09 100 to 1:40.0 by 1024+ | 11 -1 Blocks, 06 712 by 1024+, 09 100 to 1:50.0 by 1024+ | "
            + "11 -1 Blocks, 06 812 by 1024+, 06 212 by 1024",
            Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_OfTheLongForm_EndAtTheirLengthField()
    {
        _options.Header = new CopyParameterListHeader(ListIdentifierFormat.Lid4, 3);
        for (int block = 0; block < 3_000; block++)
        {
            _log.AppendBlocks(First, 512, 1);
            _map.Add(First, block * 512L, 512, To(Disk, 10_000 - block));
        }

        CopyList[] lists = Build().Lists.ToArray();
        Assert.Equal([2_731, 271], lists.Select(l => l.SegmentCount));
        Assert.All(lists, l => Assert.Equal(ListIdentifierFormat.Lid4, l.Format));
    }

    [Fact]
    public void Disks_MoreThanAListMayName_GoIntoSeveralLists()
    {
        _limits.MaximumCscdDescriptorCount = 2;
        _log.AppendBlocks(First, 512, 3);
        _map.Add(First, 0, 512, To(Disk, 0)).Add(First, 512, 512, To(OtherDisk, 0)).Add(First, 1_024, 512, To(Disk, 1));
        Assert.Equal("12 0, 01 1 to 1:0 by 512 | 12 1, 01 1 to 1:0 by 512 | 12 2, 01 1 to 1:1 by 512", Text());
        Assert.Equal([Disk, OtherDisk, Disk], Build().Lists.Select(l => l.Disks.Single()));
    }

    [Fact]
    public void Limits_ThatLetNothingThrough_AreSaid()
    {
        _log.AppendBlocks(First, 1_024, 1);
        _map.Add(First, 0, 100, To(Disk, 0));
        _limits.DataSegmentGranularityExponent = 9;
        Assert.Contains("multiples of 512", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
        _limits.DataSegmentGranularityExponent = 2;
        Assert.Equal("12 0, 09 100 to 1:0.0 by 1024+, 06 924 by 1024", Text());
        _limits.MaximumStreamDeviceTransferSizeBytes = 1_000;
        Assert.Contains("1024", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
        _limits.MaximumStreamDeviceTransferSizeBytes = 1_024;
        Without(0x09);
        Assert.Contains("09h", Assert.Throws<CopyListException>(() => Text()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_ThatContradict_AreRefused()
    {
        _log.AppendBlocks(First, 1_024, 1);
        _log.AppendBlocks(Second, 1_024, 1);
        _map.Add(First, 0, 100, To(Disk, 0)).Add(Second, 0, 100, To(Disk, 0, 99));
        Assert.Throws<ArgumentException>(() => Build());
        Assert.Throws<ArgumentException>(() => new CopyListBuilder(Plan(all: true), new RestoreMap(), Disk, _limits));
        _options.Start = CopyListStart.Relative;
        Assert.Throws<ArgumentException>(() => Build(new RestoreMap()));
        _options.StartPosition = new TapePosition(1, 0);
        Assert.Throws<ArgumentException>(() => Build(new RestoreMap()));
        _options.StartPosition = new TapePosition(0, 0);
        Assert.NotNull(Build(new RestoreMap()));
        RestoreMap held = new RestoreMap().Add(First, 0, 1, RestoreDestination.ApplicationClient);
        Assert.NotNull(Build(held));
        _options.Header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, 0, listIdUsage: CopyParameterListHeader.DiscardHeldData);
        Assert.Throws<ArgumentException>(() => Build(held));
        Assert.Throws<ArgumentException>(() => CopyListDevice.Tape(Named(1, CscdDevice.Tape(512))));
        Assert.Throws<ArgumentException>(() => CopyListDevice.Tape(Named(1, CscdDevice.Disk(512))));
        Assert.Throws<ArgumentException>(() => CopyListDevice.Disk(Named(1, CscdDevice.Disk(512, pad: true))));
        Assert.Throws<ArgumentException>(() => CopyListDevice.Disk(Named(1, CscdDevice.Disk(0))));
    }

    private static IdentificationCscdDescriptor Named(byte name, CscdDevice device) => new(device, 1, 3, [name, 2, 3, 4, 5, 6, 7, 8]);

    private static RestoreDestination To(CopyListDevice disk, long block, int offset = 0) => RestoreDestination.ToDisk(disk, block, offset);

    private static WriteLog NewLog(WriteLogOptions? options = null)
    {
        WriteLog log = WriteLog.CreateInMemory(options ?? new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        log.DefineStream(new StreamDescription("first"));
        log.DefineStream(new StreamDescription("second"));
        return log;
    }

    private void Without(params byte[] typeCodes) => _limits.ImplementedTypeCodes = [.. new OperatingParameters().ImplementedTypeCodes.Except(typeCodes)];

    private void StartAt(long logicalObject)
    {
        _options.Start = CopyListStart.Relative;
        _options.StartPosition = new TapePosition(0, logicalObject);
    }

    private RestorePlan Plan(bool all)
    {
        _log.Commit();
        WriteLogIndex index = WriteLogIndex.Build(_log.Snapshot());
        RestoreSelection selection = all ? new RestoreSelection().AddAll(First).AddAll(Second) : _map.SelectBlocks(index);
        return RestorePlanner.Plan(index, selection, TapeDriveModel.NoSeekCost);
    }

    private CopyListBuilder Build(RestoreMap? map = null, bool all = true) => new(Plan(all), map ?? _map, Tape, _limits, _options);

    private string Text(bool all = false) => CopyListText.Of(Build(all: all).Lists);
}
