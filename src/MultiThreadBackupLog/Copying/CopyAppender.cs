using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>One command's way onto one tape: its stream in the current log, the share that the ledger keeps of it, and the marks of where its bytes came from.</summary>
/// <remarks>The command's thread alone. Nothing here waits: a step that cannot go on says what for.</remarks>
internal sealed partial class CopyAppender
{
    private readonly CopyDrive _drive;
    private readonly CopyRecord _record;
    private readonly List<(CopyStream Stream, CopyShare Share)> _streams = [];
    private readonly Func<CancellationToken, Task> _waitForBlock;
    private readonly Func<CancellationToken, Task> _waitForRoom;
    private readonly Func<CancellationToken, Task> _waitForSlot;
    private CopyStream? _stream;
    private CopyShare? _share;
    private string _applicationIdentifier = string.Empty;
    private bool _attaches;
    private bool _keepsStream;
    private CopyStream? _permitted;
    private bool _hasMoved;
    private bool _isPlaceChecked;
    private Task? _placeCheck;
    private TapePosition? _place;
    private RingRemark? _barrier;
    private RingRemark? _pendingOrigin;
    private bool _isSynchronising;
    private bool _isStalled;
    private bool _wantsMedium;

    public CopyAppender(CopyDrive drive, CopyRecord record)
    {
        _drive = drive;
        _record = record;
        _waitForBlock = WaitForBlockAsync;
        _waitForRoom = token => _stream!.Writer.WaitForRoomAsync(token).AsTask();
        _waitForSlot = async token =>
        {
            BackupSession session = _drive.Session!;
            BlockStreamWriter writer = await session.OpenStreamAsync(Describe(), token).ConfigureAwait(false);
            Take(new CopyStream(writer, session.Log), isKept: _keepsStream);
        };
    }

    public CopyDrive Drive => _drive;

    /// <summary>Gets how many bytes of the current stream were handed over by this command and before it.</summary>
    public long StreamBytes => _stream?.Bytes ?? 0;

    /// <summary>Gets whether anything was handed over.</summary>
    public bool HasWritten => _streams.Count > 0;

    /// <summary>Says that the command itself moved the drive: what it writes next it wants there and nowhere else.</summary>
    public void NoteMove()
    {
        _hasMoved = true;
        _isPlaceChecked = false;
        _placeCheck = null;
    }

    /// <summary>Gets whether the command moved the drive since it wrote last.</summary>
    public bool HasMoved => _hasMoved;

    /// <summary>Ends the current stream, because its log is about to end. Everything before was settled.</summary>
    public void CloseStream() => EndStream(null);

    /// <summary>Says whose blocks come next. Everything before was settled.</summary>
    /// <param name="applicationIdentifier">The name of the stream.</param>
    /// <param name="attaches">Whether an open stream of that name is continued.</param>
    /// <param name="permitted">The stream of another initiator that the command was allowed to continue or to replace, or null.</param>
    public void NameStream(string applicationIdentifier, bool attaches, CopyStream? permitted)
    {
        EndStream(null);
        _permitted = permitted;
        _applicationIdentifier = applicationIdentifier;
        _attaches = attaches;
        _keepsStream = true;
    }

    /// <summary>Makes sure that the drive stands where it may be written and that the stream is open. Done when it is so.</summary>
    public CopyStep Open()
    {
        if (FindEarlierLoss() is { } loss)
        {
            return CopyStep.Failed(loss);
        }

        if (_stream is not null && !_hasMoved)
        {
            return Check();
        }

        if (_drive.Ensure(_hasMoved) is { } fault)
        {
            return CopyStep.Failed(fault);
        }

        if (_hasMoved && !_isPlaceChecked)
        {
            return CheckPlace();
        }

        _hasMoved = false;
        return _stream is not null ? Check() : OpenStream();
    }

    /// <summary>Says which segment the following blocks and filemarks belong to. The stream is open.</summary>
    public void BeginSegment(int segmentIndex, int unitBytes, long plannedBlocks, bool hasCount) =>
        _share!.BeginSegment(segmentIndex, unitBytes, plannedBlocks, hasCount);

    /// <summary>Hands one block over.</summary>
    public CopyStep WriteBlock(ReadOnlySpan<byte> block)
    {
        try
        {
            CopyStream stream = _stream!;
            if (stream.OpenBlock.IsEmpty)
            {
                stream.Writer.TryGetBlock(out Memory<byte> open);
                stream.OpenBlock = open;
            }

            if (stream.OpenBlock.IsEmpty)
            {
                if (!_isStalled)
                {
                    _drive.Counters.AddCommandStall(); // Once a wait, however often its step is tried.
                    _isStalled = true;
                }

                return CopyStep.WaitFor(_waitForBlock);
            }

            _isStalled = false;
            block.CopyTo(stream.OpenBlock.Span);
            stream.OpenBlock = default;
            _share!.Add(1, 0);
            stream.Writer.Publish(block.Length);
            stream.Bytes += block.Length;
            return CopyStep.Worked;
        }
        catch (BlockStreamException)
        {
            return CopyStep.Failed(Fault());
        }
    }

    /// <summary>Hands filemarks over.</summary>
    public CopyStep WriteFilemarks(int count, bool isImmediate)
    {
        try
        {
            if (!_stream!.Writer.TryWriteFilemarks(count, isImmediate))
            {
                return CopyStep.WaitFor(_waitForRoom);
            }

            _stream.Filemarks += count;
            _share!.Add(0, count);
            _wantsMedium |= !isImmediate;
            return CopyStep.Worked;
        }
        catch (BlockStreamException)
        {
            return CopyStep.Failed(Fault());
        }
    }

    /// <summary>Records where bytes of the stream came from, once everything handed over so far was accepted.</summary>
    public CopyStep MarkOrigin(long firstStreamByte, long byteCount, OriginNote note)
    {
        if (_pendingOrigin is null)
        {
            WriteLog log = _stream!.Log;
            var origin = new WriteLogOrigin(
                _stream!.Writer.Id, firstStreamByte, byteCount, note.SegmentType, note.FirstBlock, note.Designator.Span, note.ByteOffset, note.BlockLengthBytes);
            _pendingOrigin = new RingRemark(() => log.AppendOrigin(origin), isUrgent: false);
        }

        try
        {
            if (!_stream!.Writer.TryRemark(_pendingOrigin))
            {
                return CopyStep.WaitFor(_waitForRoom);
            }

            _pendingOrigin = null;
            return CopyStep.Worked;
        }
        catch (BlockStreamException)
        {
            return CopyStep.Failed(Fault());
        }
    }

    /// <summary>Waits until everything handed over was accepted. Done when it was.</summary>
    /// <param name="isLast">Whether nothing follows: the log then shows all of it to whoever asks next.</param>
    /// <param name="isOnMedium">Whether it must be on the medium, too.</param>
    public CopyStep Settle(bool isLast, bool isOnMedium)
    {
        if (_stream is null)
        {
            return CopyStep.Done;
        }

        CopyStep step = Reach(isLast, isOnMedium);
        if (step.Type != CopyStepType.Failed || !isLast || _stream?.Writer.Failure is not { IsEndOfMedium: true })
        {
            return step;
        }

        // The medium may have ended behind the last block: all that was asked for is there, and the end makes it safe, once the session is
        // over. Where the tape or its log failed, that everything was accepted is not enough.
        return _wantsMedium && SessionOfStream() is { Loop.Completion: { IsCompleted: false } end } ? CopyStep.WaitFor(end)
            : IsWhole() ? CopyStep.Done
            : step;
    }

    // Null where the drive has another log by now: then that of the stream is over.
    private BackupSession? SessionOfStream() => _drive.Session is { } session && ReferenceEquals(session.Log, _stream!.Log) ? session : null;

    private bool IsWhole()
    {
        WriteLog log = _stream!.Log;
        return _share!.Loss is null
            && !_share.ReachesBeyond(_stream!.Writer.AcceptedBlocks, _stream.Writer.AcceptedFilemarks)
            && (!_wantsMedium || log.OnMediumLogicalObjectIdentifier >= log.NextLogicalObjectIdentifier);
    }

    private CopyStep Reach(bool isLast, bool isOnMedium)
    {
        _wantsMedium |= isOnMedium;

        try
        {
            if (isOnMedium && !_isSynchronising)
            {
                if (!_stream!.Writer.TryWriteFilemarks(0, isImmediate: false))
                {
                    return CopyStep.WaitFor(_waitForRoom);
                }

                _isSynchronising = true;
            }

            if (_barrier is null)
            {
                WriteLog log = _stream!.Log;
                var barrier = new RingRemark(isLast ? log.Publish : null, isUrgent: true);
                if (!_stream!.Writer.TryRemark(barrier))
                {
                    return CopyStep.WaitFor(_waitForRoom);
                }

                _barrier = barrier;
            }
        }
        catch (BlockStreamException)
        {
            return CopyStep.Failed(Fault());
        }

        if (!_barrier.Done.IsCompleted)
        {
            return CopyStep.WaitFor(_barrier.Done);
        }

        bool isReached = _barrier.Done.Result;
        _barrier = null;
        _isSynchronising = false;
        return isReached && _share!.Loss is null ? CopyStep.Done : CopyStep.Failed(Fault());
    }

    private CopyStep Check() => _share!.Loss is not null || _stream!.Writer.Failure is not null ? CopyStep.Failed(Fault()) : CopyStep.Done;

    // A loss in a stream that the list wrote before ends the command too: what it went on to write would follow a gap.
    private CopyFault? FindEarlierLoss()
    {
        foreach ((_, CopyShare share) in _streams)
        {
            if (share.Loss is { } loss)
            {
                return loss;
            }
        }

        return null;
    }

    private async Task WaitForBlockAsync(CancellationToken cancellationToken)
    {
        CopyStream stream = _stream!;
        stream.OpenBlock = await stream.Writer.GetBlockAsync(cancellationToken).ConfigureAwait(false);
    }

    private CopyFault Fault() => Fault(_stream!, _share!);

    private CopyFault Fault(CopyStream stream, CopyShare share)
    {
        if (share.Loss is { } loss)
        {
            return loss;
        }

        return stream.Writer.Failure is { IsEndOfMedium: true }
            ? CopyFault.OfTape("writing", new TapeResult(TapeCondition.EndOfMedium, null, isEarlyWarning: true), ForwardedSenseSource.CopyDestination, isWrite: true, -1)
            : CopyFault.OfTape("writing", CopyDrive.ResultOf((Exception?)_drive.Target?.Failure ?? stream.Writer.Failure), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
    }

    private CopyFault OfDrive() => _drive.Ensure(isPlaced: false)
        ?? CopyFault.OfTape("writing", CopyDrive.ResultOf(_drive.Target?.Error), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
}
