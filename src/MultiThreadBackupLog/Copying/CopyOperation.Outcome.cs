using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <content>The answer: where the command ended, and what every destination took.</content>
internal sealed partial class CopyOperation
{
    /// <summary>Gets data that a command of one vendor specific segment gives back; empty for lists.</summary>
    public ReadOnlyMemory<byte> DataIn { get; private set; }

    // A tape may have failed at an earlier segment than the one that was running: the earliest one counts.
    private void Finish()
    {
        if (_state == CopyOperationState.Ended)
        {
            return;
        }

        _state = CopyOperationState.Ended;
        int segment = _segmentIndex;
        long? residual = _diskResidual;
        CopyFault? fault = _fault;
        foreach (CopyAppender appender in _appenders.Values)
        {
            if (appender.TryFindLoss(out SegmentLoss loss, out CopyFault tapeFault) && (fault is null || loss.SegmentIndex <= segment))
            {
                fault = WithTarget(fault is not null && loss.SegmentIndex == segment ? fault : tapeFault, loss.SegmentIndex);
                segment = loss.SegmentIndex;
                residual = ResidualOf(loss);
            }
            else if (fault is not null && appender.FindEnd() is { } end && end.SegmentIndex == segment)
            {
                residual = ResidualOf(end); // The tape took all that came; what did not come is the residual.
            }
        }

        long bytes = _diskBytes;
        foreach (CopyAppender appender in _appenders.Values)
        {
            bytes += appender.CountBytes();
        }

        Exception? failure = fault is null ? null : new InvalidOperationException(fault.ToString());
        var lost = new List<CopyAppender>();
        foreach (CopyAppender appender in _appenders.Values)
        {
            if (!appender.TryEnd(failure))
            {
                lost.Add(appender); // Taken away between the last look and the end: now, not later.
            }
        }

        foreach (CopyAppender appender in lost)
        {
            if (appender.TryFindLoss(out SegmentLoss loss, out CopyFault tapeFault))
            {
                fault = WithTarget(tapeFault, loss.SegmentIndex);
                segment = loss.SegmentIndex;
                residual = ResidualOf(loss);
            }
        }

        Answer(fault, segment, residual, bytes);
    }

    private void Answer(CopyFault? fault, int segment, long? residual, long bytes)
    {
        if (fault is null)
        {
            Record.End(default, List.SegmentCount, bytes);
            Trace?.End(this, null, segment, bytes);
            _result.TrySetResult(new CopyCommandResult(ScsiStatus.Good, GoodSense(), DataIn));
            return;
        }

        SenseData sense = CopyAbortSense.Build(fault, segment, residual);
        Fault = fault;
        Record.End(sense, segment + 1, bytes);
        Trace?.End(this, fault, segment, bytes);
        _result.TrySetResult(new CopyCommandResult(ScsiStatus.CheckCondition, sense));
    }

    /// <summary>Gets what the command failed with, or null; valid once <see cref="Result"/> has ended.</summary>
    public CopyFault? Fault { get; private set; }

    // G_SENSE: how many segments were processed, with GOOD (SPC-4 clause 6.4.3.3).
    private SenseData GoodSense() => !List.Header.GSense
        ? default
        : new SenseDataBuilder(SenseKey.Completed, SenseCode.ExtendedCopyInformationAvailable) { CommandSpecificInformation = (ulong)List.SegmentCount }.Build(SenseFormat.Fixed);

    // Blocks where the tape's blocks are fixed, bytes where the segment gives their length.
    private long? ResidualOf(SegmentLoss loss)
    {
        if (!loss.HasCount || loss.WrittenBlocks == 0)
        {
            return null;
        }

        ushort index = Index(List.Segment(loss.SegmentIndex), 6);
        bool isFixed = List.Reader.TryFindCscdDescriptor(index, out CscdDescriptor descriptor) && descriptor.Device.IsFixed;
        return isFixed ? loss.ResidualBlocks : loss.ResidualBlocks * loss.UnitBytes;
    }

    private CopyFault WithTarget(CopyFault fault, int segmentIndex) =>
        List.Reader.TryFindCscdDescriptor(Index(List.Segment(segmentIndex), 6), out CscdDescriptor descriptor) ? fault.At(descriptor.ByteOffset) : fault;

    private void ReportProgress()
    {
        long bytes = _diskBytes;
        foreach (CopyAppender appender in _appenders.Values)
        {
            bytes += appender.CountBytes();
        }

        Record.Progress(Math.Min(_segmentIndex + 1, List.SegmentCount), bytes);
    }

    private static ushort Index(ReadOnlySpan<byte> segment, int offset) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(offset));
}
