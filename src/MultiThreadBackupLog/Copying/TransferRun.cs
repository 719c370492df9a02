using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Copying;

/// <summary>A segment that moves data: source data are read, moved to destination data, and written in whole units; what is left at the end is residue.</summary>
/// <remarks>
/// <para>
/// The two queues outlive the segment, since residue that CAT keeps is the next segment's, whatever devices that names (SPC-4 clause 5.17.7.2).
/// A segment either processes a number of bytes, or writes a number of bytes and processes what that takes.
/// </para>
/// <para>Bytes go from the source queue straight into a block where the destination queue is empty: one copy.</para>
/// </remarks>
internal sealed class TransferRun : SegmentRun
{
    private readonly TransferPlan _plan;
    private readonly CopyData _data;
    private readonly ByteQueue _source;
    private long _processed;
    private readonly long _toProcess;
    private long _outputLeft;
    private long _read;
    private CopyStep? _readFailure;
    private bool _isOpen;
    private bool _isPadding;

    public TransferRun(TransferPlan plan, CopyData data)
    {
        _plan = plan;
        _data = data;
        _source = plan.OwnSource ?? data.Source;
        _toProcess = plan.OutputBytes is { } output && !plan.ReadsAll ? Math.Max(0, output - data.Destination.Count) : plan.ProcessBytes;
        _outputLeft = plan.OutputBytes ?? long.MaxValue;
    }

    /// <summary>Gets how many bytes of source data were processed.</summary>
    public long ProcessedBytes => _processed;

    /// <summary>Gets how many bytes of source data are to be processed in all.</summary>
    public long PlannedToProcess => _toProcess;

    /// <summary>Gets how many bytes were handed to a stream, padding included.</summary>
    public long StreamBytes => _plan.IsToDisk ? 0 : _plan.Sink?.WrittenBytes ?? 0;

    public override long DiskBytes => _plan.IsToDisk ? _plan.Sink!.WrittenBytes : 0;

    public override long? ResidualDiskBlocks => _plan.IsToDisk && _plan.Sink!.WrittenBytes > 0
        ? (_plan.PlannedBytes(_toProcess, _data.Destination.Count, _processed) - _plan.Sink.WrittenBytes + _plan.DiskBlockBytes - 1) / _plan.DiskBlockBytes
        : null;

    public override CopyStep Step()
    {
        if (!_isOpen && _plan.Sink is { } sink && NeedsSink())
        {
            CopyStep open = sink.Open();
            if (open.Type != CopyStepType.Done)
            {
                return open;
            }

            _isOpen = true;
        }

        if (_plan.Sink is { UnitBytes: 0 } && NeedsSink())
        {
            return CopyStep.Failed(CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "STREAM DEVICE TRANSFER LENGTH is 0, and data must move", 9));
        }

        if (_plan.Sink is not null && WritableFromDestination() is > 0 and var writable)
        {
            return WriteDestination(writable);
        }

        // Of a byte range as much is processed as came of it, whatever residue stands before it.
        long left = _toProcess - _processed;
        long unread = _plan.ReadsAll ? _toProcess - _read : left - _source.Count;
        long movable = _plan.ReadsAll ? _read - _processed : left;
        bool isLow = movable == 0 || _source.Count < Math.Min(left, Math.Max(_plan.LowWaterBytes, _plan.Sink?.UnitBytes ?? 1));
        if (_readFailure is null && unread > 0 && isLow)
        {
            return Read(unread);
        }

        // What was read is written before a failure to read more is told.
        if (_readFailure is { } failure && (movable == 0 || _source.Count == 0))
        {
            return failure;
        }

        return left == 0 ? Settle() : Move(movable);
    }

    private CopyStep Read(long unread)
    {
        int before = _source.Count;
        CopyStep step = _plan.Source!.Read(_source, unread);
        _read += _source.Count - before;
        if (step.Type == CopyStepType.Failed)
        {
            _readFailure = step;
            return CopyStep.Worked;
        }

        return step;
    }

    private bool NeedsSink() => _toProcess > 0 || _data.Destination.Count > 0;

    private long WritableFromDestination()
    {
        long bytes = Math.Min(_data.Destination.Count, _outputLeft);
        return bytes - (bytes % Math.Max(1, _plan.Sink!.UnitBytes));
    }

    private CopyStep WriteDestination(long bytes)
    {
        CopyStep step = _plan.Sink!.Write(_data.Destination.Bytes.Slice(0, (int)bytes), out int taken);
        _data.Destination.Remove(taken);
        _outputLeft -= taken;
        return step;
    }

    private CopyStep Move(long left)
    {
        int count = (int)Math.Min(_source.Count, left);
        if (_plan.Sink is not { } sink)
        {
            Process(count);
            return CopyStep.Worked;
        }

        long direct = Math.Min(count, _outputLeft);
        direct -= direct % Math.Max(1, sink.UnitBytes);
        if (_data.Destination.Count == 0 && direct > 0)
        {
            CopyStep step = sink.Write(_source.Bytes.Slice(0, (int)direct), out int taken);
            Process(taken);
            _outputLeft -= taken;
            return step;
        }

        int room = Math.Max(1, sink.UnitBytes - (_data.Destination.Count % Math.Max(1, sink.UnitBytes)));
        count = Math.Min(count, room);
        _data.Destination.Append(_source.Bytes.Slice(0, count));
        Process(count);
        return CopyStep.Worked;
    }

    private void Process(int count)
    {
        if (_plan.Held is { } record)
        {
            record.Hold(_source.Bytes.Slice(0, count));
        }

        _source.Remove(count);
        _processed += count;
    }

    // What is left over (SPC-4 table 116). Padding makes a whole block, which is then written as every other.
    private CopyStep Settle()
    {
        if (_isPadding || _plan.Cat)
        {
            return CopyStep.Done;
        }

        bool hasDestination = _data.Destination.Count > 0;
        switch (_plan.SourcePad, _plan.DestinationPad)
        {
            case (_, true):
                if (_plan.SourcePad)
                {
                    _data.Source.Clear();
                }

                if (!hasDestination)
                {
                    return CopyStep.Done;
                }

                return _plan.OutputBytes is null ? Pad() : Inexact();
            case (true, false):
                _data.Source.Clear();
                _data.Destination.Clear();
                return CopyStep.Done;
            default:
                return hasDestination || _data.Source.Count > 0 ? Inexact() : CopyStep.Done;
        }
    }

    private CopyStep Pad()
    {
        if (_plan.Sink is not { UnitBytes: > 0 } sink)
        {
            return CopyStep.Done;
        }

        int missing = sink.UnitBytes - _data.Destination.Count;
        _data.Destination.Room(missing).Clear();
        _data.Destination.Grow(missing);
        _isPadding = true;
        return CopyStep.Worked;
    }

    private static CopyStep Inexact() => CopyStep.Failed(CopyFault.InSegment(
        SenseCode.UnexpectedInexactSegment, "bytes are left over that are neither padded nor kept for the next segment"));
}
