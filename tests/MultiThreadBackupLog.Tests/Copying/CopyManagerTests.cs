using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopyManagerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExecuteAsync_ThreeDisksOfTwoInitiatorsAtOnce_EachRestoresBitForBit(bool hasThreads)
    {
        using var lab = new CopyLab(hasThreads);
        int tape = lab.AddTape(new MemoryTape());
        int[] disks = [lab.AddDisk(1000), lab.AddDisk(777), lab.AddDisk(2000)];
        int target = lab.AddDisk(2048);
        CopyInitiator[] hosts = [CopyLab.Host(0), CopyLab.Host(0), CopyLab.Host(1)];
        Task<CopyCommandResult>[] copies = disks
            .Select((disk, i) => lab.Start(hosts[i], CopyLab.Backup(disk, tape, lab.Contents[disk].Length / CopyLab.DiskBlock, (uint)i + 1)))
            .ToArray();
        foreach (Task<CopyCommandResult> copy in copies)
        {
            CopyCommandResult result = lab.Finish(copy);
            Assert.True(result.IsGood, result.ToString());
        }

        await Task.WhenAll(copies);
        WriteLogIndex index = lab.Index(hosts[0]);
        Assert.Equal(3, index.Streams.Count);
        Assert.Equal(["iqn.2026-03.example:host0", "iqn.2026-03.example:host0", "iqn.2026-03.example:host1"], index.Streams.OrderBy(s => s.Description.ListIdentifier).Select(s => s.Description.HostIdentifier));
        foreach (int disk in disks)
        {
            WriteLogStream stream = index.Streams.Single(s => s.Description.ListIdentifier == (uint)disk + 1);
            var list = new ListBuilder(9);
            ushort source = list.Add(tape, CscdDevice.Tape());
            ushort destination = list.Add(target, CscdDevice.Disk(CopyLab.DiskBlock, pad: true));
            list.Then(new PlannedRestoreSegment(source, destination, index.Header.LogIdentifier, 0, stream.Id, BlockRange.FromBounds(0, stream.BlockCount), 0));
            CopyCommandResult restored = lab.Run(hosts[0], list);
            Assert.True(restored.IsGood, restored.ToString());
            Assert.Equal(lab.Contents[disk], lab.DiskBytes(target).Take(lab.Contents[disk].Length));
        }
    }

    [Fact]
    public void ExecuteAsync_AfterAGoodCopy_StatusSaysSegmentsAndBytes()
    {
        using var lab = new CopyLab(hasThreads: false);
        int tape = lab.AddTape(new MemoryTape());
        int disk = lab.AddDisk(128);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 128, 7)).IsGood);
        CopyStatusData status = CopyStatusData.Parse(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 7).DataIn.Span);
        Assert.Equal(CopyManagerStatus.Completed, status.Status);
        Assert.Equal(2, status.SegmentsProcessed);
        Assert.Equal(128u * CopyLab.DiskBlock, status.TransferCount);
        Assert.Equal(SenseCode.InvalidFieldInCdb, lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 7).Sense.Code);
    }

    [Fact]
    public void ExecuteAsync_TapeThenDiskInOneList_PutsTheSameBytesBack()
    {
        using var lab = new CopyLab(hasThreads: false);
        int tape = lab.AddTape(new MemoryTape());
        int disk = lab.AddDisk(64);
        int target = lab.AddDisk(64);
        ListBuilder list = CopyLab.Backup(disk, tape, 64);
        ushort to = list.Add(target, CscdDevice.Disk(CopyLab.DiskBlock));
        list.Then(new WriteFilemarksSegment(1, 1, false))
            .Then(new LocateSegment(1, 0))
            .Then(new StreamToBlockSegment(1, to, CopyLab.TapeBlock, 64, 0));
        CopyCommandResult result = lab.Run(CopyLab.Host(), list);
        Assert.True(result.IsGood, result.ToString());
        Assert.Equal(lab.Contents[disk], lab.DiskBytes(target));
    }

    [Fact]
    public void ExecuteAsync_WriteAfterAnOwnMoveAwayFromTheLogsEnd_WritesNothing()
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        int tape = lab.AddTape(device);
        int disk = lab.AddDisk(64);
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 64)).IsGood);
        var list = new ListBuilder(2);
        list.Add(disk, CscdDevice.Disk(CopyLab.DiskBlock));
        list.Add(tape, CscdDevice.Tape());
        list.Then(new LocateSegment(1, 2)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0));
        CopyCommandResult result = lab.Run(CopyLab.Host(), list);
        Assert.Equal(SenseKey.CopyAborted, result.Sense.Key);
        Assert.Equal(SenseCode.CommandSequenceError, result.Sense.Code);
        Assert.Equal(1, result.Sense.SegmentNumber);
        Assert.Equal(8, device.CountRecordedObjects());
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(disk, tape, 8, 3)).IsGood);
        Assert.Equal(9, lab.Index(CopyLab.Host()).EndLogicalObjectIdentifier);
    }
}
