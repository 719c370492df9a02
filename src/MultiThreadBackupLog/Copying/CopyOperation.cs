using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Copying;

/// <summary>One EXTENDED COPY while it runs: a step machine that goes through the segments in order.</summary>
/// <remarks>
/// <para>
/// Each step reads once, hands one block over, or moves once, and never waits: a thread of its own waits for what a step names, a simulation
/// steps others meanwhile. So a run with all its faults is the same again for the same order of steps.
/// </para>
/// <para>
/// What is handed to a tape is accepted later. A tape's failure therefore ends the command at the segment whose blocks it touched, found by
/// counting, and before anything goes to a disk everything handed to tapes is accepted. The other parts: what each segment type asks
/// for (<c>CopyOperation.Segments.cs</c>), and the answer (<c>CopyOperation.Outcome.cs</c>).
/// </para>
/// </remarks>
internal sealed partial class CopyOperation : IDisposable
{
    private readonly CopyDevices _devices;
    private readonly CopyManagerOptions _options;
    private readonly CopyData _data = new();
    private readonly Dictionary<int, CopyTarget> _targets = [];
    private readonly Dictionary<CopyDrive, CopyAppender> _appenders = [];
    private readonly Queue<OriginMark> _origins = new();
    private readonly TaskCompletionSource<CopyCommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private CopyFault? _abortFault;
    private CopyOperationState _state;
    private SegmentRun? _run;
    private int _segmentIndex;
    private CopyFault? _fault;
    private long? _diskResidual;
    private long _diskBytes;
    private bool _isSettled;

    public CopyOperation(OwnedList list, CopyRecord record, CopyDevices devices, CopyManagerOptions options, CopyNeeds needs, long age)
    {
        List = list;
        Record = record;
        _devices = devices;
        _options = options;
        Needs = needs;
        Age = age;
    }

    public OwnedList List { get; }

    public CopyRecord Record { get; }

    public CopyNeeds Needs { get; }

    /// <summary>Gets the place among the commands that came: the lower, the older.</summary>
    public long Age { get; }

    /// <summary>Gets or sets what is told of it; null where it is the copy manager's own.</summary>
    public CopyTrace? Trace { get; set; }

    public byte Priority => List.Header.Priority;

    /// <summary>Gets what ends with the command's answer.</summary>
    public Task<CopyCommandResult> Result => _result.Task;

    /// <summary>Gets what ends a wait when the command is aborted. What was handed over is waited for in any case.</summary>
    public CancellationToken WaitToken => _state == CopyOperationState.Running ? _abort.Token : CancellationToken.None;

    public bool IsAborted => Volatile.Read(ref _abortFault) is not null;

    /// <summary>Has the command end at its next step. Any thread; the first reason counts.</summary>
    public void Abort(SenseCode code, string reason)
    {
        if (Interlocked.CompareExchange(ref _abortFault, CopyFault.InSegment(code, reason), null) is null)
        {
            _abort.Cancel();
        }
    }

    /// <summary>Lets go of what woke it. After its last step; nobody aborts it any more.</summary>
    public void Dispose() => _abort.Dispose();

    /// <summary>Does one thing.</summary>
    public CopyStep Step()
    {
        switch (_state)
        {
            case CopyOperationState.Running:
                return Run();
            case CopyOperationState.Settling:
                return SettleAll();
            default:
                return CopyStep.Done;
        }
    }

    /// <summary>Ends the command because of our own mistake: its initiator must not wait for ever.</summary>
    public void Break(Exception exception)
    {
        Fail(CopyFault.InSegment(SenseCode.InternalTargetFailure, "internal error, please report it: " + exception.Message));
        Finish();
    }

    private CopyStep Run()
    {
        if (Volatile.Read(ref _abortFault) is { } abort)
        {
            return Fail(abort);
        }

        if (_origins.Count > 0)
        {
            return MarkOrigin();
        }

        if (_run is null)
        {
            if (_segmentIndex == List.SegmentCount)
            {
                _state = CopyOperationState.Settling;
                return CopyStep.Worked;
            }

            return Begin();
        }

        CopyStep step = _run.Step();
        switch (step.Type)
        {
            case CopyStepType.Done:
                EndSegment();
                return CopyStep.Worked;
            case CopyStepType.Failed:
                return Fail(step.Fault!);
            default:
                return step;
        }
    }

    private CopyStep Begin()
    {
        if (!_isSettled && NeedsSettling(List.Segment(_segmentIndex)))
        {
            CopyStep settled = Settle();
            if (settled.Type != CopyStepType.Done)
            {
                return settled.Type == CopyStepType.Failed ? Fail(settled.Fault!) : settled;
            }
        }

        _isSettled = true;
        _run = CreateRun(_segmentIndex, out CopyFault? fault);
        fault ??= CheckAmount();
        ReportProgress();
        return fault is null ? CopyStep.Worked : Fail(fault);
    }

    private void EndSegment()
    {
        _diskBytes += _run!.DiskBytes;
        NoteOrigins();
        _run = null;
        _isSettled = false;
        _segmentIndex++;
        ReportProgress();
    }

    // Before a disk is written, a tape moved or another stream named, everything handed over is accepted: segments run in order.
    private static bool NeedsSettling(ReadOnlySpan<byte> segment) => segment[0] is not (0x00 or 0x04 or 0x05 or 0x08 or 0x0B or 0x10);

    private CopyStep Settle()
    {
        foreach (CopyAppender appender in _appenders.Values)
        {
            CopyStep step = appender.Settle(isLast: false, isOnMedium: false);
            if (step.Type != CopyStepType.Done)
            {
                return step;
            }
        }

        return CopyStep.Done;
    }

    // Also after a failure: only then is it known what the tapes took. A tape that failed is settled, too.
    private CopyStep SettleAll()
    {
        bool isOnMedium = _options.GoodMeansOnMedium && _fault is null;
        foreach (CopyAppender appender in _appenders.Values)
        {
            CopyStep step = appender.Settle(isLast: true, isOnMedium);
            if (step.Type is CopyStepType.Waiting or CopyStepType.Worked)
            {
                return step;
            }

            if (step.Type == CopyStepType.Failed)
            {
                _fault ??= step.Fault; // Also where no block is known to be lost: GOOD would say more than is known.
            }
        }

        Finish();
        return CopyStep.Done;
    }

    private CopyStep Fail(CopyFault fault)
    {
        if (_fault is null)
        {
            _fault = fault;
            if (_run is not null)
            {
                _diskBytes += _run.DiskBytes;
                _diskResidual = _run.ResidualDiskBlocks;
            }
        }

        _state = CopyOperationState.Settling;
        return CopyStep.Worked;
    }
}

/// <summary>How far a command is.</summary>
internal enum CopyOperationState
{
    Running,
    Settling,
    Ended,
}
