using System;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Copying;

/// <summary>Where a segment's bytes go, in whole units.</summary>
internal abstract class TransferSink
{
    /// <summary>Gets the least that can be written, in bytes: a block, or one byte where the segment counts bytes.</summary>
    public abstract int UnitBytes { get; }

    /// <summary>Gets how many bytes the destination took, or, for a tape, will be asked to take.</summary>
    public long WrittenBytes { get; protected set; }

    /// <summary>Makes ready, before the first write. Done when it is.</summary>
    public virtual CopyStep Open() => CopyStep.Done;

    /// <summary>Writes as much as one request takes.</summary>
    /// <param name="bytes">At least one unit; more may be taken.</param>
    /// <param name="takenBytes">How many bytes were taken, a whole number of units.</param>
    public abstract CopyStep Write(ReadOnlySpan<byte> bytes, out int takenBytes);
}

/// <summary>A tape at its log's end: one block for each unit.</summary>
internal sealed class TapeSink(CopyAppender appender, TapeTransfer transfer, int segmentIndex, long plannedBytes) : TransferSink
{
    private bool _isOpen;

    public override int UnitBytes => transfer.UnitBytes;

    public override CopyStep Open()
    {
        if (_isOpen)
        {
            return CopyStep.Done;
        }

        CopyStep step = appender.Open();
        if (step.Type == CopyStepType.Done)
        {
            appender.BeginSegment(segmentIndex, transfer.BlockBytes, plannedBytes / Math.Max(1, transfer.BlockBytes), hasCount: true);
            _isOpen = true;
        }

        return step;
    }

    public override CopyStep Write(ReadOnlySpan<byte> bytes, out int takenBytes)
    {
        CopyStep step = appender.WriteBlock(bytes.Slice(0, transfer.BlockBytes));
        takenBytes = step.Type == CopyStepType.Worked ? transfer.BlockBytes : 0;
        WrittenBytes += takenBytes;
        return step;
    }
}

/// <summary>A disk from a block on, in whole blocks.</summary>
internal sealed class DiskSink(CopyTarget target, long firstBlock, int requestBytes) : TransferSink
{
    private long _nextBlock = firstBlock;
    private bool _isOneByOne;

    public override int UnitBytes => target.Disk!.Storage.BlockLength;

    public override CopyStep Write(ReadOnlySpan<byte> bytes, out int takenBytes)
    {
        int blocks = _isOneByOne ? 1 : Math.Min(bytes.Length / UnitBytes, Math.Max(1, requestBytes / UnitBytes));
        takenBytes = blocks * UnitBytes;
        StorageResult result = target.Disk!.Storage.Write(_nextBlock, bytes.Slice(0, takenBytes));
        if (!result.IsSuccess && blocks > 1)
        {
            takenBytes = 0;
            _isOneByOne = true; // Blocks before the one that fails are written; writing them twice changes nothing.
            return CopyStep.Worked;
        }

        if (!result.IsSuccess)
        {
            takenBytes = 0;
            return CopyStep.Failed(CopyFault.OfDisk(
                "writing block " + _nextBlock, result, ForwardedSenseSource.CopyDestination, isWrite: true, target.ByteOffset));
        }

        _nextBlock += blocks;
        WrittenBytes += takenBytes;
        return CopyStep.Worked;
    }
}

/// <summary>A disk from a byte on: the bytes beside the range, in its first and last block, stay as they are.</summary>
internal sealed class DiskRangeSink(CopyTarget target, long firstBlock, int byteOffset, int requestBytes) : TransferSink
{
    private readonly byte[] _edge = new byte[target.Disk!.Storage.BlockLength];
    private bool _isOneByOne;
    private long _position = checked((firstBlock * target.Disk!.Storage.BlockLength) + byteOffset);

    public override int UnitBytes => 1;

    public override CopyStep Write(ReadOnlySpan<byte> bytes, out int takenBytes)
    {
        int blockLength = _edge.Length;
        int within = (int)(_position % blockLength);
        if (within != 0 || bytes.Length < blockLength)
        {
            return WriteEdge(bytes, within, out takenBytes);
        }

        int blocks = _isOneByOne ? 1 : Math.Min(bytes.Length / blockLength, Math.Max(1, requestBytes / blockLength));
        StorageResult result = target.Disk!.Storage.Write(_position / blockLength, bytes.Slice(0, blocks * blockLength));
        if (!result.IsSuccess && blocks > 1)
        {
            takenBytes = 0;
            _isOneByOne = true;
            return CopyStep.Worked;
        }

        return Count(result, isWrite: true, blocks * blockLength, out takenBytes);
    }

    private CopyStep WriteEdge(ReadOnlySpan<byte> bytes, int within, out int takenBytes)
    {
        long block = _position / _edge.Length;
        int length = Math.Min(bytes.Length, _edge.Length - within);
        lock (target.Disk!.EdgeGate)
        {
            StorageResult result = target.Disk.Storage.Read(block, _edge);
            if (!result.IsSuccess)
            {
                return Count(result, isWrite: false, 0, out takenBytes);
            }

            bytes.Slice(0, length).CopyTo(_edge.AsSpan(within));
            return Count(target.Disk.Storage.Write(block, _edge), isWrite: true, length, out takenBytes);
        }
    }

    private CopyStep Count(StorageResult result, bool isWrite, int length, out int takenBytes)
    {
        takenBytes = result.IsSuccess ? length : 0;
        if (!result.IsSuccess)
        {
            return CopyStep.Failed(CopyFault.OfDisk(
                (isWrite ? "writing" : "reading") + " at byte " + _position, result, ForwardedSenseSource.CopyDestination, isWrite, target.ByteOffset));
        }

        _position += length;
        WrittenBytes += length;
        return CopyStep.Worked;
    }
}
