using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Segment 10h: filemarks behind what the command wrote.</summary>
internal sealed class FilemarksRun(CopyAppender appender, int segmentIndex, int count, bool isImmediate) : SegmentRun
{
    private bool _isOpen;

    public override CopyStep Step()
    {
        if (!_isOpen)
        {
            CopyStep open = appender.Open();
            if (open.Type != CopyStepType.Done)
            {
                return open;
            }

            _isOpen = true;
            appender.BeginSegment(segmentIndex, 0, 0, hasCount: false);
        }

        CopyStep step = appender.WriteFilemarks(count, isImmediate);
        return step.Type == CopyStepType.Worked ? CopyStep.Done : step;
    }
}

/// <summary>Segments 11h and 12h, and TEST UNIT READY of 07h: one operation of a tape that moves or asks it.</summary>
internal sealed class TapeOperationRun(CopyTarget target, string name, ForwardedSenseSource side, Func<SequentialDevice, TapeResult> operation, CopyAppender? moved) : SegmentRun
{
    private Task? _pending;
    private TapeResult _result;

    public override CopyStep Step()
    {
        moved?.NoteMove();
        _pending ??= target.Drive!.RunAsync(device => _result = operation(device));
        if (!_pending.IsCompleted)
        {
            return CopyStep.WaitFor(_pending);
        }

        if (_pending.IsFaulted || _pending.IsCanceled)
        {
            _result = target.Drive!.ResultOf(_pending);
        }

        return _result.IsSuccess
            ? CopyStep.Done
            : CopyStep.Failed(CopyFault.OfTape(name, _result, side, isWrite: false, target.ByteOffset));
    }
}

/// <summary>What is done at once, or was done already: segment 07h without a question, and 07h of a disk.</summary>
internal sealed class ImmediateRun(CopyFault? fault) : SegmentRun
{
    public override CopyStep Step() => fault is null ? CopyStep.Done : CopyStep.Failed(fault);
}
