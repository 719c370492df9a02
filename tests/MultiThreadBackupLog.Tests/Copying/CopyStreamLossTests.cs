using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A list that writes to several streams, of which the tape loses something.</summary>
public class CopyStreamLossTests
{
    [Fact]
    public void Loss_InAStreamWrittenBefore_EndsTheCommandBeforeItWritesMore()
    {
        var medium = new MemoryTape();
        using var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(16);
        lab.AddTape(medium);
        Task<CopyCommandResult> task = lab.Start(CopyLab.Host(), List(1));
        lab.StepUntil(() => Status(lab).SegmentsProcessed == 3); // The first stream is settled and left; the other is not open yet.
        Lose(lab, medium);
        StepDrive(lab);

        SenseData sense = lab.Finish(task).Sense;
        Assert.Equal((SenseKey.CopyAborted, SenseCode.ThirdPartyDeviceFailure, 0), (sense.Key, sense.Code, sense.SegmentNumber));
        Assert.Equal(0, lab.Manager.Drives[0].Session!.Log.NextLogicalObjectIdentifier);
    }

    [Fact]
    public void LossAfterGood_InSeveralStreams_IsToldOnceOfTheFirstSegment()
    {
        var medium = new MemoryTape();
        using var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(16);
        lab.AddTape(medium);
        var first = new ListBuilder(1);
        ushort tape = first.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        first.Then(new WriteLogStreamSegment(tape, "set", attach: true)).Then(new EmbeddedToStreamSegment(tape, 512, new byte[512]));
        Assert.True(lab.Run(CopyLab.Host(1), first).IsGood); // The set's stream is the older one, with the lower number.
        Assert.True(lab.Run(CopyLab.Host(), List(2)).IsGood);
        Lose(lab, medium);
        StepDrive(lab);

        SenseData sense = lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.OperatingParameters, 0).Sense;
        Assert.Equal((SenseKey.CopyAborted, true, 0), (sense.Key, sense.IsDeferred, sense.SegmentNumber));
        Assert.True(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.OperatingParameters, 0).IsGood);
        CopyStatusData status = CopyStatusData.Parse(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 2).DataIn.Span);
        Assert.Equal((CopyManagerStatus.CompletedWithErrors, 0u), (status.Status, status.TransferCount));
    }

    [Fact]
    public void Loss_OfWhatAnEndedCommandHadOnlyHandedOver_IsNoLossOfThatCommand()
    {
        var medium = new MemoryTape();
        using var lab = new CopyLab(hasThreads: false);
        lab.AddTape(medium);
        var list = new ListBuilder(1);
        ushort tape = list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        list.Then(new WriteLogStreamSegment(tape, "set", attach: true))
            .Then(new EmbeddedToStreamSegment(tape, 512, new byte[512]))
            .Then(new EmbeddedToStreamSegment(tape, 512, new byte[1024]));
        Task<CopyCommandResult> task = lab.Start(CopyLab.Host(), list);
        CopyOperation operation = lab.Manager.Running.Single();
        lab.StepUntil(() => lab.Manager.Drives[0].Session is { Log.NextLogicalObjectIdentifier: 1 });
        Task safe = lab.Manager.Drives[0].Session!.CheckpointAsync();
        StepLoop(lab, () => safe.IsCompleted);
        for (int step = 0; step < 20; step++)
        {
            operation.Step(); // Both other blocks are handed over, and the drive does nothing.
        }

        operation.Break(new InvalidOperationException("our own mistake")); // It does not wait for what it handed over.
        lab.Manager.NoteEnd(operation);
        Assert.False(lab.Finish(task).IsGood);
        StepLoop(lab, () => lab.Manager.Drives[0].Session!.Log.NextLogicalObjectIdentifier == 3); // The set's stream goes on, and so do the blocks.
        Lose(lab, medium);
        StepDrive(lab);
        Assert.Equal(1, lab.Manager.Drives[0].Session!.Log.NextLogicalObjectIdentifier);
        CopyStatusData status = Status(lab);
        Assert.Equal((CopyManagerStatus.CompletedWithErrors, 512u), (status.Status, status.TransferCount));
    }

    // A block in the stream of the list, then one in that of a set.
    private static ListBuilder List(uint listIdentifier)
    {
        var list = new ListBuilder(listIdentifier);
        ushort disk = list.Add(0, CscdDevice.Disk(CopyLab.DiskBlock));
        ushort tape = list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        return list.Then(new BlockToStreamSegment(disk, tape, 1024, 2, 0))
            .Then(new WriteLogStreamSegment(tape, "set", attach: true))
            .Then(new BlockToStreamSegment(disk, tape, 1024, 2, 2));
    }

    private static CopyStatusData Status(CopyLab lab) =>
        CopyStatusData.Parse(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 1).DataIn.Span);

    private static void Lose(CopyLab lab, MemoryTape medium)
    {
        medium.LosePower();
        lab.Manager.ReportTapeReset(medium);
    }

    private static void StepLoop(CopyLab lab, Func<bool> isDone)
    {
        for (int step = 0; step < 1000 && !isDone(); step++)
        {
            lab.Manager.Drives[0].Session!.Loop.Step();
        }

        Assert.True(isDone());
    }

    private static void StepDrive(CopyLab lab)
    {
        while (lab.Manager.Drives[0].Target!.ErrorCount == 0)
        {
            lab.Manager.Drives[0].Session!.Loop.Step();
        }
    }
}
