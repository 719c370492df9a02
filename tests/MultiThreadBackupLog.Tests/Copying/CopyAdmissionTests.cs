using System;
using System.Linq;
using System.Threading;
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

/// <summary>Who runs, who waits, and what becomes of those that are not wanted any more.</summary>
public sealed class CopyAdmissionTests : IDisposable
{
    private static readonly CopyInitiator Host = CopyLab.Host();
    private readonly CopyManagerOptions _options = new();
    private CopyLab? _lab;

    private CopyLab Lab
    {
        get
        {
            if (_lab is null)
            {
                _lab = new CopyLab(hasThreads: false, options: _options);
                _lab.AddDisk(256);
                _lab.AddTape(new MemoryTape());
                _lab.AddTape(new MemoryTape());
            }

            return _lab;
        }
    }

    public void Dispose() => _lab?.Dispose();

    [Fact]
    public void Waiting_RunByPriorityThenAge()
    {
        _options.MaximumRunningCopies = 1;
        Task<CopyCommandResult> first = Lab.Start(Host, Backup(1));
        byte[] priorities = [7, 3, 0, 3, 1];
        for (int i = 0; i < priorities.Length; i++)
        {
            Lab.Start(Host, Backup((uint)i + 10, priorities[i]));
        }

        Assert.Equal((1, 5), (Lab.Manager.RunningCount, Lab.Manager.WaitingCount));
        Lab.Finish(first);
        Lab.StepUntil(() => Lab.Manager.RunningCount + Lab.Manager.WaitingCount == 0);
        Assert.Equal([1u, 12, 14, 11, 13, 10], Lab.Index(Host).Streams.OrderBy(s => s.Id.Ordinal).Select(s => s.Description.ListIdentifier).ToArray());
    }

    [Fact]
    public void Buffers_AreNeverMoreThanThereAre_AndOneThatNeedsMoreThanAllRunsAlone()
    {
        _options.BufferCount = 70; // Each copy wants two reads of 256 KiB and two tape blocks: 33.
        Task<CopyCommandResult>[] copies = Enumerable.Range(1, 5).Select(i => Lab.Start(Host, Backup((uint)i))).ToArray();
        Assert.Equal((2, 3, 66), (Lab.Manager.RunningCount, Lab.Manager.WaitingCount, Lab.Manager.BuffersInUse));
        foreach (Task<CopyCommandResult> copy in copies)
        {
            Assert.True(Lab.Finish(copy).IsGood);
        }

        Assert.Equal(0, Lab.Manager.BuffersInUse);
        using var small = new CopyLab(hasThreads: false, options: new CopyManagerOptions { BufferCount = 1 });
        small.AddDisk(256);
        small.AddTape(new MemoryTape());
        Task<CopyCommandResult>[] alone = [small.Start(Host, Backup(1)), small.Start(Host, Backup(2))];
        Assert.Equal((1, 1), (small.Manager.RunningCount, small.Manager.WaitingCount));
        Assert.True(small.Finish(alone[0]).IsGood && small.Finish(alone[1]).IsGood);
    }

    [Fact]
    public void CommandThatNeedsATapeAlone_IsNotStarvedByThoseThatShareIt_AndOtherTapesGoOn()
    {
        Task<CopyCommandResult> writer = Lab.Start(Host, Backup(1));
        Task<CopyCommandResult> mover = Lab.Start(Host, Mover(2));
        Task<CopyCommandResult> later = Lab.Start(Host, Backup(3));
        Task<CopyCommandResult> elsewhere = Lab.Start(Host, Backup(4, tape: 1));
        Task<CopyCommandResult> nowhere = Lab.Start(Host, new ListBuilder(5));
        Assert.Equal([1u, 4, 5], Lab.Manager.Running.Select(o => o.Record.ListIdentifier).Order().ToArray());

        // Not until the answer is there: that comes on another thread, and the mover may be through by then.
        Lab.StepUntil(() => Lab.Manager.Running.All(o => o.Record.ListIdentifier != 1));
        Assert.DoesNotContain(3u, Lab.Manager.Running.Select(o => o.Record.ListIdentifier).ToArray());
        Assert.True(Lab.Finish(writer).IsGood && Lab.Finish(mover).IsGood);
        Assert.True(Lab.Finish(later).IsGood && Lab.Finish(elsewhere).IsGood && Lab.Finish(nowhere).IsGood);
    }

    [Fact]
    public void TaskSet_WithTotalConcurrentCopies_IsFullForListsAndLogCommands()
    {
        _options.OperatingParameters.TotalConcurrentCopies = 2;
        Task<CopyCommandResult>[] running = [Lab.Start(Host, Backup(1)), Lab.Start(Host, Backup(0, usage: 3))];
        Assert.Equal(ScsiStatus.TaskSetFull, Lab.Start(Host, Backup(2)).Now().Status);
        Assert.Equal(ScsiStatus.TaskSetFull, Log(WriteLogCommand.CopyToMedium(close: true, device: 1)).Now().Status);
        Assert.True(Log(WriteLogCommand.ReportStatus(100, 1)).Now().IsGood);
        Assert.True(Lab.Finish(running[0]).IsGood && Lab.Finish(running[1]).IsGood);
        Assert.True(Lab.Run(Host, Backup(2)).IsGood);
    }

    [Fact]
    public void TaskSet_WithMaximumConcurrentCopies_IsFullOnlyForThoseWithAnIdentifier()
    {
        _options.OperatingParameters.MaximumConcurrentCopies = 1;
        Task<CopyCommandResult> running = Lab.Start(Host, Backup(1));
        Assert.Equal(ScsiStatus.TaskSetFull, Lab.Start(Host, Backup(2)).Now().Status);
        Assert.True(Lab.Run(Host, Backup(0, usage: 3)).IsGood);
        Assert.True(Lab.Finish(running).IsGood);
    }

    [Fact]
    public async Task TaskSet_OfOne_HasRoomAsSoonAsTheAnswerIsThere()
    {
        var options = new CopyManagerOptions();
        options.OperatingParameters.MaximumConcurrentCopies = 1;
        using var lab = new CopyLab(hasThreads: true, options: options);
        for (uint i = 1; i <= 200; i++)
        {
            CopyCommandResult result = await lab.Start(Host, new ListBuilder(i));
            Assert.Equal(ScsiStatus.Good, result.Status);
        }
    }

    [Fact]
    public void Abort_OfAWaitingCommand_EndsItAtOnceAndLetsThoseBehindItBegin()
    {
        Task<CopyCommandResult> writer = Lab.Start(Host, Backup(1));
        Task<CopyCommandResult> mover = Lab.Start(Host, Mover(2));
        Task<CopyCommandResult> later = Lab.Start(Host, Backup(3));
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(2).Write(cdb);
        Assert.True(Lab.Manager.ExecuteAsync(Host, cdb).Now().IsGood);
        CopyExpect.Aborted(mover.Now(), 0x2F, 0x02, 0);
        Assert.Equal([1u, 3], Lab.Manager.Running.Select(o => o.Record.ListIdentifier).ToArray());
        Assert.True(Lab.Finish(writer).IsGood && Lab.Finish(later).IsGood);
    }

    [Fact]
    public async Task Cancellation_OfAWaitingCommand_EndsItAtOnceAndLetsThoseBehindItBegin()
    {
        Task<CopyCommandResult> writer = Lab.Start(Host, Backup(1));
        using var cancellation = new CancellationTokenSource();
        ListBuilder list = Mover(2);
        Task<CopyCommandResult> mover = Lab.Manager.ExecuteAsync(Host, list.Cdb(), list.Build(), cancellation.Token);
        Task<CopyCommandResult> later = Lab.Start(Host, Backup(3));
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mover);
        Assert.Equal([1u, 3], Lab.Manager.Running.Select(o => o.Record.ListIdentifier).ToArray());
        Assert.True(Lab.Finish(writer).IsGood && Lab.Finish(later).IsGood);
    }

    [Fact]
    public async Task Cancellation_OfARunningCommand_EndsItAndKeepsWhatTheTapeAccepted()
    {
        using var cancellation = new CancellationTokenSource();
        ListBuilder list = Backup(1);
        Task<CopyCommandResult> copy = Lab.Manager.ExecuteAsync(Host, list.Cdb(), list.Build(), cancellation.Token);
        Lab.StepUntil(() => ((MemoryTape)Lab.Tapes[0]).CountRecordedObjects() + (Lab.Manager.Drives[0].Session?.Log.NextLogicalObjectIdentifier ?? 0) >= 3);
        cancellation.Cancel();
        Lab.StepUntil(() => Lab.Manager.RunningCount == 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        CopyStatusData status = CopyStatusData.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 1).DataIn.Span);
        Assert.Equal(CopyManagerStatus.CompletedWithErrors, status.Status);
        WriteLogIndex index = Lab.Index(Host);
        Assert.Equal(index.Streams.Single().BlockCount * CopyLab.TapeBlock, status.TransferCount);
        Assert.InRange(status.TransferCount, 1u, (256u * 512) - 1);
    }

    [Fact]
    public async Task Cancellation_BeforeTheCommand_ThrowsAndDoesNothing()
    {
        ListBuilder list = Backup(1);
        byte[] bytes = list.Build();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Lab.Manager.ExecuteAsync(Host, list.Cdb(), bytes, new CancellationToken(canceled: true)));
        Assert.Equal(0, Lab.Manager.RunningCount + Lab.Manager.WaitingCount);
    }

    [Fact]
    public void NexusLoss_AbortsTheNexusOnly_AndLeavesNothingOfItsCopies()
    {
        CopyInitiator other = CopyLab.Host(1);
        Assert.True(Lab.Run(Host, Backup(9)).IsGood);
        Task<CopyCommandResult> running = Lab.Start(Host, Backup(1));
        Task<CopyCommandResult> waiting = Lab.Start(Host, Mover(2));
        Task<CopyCommandResult> others = Lab.Start(other, Backup(1));
        Lab.Manager.ReportNexusLoss(Host);
        CopyExpect.Aborted(waiting.Now(), 0x2F, 0x02, 0);
        Assert.True(Lab.Finish(others).IsGood);
        CopyExpect.Aborted(Lab.Finish(running), 0x2F, 0x02, 0);
        foreach (uint identifier in new uint[] { 9, 1, 2 })
        {
            CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, identifier), 0x24, 0x00, 2, isInCdb: true);
        }

        Assert.True(Lab.Receive(other, ReceiveCopyResultsAction.CopyStatus, 1).IsGood);
    }

    [Fact]
    public void Reset_AbortsAll_AndTellsEachNexusOnce()
    {
        CopyInitiator other = CopyLab.Host(1);
        Assert.True(Lab.Run(other, new ListBuilder(1)).IsGood);
        Task<CopyCommandResult> running = Lab.Start(Host, Backup(1));
        Lab.Manager.Reset();
        Assert.Equal(SenseKey.CopyAborted, Lab.Finish(running).Sense.Key);
        foreach (CopyInitiator initiator in new[] { Host, other })
        {
            CopyCommandResult told = Lab.Run(initiator, new ListBuilder(2));
            Assert.Equal((SenseKey.UnitAttention, new SenseCode(0x29, 0x00), false), (told.Sense.Key, told.Sense.Code, told.Sense.IsDeferred));
            Assert.True(Lab.Run(initiator, new ListBuilder(2)).IsGood);
        }

        Assert.True(Lab.Run(CopyLab.Host(2), new ListBuilder(2)).IsGood);
    }

    [Fact]
    public async Task Dispose_WhileCommandsRun_EndsEachOfThem()
    {
        var lab = new CopyLab(hasThreads: true);
        lab.AddDisk(4096);
        lab.AddTape(new MemoryTape());
        Task<CopyCommandResult>[] copies = Enumerable.Range(1, 8)
            .Select(i => lab.Start(CopyLab.Host(i), i % 4 == 0 ? Mover((uint)i) : CopyLab.Backup(0, CopyLab.FirstTape, 4096, (uint)i)))
            .ToArray();
        lab.Dispose();
        foreach (CopyCommandResult result in await Task.WhenAll(copies))
        {
            Assert.True(result.IsGood || result.Sense.Code == new SenseCode(0x2F, 0x02), result.ToString());
        }

        Assert.Throws<ObjectDisposedException>(() => { _ = lab.Start(Host, new ListBuilder(1)); });
    }

    private static ListBuilder Backup(uint identifier, byte priority = 1, int tape = 0, byte usage = 0)
    {
        var list = new ListBuilder(identifier, priority: priority, usage: usage);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape + tape, CscdDevice.Tape());
        return list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 256, 0));
    }

    private static ListBuilder Mover(uint identifier)
    {
        var list = new ListBuilder(identifier);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list.Then(new LocateSegment(0, 0));
    }

    private Task<CopyCommandResult> Log(WriteLogCommand command)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        return Lab.Manager.ExecuteAsync(Host, cdb);
    }
}
