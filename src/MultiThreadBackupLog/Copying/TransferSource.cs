using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Where a segment's bytes come from, read in whole blocks and no further than the segment needs.</summary>
internal abstract class TransferSource
{
    /// <summary>Reads more.</summary>
    /// <param name="queue">Receives the bytes.</param>
    /// <param name="neededBytes">How many bytes are still needed; at least one, and reading goes on until so many came.</param>
    /// <returns>Worked when bytes came.</returns>
    public abstract CopyStep Read(ByteQueue queue, long neededBytes);
}

/// <summary>A disk from a block on, in requests of at most the read length.</summary>
internal sealed class DiskSource(CopyTarget target, long firstBlock, int requestBytes) : TransferSource
{
    private long _nextBlock = firstBlock;
    private bool _isOneByOne;

    public override CopyStep Read(ByteQueue queue, long neededBytes)
    {
        int blockLength = target.Disk!.Storage.BlockLength;
        long blocks = _isOneByOne ? 1 : Math.Min((neededBytes + blockLength - 1) / blockLength, Math.Max(1, requestBytes / blockLength));
        int lengthBytes = checked((int)blocks * blockLength);
        StorageResult result = target.Disk.Storage.Read(_nextBlock, queue.Room(lengthBytes));
        if (!result.IsSuccess && blocks > 1)
        {
            _isOneByOne = true; // What lies before the block that fails is copied, as if each had been asked for alone.
            return CopyStep.Worked;
        }

        if (!result.IsSuccess)
        {
            return CopyStep.Failed(CopyFault.OfDisk("reading block " + _nextBlock, result, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset));
        }

        queue.Grow(lengthBytes);
        _nextBlock += blocks;
        return CopyStep.Worked;
    }
}

/// <summary>A range of a disk's bytes: whole blocks are read, and what lies before and behind the range is left out.</summary>
internal sealed class DiskRangeSource(CopyTarget target, long firstBlock, int byteOffset, long lengthBytes, int requestBytes) : TransferSource
{
    private readonly DiskSource _source = new(target, firstBlock, requestBytes);
    private readonly ByteQueue _blocks = new();
    private int _leftOut = byteOffset;
    private long _left = lengthBytes;

    public override CopyStep Read(ByteQueue queue, long neededBytes)
    {
        if (_blocks.Count == 0)
        {
            CopyStep step = _source.Read(_blocks, _leftOut + _left);
            if (step.Type != CopyStepType.Worked || _blocks.Count == 0)
            {
                return step;
            }
        }

        int skipped = Math.Min(_leftOut, _blocks.Count);
        _blocks.Remove(skipped);
        _leftOut -= skipped;
        int taken = (int)Math.Min(_blocks.Count, _left);
        queue.Append(_blocks.Bytes.Slice(0, taken));
        _left -= taken;
        _blocks.Clear();
        return CopyStep.Worked;
    }
}

/// <summary>A tape from where it stands: reads of the length that the segment and the CSCD descriptor give, never one too many.</summary>
/// <remarks>A block of another length, a filemark or the end of data is CHECK CONDITION on the bus (SILI is 0), so the segment ends with it.</remarks>
internal sealed class TapeSource(CopyTarget target, TapeTransfer transfer, int requestBytes) : TransferSource
{
    private readonly ByteQueue _read = new();
    private Task? _pending;
    private TapeResult? _failure;

    public override CopyStep Read(ByteQueue queue, long neededBytes)
    {
        if (transfer.CommandBytes == 0)
        {
            return CopyStep.Failed(CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "STREAM DEVICE TRANSFER LENGTH is 0, and data must move", 9));
        }

        // While a read is under way the failure is its thread's, and what it read before that comes first.
        if (_pending is null && _failure is { } failure)
        {
            return CopyStep.Failed(CopyFault.OfTape("reading", failure, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset));
        }

        if (_pending is null)
        {
            long blocks = Math.Min((neededBytes + transfer.BlockBytes - 1) / transfer.BlockBytes, Math.Max(1, requestBytes / transfer.BlockBytes));
            _pending = target.Drive!.RunAsync(device => ReadBlocks(device, blocks));
        }

        if (!_pending.IsCompleted)
        {
            return CopyStep.WaitFor(_pending);
        }

        if (_pending.IsFaulted || _pending.IsCanceled)
        {
            _failure = target.Drive!.ResultOf(_pending);
        }

        // What was read before a failure is copied; the next reading tells it.
        _pending = null;
        queue.Append(_read.Bytes);
        _read.Clear();
        return CopyStep.Worked;
    }

    private TapeResult ReadBlocks(SequentialDevice device, long blocks)
    {
        int length = transfer.BlockBytes;
        TapeResult result = default;
        for (; blocks > 0; blocks--)
        {
            result = device.ReadBlock(_read.Room(length));
            if (!result.IsSuccess)
            {
                _failure = result;
                return result;
            }

            if (result.TransferredBytes != length)
            {
                _failure = new TapeResult(
                    TapeCondition.IncorrectLength, result.IsPositionKnown ? result.Position : null, residualBytes: length - result.TransferredBytes);
                return result;
            }

            _read.Grow(length);
        }

        return result;
    }
}

/// <summary>How a tape is read and written: SPC-4 table 138.</summary>
internal readonly struct TapeTransfer(int blockBytes, int blocksPerCommand)
{
    /// <summary>Gets the length of a tape block.</summary>
    public int BlockBytes { get; } = blockBytes;

    /// <summary>Gets how many blocks one READ or WRITE moves; more than one only with FIXED 1.</summary>
    public int BlocksPerCommand { get; } = blocksPerCommand;

    public long CommandBytes => (long)BlockBytes * BlocksPerCommand;

    /// <summary>Gets the unit of whole blocks; 0 where no data can move.</summary>
    public int UnitBytes => BlocksPerCommand == 0 ? 0 : BlockBytes;
}
