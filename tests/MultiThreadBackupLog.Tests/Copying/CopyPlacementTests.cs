using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
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
}
