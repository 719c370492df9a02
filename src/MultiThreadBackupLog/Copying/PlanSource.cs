using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Blocks of one stream, found and read by a plan that the copy manager made from the log: segment C5h.</summary>
/// <remarks>A block that cannot be read, or whose trailer says that it is another, ends the segment: nothing is put in its place.</remarks>
internal sealed class PlanSource(CopyTarget target, RestorePlan plan, int trailerLength, int requestBytes) : TransferSource
{
    private const int Retries = 3;

    private readonly IEnumerator<RestoreStep> _steps = plan.Steps.GetEnumerator();
    private readonly ByteQueue _read = new();
    private readonly BlockTrailer _trailer = new(plan.Index.Header.LogIdentifier);
    private RestoreReader? _reader;
    private RestoreStep _step;
    private long _stepIndex;
    private Task? _pending;
    private CopyFault? _fault;

    public override CopyStep Read(ByteQueue queue, long neededBytes)
    {
        if (_fault is not null)
        {
            return CopyStep.Failed(_fault);
        }

        _pending ??= target.Drive!.RunAsync(ReadSome);
        if (!_pending.IsCompleted)
        {
            return CopyStep.WaitFor(_pending);
        }

        if (_pending.IsFaulted || _pending.IsCanceled)
        {
            _fault ??= Fault("reading", target.Drive!.ResultOf(_pending));
        }

        _pending = null;
        queue.Append(_read.Bytes);
        _read.Clear();
        return CopyStep.Worked;
    }

    // On the thread that owns the device; what goes wrong is told by the command's own.
    private TapeResult ReadSome(SequentialDevice device)
    {
        try
        {
            _reader ??= new RestoreReader(device, Retries);
            while (_fault is null && _read.Count < requestBytes && ReadNext())
            {
            }

            return default;
        }
        catch (TapeException exception)
        {
            TapeResult result = CopyDrive.ResultOf(exception);
            _fault = Fault(exception.Message, result);
            return result;
        }
    }

    private bool ReadNext()
    {
        if (_step.Type == RestoreStepType.Read && _stepIndex < _step.Count)
        {
            ReadBlock(_step.Begin.Advance(_stepIndex), _step.FirstBlock + _stepIndex);
            _stepIndex++;
            return true;
        }

        if (!_steps.MoveNext())
        {
            return false;
        }

        _step = _steps.Current;
        _stepIndex = 0;
        switch (_step.Type)
        {
            case RestoreStepType.Read:
                break;
            case RestoreStepType.SpaceBlocks:
                _reader!.Space(SpaceUnit.Blocks, _step);
                break;
            case RestoreStepType.SpaceFilemarks:
                _reader!.Space(SpaceUnit.Filemarks, _step);
                break;
            case RestoreStepType.Locate:
                _reader!.Locate(_step.End);
                break;
            default:
                _reader!.ReadThrough(_step, CancellationToken.None);
                break;
        }

        return true;
    }

    private void ReadBlock(TapePosition at, long blockNumber)
    {
        if (!_reader!.TryRead(at, _step.BlockLengthBytes, out System.ReadOnlySpan<byte> block, out string? reason))
        {
            TapeCondition condition = _reader.IsTapeAtItsEnd ? TapeCondition.EndOfData : TapeCondition.MediumError;
            _fault = Fault("block " + blockNumber + " at " + at, new TapeResult(condition, null, message: reason ?? _reader.EndReason));
            return;
        }

        if (trailerLength > 0
            && !(_trailer.TryVerify(block, out StreamId stream, out long number, out _) && stream == _step.Stream && number == blockNumber))
        {
            _fault = Fault(
                "the block at " + at + " is not block " + blockNumber + " of stream " + _step.Stream,
                TapeResult.Failure(TapeCondition.CorruptData, null, "its trailer says otherwise"));
            return;
        }

        _read.Append(block.Slice(0, block.Length - trailerLength));
    }

    private CopyFault Fault(string operation, TapeResult result) =>
        CopyFault.OfTape(operation, result, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset);
}
