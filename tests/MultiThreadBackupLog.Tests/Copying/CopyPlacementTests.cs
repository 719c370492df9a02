using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Where a tape is written after its log ended and it was moved: a write at the wrong place destroys what is there.</summary>
public sealed class CopyPlacementTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NextLog_AfterTheLastOneEndedAndTheTapeWasRead_BeginsBehindTheLastOne(bool withCopy)
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        int tape = lab.AddTape(device);
        int disk = lab.AddDisk(64);
        int target = lab.AddDisk(64);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 64)).IsGood);
        CopyCommandResult ended = withCopy ? lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)) : lab.Clear(CopyLab.Host(), force: true);
        Assert.True(ended.IsGood, ended.ToString());
        long end = device.CountRecordedObjects();
        var restore = new ListBuilder(2);
        restore.Add(tape, CscdDevice.Tape());
        restore.Add(target, CscdDevice.Disk(CopyLab.DiskBlock));
        restore.Then(new LocateSegment(0, 0)).Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 32, 0));
        Assert.True(lab.Run(CopyLab.Host(), restore).IsGood);

        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 8, 3)).IsGood);

        WriteLogIndex index = lab.Index(CopyLab.Host());
        Assert.Equal(end, index.Header.OriginLogicalObjectIdentifier);
        for (int block = 0; block < 8; block++)
        {
            Assert.Equal(lab.Contents[disk][(block * CopyLab.TapeBlock)..((block + 1) * CopyLab.TapeBlock)], device.PeekRecordedObject(block));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void FirstLog_AfterAnotherListReadTheTape_BeginsWhereTheHostLeftIt_AndDestroysNothing(bool isInitiated, bool isTold)
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        for (byte block = 0; block < 10; block++)
        {
            device.WriteBlock(Enumerable.Repeat(block, CopyLab.TapeBlock).ToArray());
        }

        device.WriteFilemarks(0, isImmediate: false);
        int tape = lab.AddTape(device);
        int disk = lab.AddDisk(64);
        int target = lab.AddDisk(64);
        if (isTold)
        {
            // The host brought another cartridge, wound to its end, and only then somebody restores.
            lab.Manager.ReportMediumChange(device);
        }

        var restore = new ListBuilder(2);
        restore.Add(tape, CscdDevice.Tape());
        restore.Add(target, CscdDevice.Disk(CopyLab.DiskBlock));
        restore.Then(new LocateSegment(0, 0)).Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 32, 0));
        Assert.True(lab.Run(CopyLab.Host(1), restore).IsGood);
        if (isInitiated)
        {
            var parameters = new byte[80];
            new WriteLogInitiateParameters().Write(parameters);
            Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.Initiate(80), parameters).IsGood);
        }

        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 16, 3)).IsGood);

        Assert.Equal(10, lab.Index(CopyLab.Host()).Header.OriginLogicalObjectIdentifier);
        device.WriteFilemarks(0, isImmediate: false);
        Assert.Equal([.. Enumerable.Range(0, 10)], Enumerable.Range(0, 10).Select(block => (int)device.PeekRecordedObject(block)![0]));
    }

    [Fact]
    public void FirstLog_InAListThatMovedTheTapeItself_BeginsThere()
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        device.WriteBlock(new byte[64]);
        device.WriteBlock(new byte[64]);
        int tape = lab.AddTape(device);
        var list = new ListBuilder(2);
        list.Add(tape, CscdDevice.Tape());
        Assert.True(lab.Run(CopyLab.Host(), list.Then(new LocateSegment(0, 1)).Then(new EmbeddedToStreamSegment(0, 64, new byte[64]))).IsGood);
        Assert.Equal(1, lab.Index(CopyLab.Host()).Header.OriginLogicalObjectIdentifier);
    }

    [Fact]
    public void FirstMove_OfADriveThatHasAnotherMedium_IsToldAndNotExecuted()
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        device.WriteBlock(new byte[64]);
        device.ChangeMedium(isBlank: false);
        int tape = lab.AddTape(device);
        var list = new ListBuilder(2);
        list.Add(tape, CscdDevice.Tape());
        CopyCommandResult result = lab.Run(CopyLab.Host(), list.Then(new LocateSegment(0, 0)));
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopyDestination, SenseKey.UnitAttention, 0x28, 0x00);
        device.Rewind();
        Assert.True(lab.Run(CopyLab.Host(), list).IsGood);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(lab.AddDisk(64), tape, 16, 3)).IsGood); // There was no log that could be on the medium before.
        Assert.Equal(0, lab.Index(CopyLab.Host()).Header.OriginLogicalObjectIdentifier);
    }
}
