using System;
using System.Collections.Generic;
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

/// <summary>What happens to a tape from outside: another medium, a reset, somebody who moves it, its end.</summary>
public sealed class CopyTapeEventTests
{
    private static readonly CopyInitiator Host = CopyLab.Host();

    [Fact]
    public void ReportMediumChange_ClosesTheLog_AndNothingIsWrittenBeforeTheNextOne()
    {
        using CopyLab lab = Lab(out MemoryTape device);
        Assert.True(Backup(lab, 1).IsGood);
        device.ChangeMedium(isBlank: true);
        lab.Manager.ReportMediumChange(device);
        lab.StepUntil(() => Status(lab).State != WriteLogState.Open);
        Assert.Equal(0, device.CountRecordedObjects());
        Assert.False(Backup(lab, 2).IsGood); // The drive does not say yet where it stands.
        Assert.Equal(0, device.CountRecordedObjects());
        device.Rewind();
        device.Rewind();
        CopyCommandResult result = Backup(lab, 3);
        Assert.True(result.IsGood, result.ToString());
        WriteLogIndex index = lab.Index(Host);
        Assert.Equal((0L, 3u), (index.Header.OriginLogicalObjectIdentifier, index.Streams.Single().Description.ListIdentifier));
    }

    [Fact]
    public void MediumChange_ThatOnlyTheDriveReports_StopsTheLogUntilTheHostBeginsAnother()
    {
        using CopyLab lab = Lab(out MemoryTape device);
        Assert.True(Backup(lab, 1).IsGood);
        device.ChangeMedium(isBlank: true);
        CopyCommandResult told = Backup(lab, 2);
        Assert.Equal((SenseKey.CopyAborted, new SenseCode(0x0D, 0x01)), (told.Sense.Key, told.Sense.Code));
        CopyExpect.Forwarded(told, ForwardedSenseSource.CopyDestination, SenseKey.UnitAttention, 0x28, 0x00);
        device.Rewind();
        Drain(lab, Host);
        Assert.False(Backup(lab, 3).IsGood);
        Assert.Equal(0, device.CountRecordedObjects());
        Assert.Equal(WriteLogState.Stopped, Status(lab).State);
        lab.Manager.ReportMediumChange(device);
        Assert.True(Backup(lab, 4).IsGood);
    }

    [Fact]
    public void ReportTapeReset_TellsExactlyTheCommandsWhoseBlocksWereInTheBuffer()
    {
        using CopyLab lab = Lab(out MemoryTape device);
        CopyInitiator[] hosts = [CopyLab.Host(0), CopyLab.Host(1), CopyLab.Host(2)];
        Assert.True(lab.Run(hosts[0], CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        ListBuilder safe = CopyLab.Backup(0, CopyLab.FirstTape, 32, 2);
        Assert.True(lab.Run(hosts[1], safe.Then(new WriteFilemarksSegment(1, 0))).IsGood); // Everything before is on the medium.
        Assert.True(lab.Run(hosts[2], CopyLab.Backup(0, CopyLab.FirstTape, 48, 3)).IsGood);
        Assert.Equal(12, device.CountRecordedObjects());
        device.LosePower();
        lab.Manager.ReportTapeReset(device);
        for (int step = 0; step < 100; step++)
        {
            lab.StepAll();
        }

        Assert.True(lab.Receive(hosts[0], ReceiveCopyResultsAction.OperatingParameters, 0).IsGood);
        Assert.True(lab.Receive(hosts[1], ReceiveCopyResultsAction.OperatingParameters, 0).IsGood);
        CopyCommandResult told = lab.Receive(hosts[2], ReceiveCopyResultsAction.OperatingParameters, 0);
        Assert.True(told.Sense.IsDeferred);
        Assert.Equal((SenseKey.CopyAborted, new SenseCode(0x0D, 0x01)), (told.Sense.Key, told.Sense.Code));
        Assert.Equal(CopyManagerStatus.Completed, CopyStatus(lab, hosts[0], 1));
        Assert.Equal(CopyManagerStatus.Completed, CopyStatus(lab, hosts[1], 2));
        Assert.Equal(CopyManagerStatus.CompletedWithErrors, CopyStatus(lab, hosts[2], 3));
        CopyCommandResult next = Backup(lab, 4);
        Assert.True(next.IsGood, next.ToString());
        Assert.Equal(20, lab.Index(Host).EndLogicalObjectIdentifier);
        AssertTapeIsLog(lab, device);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // The move brought the buffer to the medium, as every move does; that is found out and not taken for a loss.
    public void ReportTapeMoved_TheNextWriteGoesToTheLogsEnd(bool isSafe)
    {
        using CopyLab lab = Lab(out MemoryTape device);
        ListBuilder list = CopyLab.Backup(0, CopyLab.FirstTape, 64);
        Assert.True(lab.Run(Host, isSafe ? list.Then(new WriteFilemarksSegment(1, 0)) : list).IsGood);
        Assert.True(device.Locate(new TapePosition(0, 2)).IsSuccess);
        lab.Manager.ReportTapeMoved(device);
        CopyCommandResult result = Backup(lab, 2);
        Assert.True(result.IsGood, result.ToString());
        Assert.Equal(16, lab.Index(Host).EndLogicalObjectIdentifier);
        Assert.Equal(CopyManagerStatus.Completed, CopyStatus(lab, Host, 1));
        AssertTapeIsLog(lab, device);
    }

    [Theory]
    [InlineData(4)]  // The position differs.
    [InlineData(8)]  // The last block differs.
    [InlineData(20)]
    public void ForeignTape_PutInSilently_IsNotWritten(int blocks)
    {
        var own = new MemoryTape();
        var foreign = new MemoryTape();
        for (int i = 0; i < blocks; i++)
        {
            foreign.WriteBlock(Enumerable.Repeat((byte)i, CopyLab.TapeBlock).ToArray());
        }

        foreign.WriteFilemarks(0, isImmediate: false);
        foreign.Rewind();
        var drive = new SwapTape(own);
        using var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(256);
        lab.AddTape(drive);
        ListBuilder list = CopyLab.Backup(0, CopyLab.FirstTape, 64);
        Assert.True(lab.Run(Host, list.Then(new WriteFilemarksSegment(1, 0))).IsGood);
        drive.Inner = foreign;
        lab.Manager.ReportTapeMoved(drive);
        CopyCommandResult result = Backup(lab, 2);
        Assert.Equal(SenseKey.CopyAborted, result.Sense.Key);
        foreign.WriteFilemarks(0, isImmediate: false);
        Assert.Equal(blocks, foreign.CountRecordedObjects());
        for (int i = 0; i < blocks; i++)
        {
            Assert.Equal((byte)i, foreign.PeekRecordedObject(i)![0]);
        }
    }

    [Fact]
    public void GoodMeansOnMedium_TheTapeStopsBehindTheLastBlock_IsNotAnsweredGood()
    {
        // Every block was accepted and none is known to be lost; but nothing says that any is on the medium.
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { GoodMeansOnMedium = true });
        lab.AddDisk(256);
        lab.AddTape(new SwapTape(new MemoryTape()) { MistakeOnSynchronising = new InvalidOperationException("a mistake of the drive's code") });
        CopyCommandResult result = Backup(lab, 1);
        Assert.Equal((SenseKey.CopyAborted, new SenseCode(0x0D, 0x01)), (result.Sense.Key, result.Sense.Code));
        Assert.Equal(CopyManagerStatus.CompletedWithErrors, CopyStatus(lab, Host, 1));
    }

    [Fact]
    public void GoodMeansOnMedium_TheMediumEndsBehindTheLastBlockAndIsNotSynchronised_IsNotAnsweredGood()
    {
        // Here, too, every block was accepted and none is known to be lost, and the medium's end is no failure by itself.
        var ends = new List<SenseKey>();
        for (int blocks = 1; blocks <= 20; blocks++)
        {
            using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { GoodMeansOnMedium = true });
            lab.AddDisk(256);
            var medium = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 40 * CopyLab.TapeBlock, EarlyWarningBytes = 30 * CopyLab.TapeBlock });
            lab.AddTape(new SwapTape(medium) { MistakeOnSynchronising = new InvalidOperationException("a mistake of the drive's code") });
            Task<CopyCommandResult> task = lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, blocks * (CopyLab.TapeBlock / CopyLab.DiskBlock)));
            for (int round = 0; round < 1000 && lab.Manager.RunningCount > 0; round++)
            {
                StepCommands(lab, mayStep: true); // All is handed over before the medium ends.
                lab.Manager.Drives[0].Session?.Loop.Step();
            }

            CopyCommandResult result = lab.Finish(task);
            Assert.Equal((SenseKey.CopyAborted, new SenseCode(0x0D, 0x01)), (result.Sense.Key, result.Sense.Code));
            ends.Add(SenseData.Parse(result.Sense.GetForwardedSense().Single().SenseBytes.Span).Key);
        }

        Assert.Contains(SenseKey.VolumeOverflow, ends);
        Assert.Contains(ends, key => key != SenseKey.VolumeOverflow);
    }

    [Fact]
    public void GoodMeansOnMedium_TheMediumEndsBehindTheLastBlock_IsAnsweredWhenTheEndIsSafe()
    {
        int ended = 0;
        for (int blocks = 1; blocks <= 20; blocks++)
        {
            using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { GoodMeansOnMedium = true });
            lab.AddDisk(256);
            bool isDraining = false;
            var medium = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 40 * CopyLab.TapeBlock, EarlyWarningBytes = 30 * CopyLab.TapeBlock });

            // The command goes on while the drive works, as on its own thread: between the medium's end and the synchronisation behind it, too.
            lab.AddTape(new WatchedTape(medium, _ => StepCommands(lab, isDraining)));
            Task<CopyCommandResult> task = lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, blocks * (CopyLab.TapeBlock / CopyLab.DiskBlock)));
            for (int round = 0; round < 1000 && lab.Manager.RunningCount > 0; round++)
            {
                StepCommands(lab, mayStep: true);
                isDraining = true;
                lab.Manager.Drives[0].Session?.Loop.Step();
                isDraining = false;
            }

            CopyCommandResult result = lab.Finish(task);
            bool isWhole = medium.CountRecordedObjects() >= blocks;
            Assert.True(result.IsGood == isWhole, blocks + " blocks, " + medium.CountRecordedObjects() + " objects: " + result);
            ended += isWhole && !lab.Manager.Drives[0].IsLogOpen ? 1 : 0;
        }

        Assert.Equal(1, ended);
    }

    private static void StepCommands(CopyLab lab, bool mayStep)
    {
        for (int step = 0; mayStep && step < 100; step++)
        {
            foreach (CopyOperation operation in lab.Manager.Running)
            {
                if (operation.Step().Type == CopyStepType.Done)
                {
                    lab.Manager.NoteEnd(operation);
                }
            }
        }
    }

    [Fact]
    public void EndOfMedium_WithSeveralCommandsRunning_EachHasItsOwnResidual_AndItsAcceptedBlocks()
    {
        var device = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 40 * CopyLab.TapeBlock, EarlyWarningBytes = 8 * CopyLab.TapeBlock });
        using var lab = new CopyLab(hasThreads: false);
        lab.AddTape(device);
        Task<CopyCommandResult>[] copies = new Task<CopyCommandResult>[3];
        for (int i = 0; i < copies.Length; i++)
        {
            lab.AddDisk(512);
            var list = new ListBuilder((uint)i + 1);
            list.Add(i, CscdDevice.Disk(512));
            list.Add(CopyLab.FirstTape, CscdDevice.Tape());
            copies[i] = lab.Start(CopyLab.Host(i), list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 256, 0)));
        }

        CopyCommandResult[] results = copies.Select(lab.Finish).ToArray();
        WriteLogIndex index = lab.Index(Host);
        long all = 0;
        for (int i = 0; i < copies.Length; i++)
        {
            long blocks = index.Streams.Single(s => s.Description.ListIdentifier == i + 1).BlockCount;
            CopyExpect.Aborted(results[i], 0x0D, 0x01, 0, residual: (32 - blocks) * CopyLab.TapeBlock, inList: 48);
            CopyExpect.Forwarded(results[i], ForwardedSenseSource.CopyDestination, SenseKey.VolumeOverflow, 0x00, 0x02);
            Assert.Equal(blocks * CopyLab.TapeBlock, CopyStatusData.Parse(lab.Receive(CopyLab.Host(i), ReceiveCopyResultsAction.CopyStatus, (uint)i + 1).DataIn.Span).TransferCount);
            all += blocks;
        }

        Assert.InRange(all, 20, 40);
        AssertTapeIsLog(lab, device);
        Assert.Equal(WriteLogState.Closed, Status(lab).State);
        CopyExpect.Aborted(lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 8, 9)), 0x0D, 0x01, 0, inList: 48);
    }

    [Fact]
    public void EndOfMedium_WithTheNextMediumAndTheSameApplicationIdentifier_GoesOnInANewStream()
    {
        var device = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 40 * CopyLab.TapeBlock, EarlyWarningBytes = 8 * CopyLab.TapeBlock });
        using var lab = new CopyLab(hasThreads: false);
        lab.AddTape(device);
        lab.AddDisk(512);
        Assert.True(lab.Run(Host, Named(1, 64)).IsGood);
        Assert.False(lab.Run(Host, Named(2, 512)).IsGood);
        device.ChangeMedium(isBlank: true);
        lab.Manager.ReportMediumChange(device);
        device.Rewind();
        device.Rewind();
        CopyCommandResult result = lab.Run(Host, Named(3, 64));
        Assert.True(result.IsGood, result.ToString());
        result = lab.Run(Host, Named(4, 64));
        Assert.True(result.IsGood, result.ToString());
        WriteLogStream stream = lab.Index(Host).Streams.Single();
        Assert.Equal(("volume set", 16L), (stream.Description.ApplicationIdentifier, stream.BlockCount));
        AssertTapeIsLog(lab, device);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CopiesLogAtEndOfMedium_PutsTheLogBehindTheLastBlock(bool copies)
    {
        var device = new MemoryTape(new MemoryTapeOptions { CapacityBytes = 60 * CopyLab.TapeBlock, EarlyWarningBytes = 30 * CopyLab.TapeBlock });
        CopyTapeOptions options = CopyLab.SmallTape();
        options.CopiesLogAtEndOfMedium = copies;
        using var lab = new CopyLab(hasThreads: false);
        lab.AddTape(device, options);
        lab.AddDisk(1024);
        Assert.False(lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 1024)).IsGood);
        lab.StepUntil(() => Status(lab).State != WriteLogState.Open);
        Assert.Equal(copies, Status(lab).IsCopiedToMedium);
    }

    private static CopyLab Lab(out MemoryTape device)
    {
        var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(256);
        lab.AddTape(device = new MemoryTape());
        return lab;
    }

    private static ListBuilder Named(uint identifier, ushort blocks)
    {
        var list = new ListBuilder(identifier);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list.Then(new WriteLogStreamSegment(1, "volume set", attach: true)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, blocks, 0));
    }

    private static CopyCommandResult Backup(CopyLab lab, uint identifier) => lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, identifier));

    private static CopyManagerStatus CopyStatus(CopyLab lab, CopyInitiator host, uint identifier) =>
        CopyStatusData.Parse(lab.Receive(host, ReceiveCopyResultsAction.CopyStatus, identifier).DataIn.Span).Status;

    private static WriteLogStatusData Status(CopyLab lab)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        WriteLogCommand.ReportStatus(1000).Write(cdb);
        return WriteLogStatusData.Parse(lab.Manager.ExecuteAsync(CopyLab.Host(77), cdb).Result.DataIn.Span);
    }

    // Takes what is waiting to be told.
    private static void Drain(CopyLab lab, CopyInitiator host)
    {
        while (!lab.Receive(host, ReceiveCopyResultsAction.OperatingParameters, 0).IsGood)
        {
        }
    }

    // Each block that the log names is on the tape, with the bytes of its disk in the stream's order.
    private static void AssertTapeIsLog(CopyLab lab, MemoryTape device)
    {
        device.WriteFilemarks(0, isImmediate: false);
        WriteLogIndex index = lab.Index(CopyLab.Host(76));
        var places = new HashSet<long>();
        foreach (WriteLogStream stream in index.Streams)
        {
            if (stream.BlockCount == 0)
            {
                continue;
            }

            int disk = lab.Disks.Count == 1 ? 0 : (int)stream.Description.ListIdentifier - 1;
            byte[] content = lab.Contents[disk];
            foreach (var run in index.Runs(stream.Id, BlockRange.FromBounds(0, stream.BlockCount)))
            {
                for (long block = 0; block < run.BlockCount; block++)
                {
                    byte[]? there = device.PeekRecordedObject(run.FirstLogicalObjectIdentifier + block);
                    Assert.NotNull(there);
                    Assert.True(places.Add(run.FirstLogicalObjectIdentifier + block));
                    Assert.Contains(Enumerable.Range(0, content.Length / CopyLab.TapeBlock), b => there.AsSpan().SequenceEqual(content.AsSpan(b * CopyLab.TapeBlock, CopyLab.TapeBlock)));
                }
            }
        }
    }
}
