using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopyDriveTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ensure_AfterARestoreFromATapeWhoseLogWasClosed_WritesBehindItsEnd(bool isRewound)
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        int tape = lab.AddTape(device);
        int disk = lab.AddDisk(64);
        int target = lab.AddDisk(64);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 64)).IsGood);
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        byte[]?[] before = Objects(device);
        if (isRewound)
        {
            device.Rewind(); // By a reset, say.
        }
        else
        {
            var restore = new ListBuilder(2);
            restore.Add(tape, CscdDevice.Tape());
            restore.Add(target, CscdDevice.Disk(CopyLab.DiskBlock));
            Assert.True(lab.Run(CopyLab.Host(), restore.Then(new LocateSegment(0, 0)).Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 16, 0))).IsGood);
        }

        CopyCommandResult second = lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 16, 3));
        Assert.True(second.IsGood, second.ToString());
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        byte[]?[] after = Objects(device);
        Assert.True(after.Length > before.Length);
        Assert.Equal(before, after.Take(before.Length));
    }

    [Fact]
    public void CopyToMedium_ImmediateWithClearingAndACopyRightBehind_TheNextLogIsNotCleared()
    {
        using var lab = new CopyLab(hasThreads: false);
        CopyTapeOptions options = CopyLab.SmallTape();
        options.ClearsLogAfterCopy = true;
        int tape = lab.AddTape(new MemoryTape(), options);
        int disk = lab.AddDisk(64);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 64)).IsGood);
        var close = new ListBuilder(2);
        close.Add(tape, CscdDevice.Tape());
        close.Then(new WriteLogCopySegment(0, close: true, immed: true));
        Task<CopyCommandResult> closing = lab.Start(CopyLab.Host(), close);
        Task<CopyCommandResult> next = lab.Start(CopyLab.Host(1), CopyLab.Backup(disk, tape, 32, 3));
        Assert.True(lab.Finish(closing).IsGood);
        CopyCommandResult result = lab.Finish(next);
        Assert.True(result.IsGood, result.ToString());
        WriteLogStream stream = Assert.Single(lab.Index(CopyLab.Host()).Streams);
        Assert.Equal(3u, stream.Description.ListIdentifier);
        Assert.Equal(4, stream.BlockCount);
    }

    private static byte[]?[] Objects(MemoryTape device) =>
        [.. Enumerable.Range(0, (int)device.CountRecordedObjects()).Select(number => device.PeekRecordedObject(number))];
}
