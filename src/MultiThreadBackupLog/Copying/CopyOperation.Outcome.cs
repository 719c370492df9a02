using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <content>The answer: where the command ended, and what every destination took.</content>
internal sealed partial class CopyOperation
{
    /// <summary>Gets data that a command of one vendor specific segment gives back; empty for lists.</summary>
    public ReadOnlyMemory<byte> DataIn { get; private set; }

    private CopyCommandResult _answer;

    private void Finish()
    {
        if (_state == CopyOperationState.Ended)
        {
            return;
        }

        _state = CopyOperationState.Ended;
        CopyCommandResult result;
        lock (_devices.LedgerGate)
        {
            result = End();
        }

        Trace?.End(this, Fault, _endSegment, _endBytes);
        _answer = result;
    }

    private int _endSegment;
    private long _endBytes;

    /// <summary>Gives the answer. After its last step, when everything that it had was given back: whoever gets it may send the next command at once.</summary>
    public void Publish() => _result.TrySetResult(_answer);

    // A tape may have failed at an earlier segment than the one that was running: the earliest one counts.
    private CopyCommandResult End()
    {
        foreach (CopyAppender appender in _appenders.Values)
        {
            appender.HoldFast();
        }

        int segment = Math.Min(_segmentIndex, Math.Max(0, List.SegmentCount - 1)); // Aborted behind the last one: it is the last one's.
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
        Exception? failure = fault is null ? null : new InvalidOperationException(fault.ToString());
        foreach (CopyAppender appender in _appenders.Values)
        {
            bytes += appender.CountBytes();
            appender.End(failure);
        }

        return Answer(fault, segment, residual, bytes);
    }

    private CopyCommandResult Answer(CopyFault? fault, int segment, long? residual, long bytes)
    {
        _endSegment = segment;
        _endBytes = bytes;
        if (fault is null)
        {
            Record.End(default, List.SegmentCount, bytes);
            return new CopyCommandResult(ScsiStatus.Good, GoodSense(), DataIn);
        }

        fault = DirectTarget is null ? WithTarget(fault, segment) : fault;
        SenseData sense = DirectTarget is null ? CopyAbortSense.Build(fault, segment, residual) : CommandSense(fault);
        Fault = fault;
        Record.End(sense, segment + 1, bytes);
        return new CopyCommandResult(ScsiStatus.CheckCondition, sense);
    }

    // A command without a list has no segments: what it asks wrongly is ILLEGAL REQUEST, and the drive's own answer is passed on as with a list.
    private static SenseData CommandSense(CopyFault fault)
    {
        if (fault.Forwarded is not null)
        {
            return CopyAbortSense.Build(fault, 0, null);
        }

        SenseKey key = fault.Code == SenseCode.CommandsClearedByDeviceServer || fault.Code == SenseCode.PowerOnResetOrBusDeviceResetOccurred ? SenseKey.AbortedCommand
            : fault.Code == SenseCode.InternalTargetFailure ? SenseKey.HardwareError
            : SenseKey.IllegalRequest;
        return new SenseDataBuilder(key, fault.Code).Build(SenseFormat.Fixed);
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
