using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Blocks of one stream, found and read by a plan that the copy manager made from the log: segment C5h.</summary>
/// <remarks>
/// A block that cannot be read, or whose trailer says that it is another, ends the segment: nothing is put in its place. So does, where the stream is restored from its first block on, a block
/// with which a checksum of the log ends that is not that of the blocks so far.
/// </remarks>
internal sealed class PlanSource(CopyTarget target, RestorePlan plan, StreamChain chain, int requestBytes) : TransferSource
{
    private const int Retries = 3;

    private readonly IEnumerator<RestoreStep> _steps = plan.Steps.GetEnumerator();
    private readonly ByteQueue _read = new();
    private readonly BlockTrailer? _trailer = plan.Index.Header.HasBlockTrailers ? new BlockTrailer(plan.Index.Header.LogIdentifier) : null;
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

        System.ReadOnlySpan<byte> payload = block;
        uint payloadCrc = 0;
        if (_trailer is not null)
        {
            if (!(_trailer.TryVerify(block, out StreamId owner, out long number, out payloadCrc) && owner == _step.Stream && number == blockNumber))
            {
                _fault = Corrupt("the block at " + at + " is not block " + blockNumber + " of stream " + _step.Stream, "its trailer says otherwise");
                return;
            }

            payload = block.Slice(0, block.Length - BlockTrailer.EncodedLength);
        }
        else if (chain.Covers(blockNumber))
        {
            payloadCrc = Crc32C.Compute(block);
        }

        if (!chain.TryTake(blockNumber, payloadCrc, payload.Length))
        {
            _fault = Corrupt(
                "a block of 0 to " + blockNumber + " of stream " + _step.Stream + " is not what was written",
                "the checksum over them is not the log's");
            return;
        }

        _read.Append(payload);
    }

    private CopyFault Corrupt(string operation, string message) => Fault(operation, TapeResult.Failure(TapeCondition.CorruptData, null, message));

    private CopyFault Fault(string operation, TapeResult result) =>
        CopyFault.OfTape(operation, result, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset);
}
