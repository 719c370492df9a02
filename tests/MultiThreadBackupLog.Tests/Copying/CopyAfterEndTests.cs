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

/// <summary>What happens behind the end of a command: losses, an identifier that is used again at once, the policy of an idle tape.</summary>
public sealed class CopyAfterEndTests
{
    private static readonly CopyInitiator Host = CopyLab.Host();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // Its success was told, and is told once: the loss must reach its initiator all the same.
    public void Immediate_ThatLosesBlocksAfterItsEnd_IsToldOnceAndNotTwice(bool wasStatusTaken)
    {
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        int disk = lab.AddDisk(64);
        int tape = lab.AddTape(device);
        var list = new ListBuilder(1, ListIdentifierFormat.Lid4, immed: true);
        list.Add(disk, CscdDevice.Disk(512));
        list.Add(tape, CscdDevice.Tape());
        Assert.True(lab.Run(Host, list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 64, 0))).IsGood);
        lab.StepUntil(() => lab.Manager.RunningCount == 0);
        if (wasStatusTaken)
        {
            Assert.Equal(CopyOperationStatus.Completed, Status(lab).Status);
        }

        device.LosePower();
        lab.Manager.ReportTapeReset(device);
        for (int step = 0; step < 100; step++)
        {
            lab.StepAll();
        }

        CopyCommandResult next = lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0);
        if (wasStatusTaken)
        {
            Assert.Equal((true, SenseKey.CopyAborted, new SenseCode(0x0D, 0x01)), (next.Sense.IsDeferred, next.Sense.Key, next.Sense.Code));
            next = lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0);
        }
        else
        {
            Assert.Equal(CopyOperationStatus.CompletedWithErrors, Status(lab).Status);
        }

        Assert.True(next.IsGood, next.ToString());
    }

    [Fact]
    public void Abort_OfAnIdentifierThatWasUsedAgainAtOnce_ReachesTheCopyThatRuns()
    {
        using var lab = new CopyLab(hasThreads: false);
        int disk = lab.AddDisk(256);
        int tape = lab.AddTape(new MemoryTape());
        Task<CopyCommandResult> first = lab.Start(Host, CopyLab.Backup(disk, tape, 8));
        CopyOperation ended = Assert.Single(lab.Manager.Running);
        while (ended.Step().Type != CopyStepType.Done)
        {
            lab.Manager.Drives[0].Session?.Loop.Step();
        }

        // It has ended, as COPY STATUS says, and has not yet given back what it had.
        Task<CopyCommandResult> second = lab.Start(Host, CopyLab.Backup(disk, tape, 256));
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(1).Write(cdb);
        Assert.True(lab.Manager.ExecuteAsync(Host, cdb).Now().IsGood);
        lab.Manager.NoteEnd(ended);
        Assert.True(lab.Finish(first).IsGood);
        Assert.Equal(new SenseCode(0x2F, 0x02), lab.Finish(second).Sense.Code);
    }

    [Fact]
    public void CopiesLogWhenIdle_WhenTheLastOneThatWaitedIsAborted_CopiesTheLog()
    {
        CopyTapeOptions options = CopyLab.SmallTape();
        options.CopiesLogWhenIdle = true;
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { MaximumRunningCopies = 1 });
        int disk = lab.AddDisk(256);
        int other = lab.AddDisk(256);
        int tape = lab.AddTape(new MemoryTape(), options);
        var disks = new ListBuilder(2);
        disks.Add(disk, CscdDevice.Disk(512));
        disks.Add(other, CscdDevice.Disk(512));
        Task<CopyCommandResult> first = lab.Start(Host, CopyLab.Backup(disk, tape, 64));
        Task<CopyCommandResult> between = lab.Start(Host, disks.Then(new BlockToBlockSegment(0, 1, 256, 0, 0)));
        Task<CopyCommandResult> last = lab.Start(Host, CopyLab.Backup(disk, tape, 64, 3));
        lab.StepUntil(() => lab.Manager.Running.Single().Record.ListIdentifier == 2);
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(3).Write(cdb);
        Assert.True(lab.Manager.ExecuteAsync(Host, cdb).Now().IsGood);
        Assert.Equal(new SenseCode(0x2F, 0x02), lab.Finish(last).Sense.Code);
        Assert.True(lab.Finish(first).IsGood && lab.Finish(between).IsGood);
        lab.StepUntil(() => lab.Manager.RunningCount + lab.Manager.WaitingCount == 0);
        Assert.Equal(WriteLogState.Closed, lab.Manager.Drives[0].LogState);
    }

    [Fact]
    public void Attach_ToAStreamWhoseCommandWasAbortedWithABlockInItsHand_GoesOn()
    {
        CopyTapeOptions options = CopyLab.SmallTape();
        (options.BlockCount, options.MaximumStreams) = (4, 2);
        using var lab = new CopyLab(hasThreads: false);
        var device = new MemoryTape();
        int tape = lab.AddTape(device, options);
        ListBuilder Named(byte content, int blocks)
        {
            var list = new ListBuilder(content);
            list.Add(tape, CscdDevice.Tape());
            return list.Then(new WriteLogStreamSegment(0, "job", attach: true)).Then(new EmbeddedToStreamSegment(0, 64, Enumerable.Repeat(content, blocks * 64).ToArray()));
        }

        Task<CopyCommandResult> first = lab.Start(Host, Named(1, 50));
        CopyOperation operation = lab.Manager.Running.Single();
        CopyDrive drive = lab.Manager.Drives[0];
        while (drive.FindStream("job") is not { Writer.Ring.HasOpenBlock: true })
        {
            // The command waits as its own thread would, so that the block is its own when it is aborted.
            CopyStep step = operation.Step();
            Task? wait = step.Type == CopyStepType.Waiting ? step.Wait!(operation.WaitToken) : null;
            while (wait is { IsCompleted: false })
            {
                drive.Session!.Loop.Step();
            }
        }

        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(1).Write(cdb);
        Assert.True(lab.Manager.ExecuteAsync(Host, cdb).Now().IsGood);
        Assert.Equal(new SenseCode(0x2F, 0x02), lab.Finish(first).Sense.Code);
        CopyCommandResult second = lab.Run(Host, Named(2, 10));
        Assert.True(second.IsGood, second.ToString());
        device.WriteFilemarks(0, isImmediate: false);
        byte[] written = [.. Enumerable.Range(0, (int)device.CountRecordedObjects()).Select(number => device.PeekRecordedObject(number)![0])];
        Assert.Equal(Enumerable.Repeat((byte)1, written.Length - 10).Concat(Enumerable.Repeat((byte)2, 10)), written);
    }

    private static CopyResultsData Status(CopyLab lab) =>
        CopyResultsData.Parse(lab.Receive(Host, ReceiveCopyResultsAction.CopyStatusLid4, 1).DataIn.Span);
}
