using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Copying;

/// <summary>What one command wrote to one stream: blocks and filemarks from a place on, and which segment each belongs to.</summary>
/// <remarks>The command's thread adds to it, the drain thread asks and tells; both under the lock of the share.</remarks>
internal sealed class CopyShare
{
    private readonly object _gate = new();
    private readonly List<SegmentPart> _parts = [];
    private readonly long _firstBlock;
    private readonly long _firstFilemark;
    private CopyFault? _loss;
    private long _leftBlocks = long.MaxValue;
    private long _leftFilemarks = long.MaxValue;
    private long _endBlock;
    private long _endFilemark;

    /// <summary>Begins a share.</summary>
    /// <param name="record">Whose it is.</param>
    /// <param name="log">The log that the stream is of: another has streams of the same ordinals.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="firstBlock">How many blocks the stream has before.</param>
    /// <param name="firstFilemark">How many filemarks the stream has before.</param>
    public CopyShare(CopyRecord record, WriteLog? log, StreamId stream, long firstBlock, long firstFilemark)
    {
        Record = record;
        Log = log;
        Stream = stream;
        _firstBlock = firstBlock;
        _firstFilemark = firstFilemark;
        _endBlock = firstBlock;
        _endFilemark = firstFilemark;
    }

    public CopyRecord Record { get; }

    public WriteLog? Log { get; }

    public StreamId Stream { get; }

    /// <summary>Gets whether its command is over. Under the ledger's lock.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Gets what the stream had when the command's answer was worked out; null before.</summary>
    public (long Blocks, long Filemarks)? HeldFast { get; private set; }

    /// <summary>Says what the stream has, by which the command is answered. Under the ledger's lock.</summary>
    public void HoldFast(long acceptedBlocks, long acceptedFilemarks) => HeldFast = (acceptedBlocks, acceptedFilemarks);

    /// <summary>Ends the share: what was handed over and not accepted until now is no part of it, so that a later loss does not count it. Under the ledger's lock.</summary>
    public void End()
    {
        lock (_gate)
        {
            IsEnded = true;
            if (HeldFast is { } held)
            {
                _endBlock = Math.Max(_firstBlock, Math.Min(_endBlock, held.Blocks));
                _endFilemark = Math.Max(_firstFilemark, Math.Min(_endFilemark, held.Filemarks));
            }
        }
    }

    /// <summary>Gets what took some of it away, or null.</summary>
    public CopyFault? Loss
    {
        get
        {
            lock (_gate)
            {
                return _loss;
            }
        }
    }

    /// <summary>Says which segment the following blocks and filemarks belong to.</summary>
    /// <param name="segmentIndex">The segment's place in the list.</param>
    /// <param name="unitBytes">The length of its blocks, which is the unit of its residual, too; 0 for filemarks.</param>
    /// <param name="plannedBlocks">How many blocks it is going to write.</param>
    /// <param name="hasCount">Whether it has a transfer count, so that a residual means something.</param>
    public void BeginSegment(int segmentIndex, int unitBytes, long plannedBlocks, bool hasCount)
    {
        lock (_gate)
        {
            _parts.Add(new SegmentPart(segmentIndex, unitBytes, plannedBlocks, hasCount, _endBlock, _endFilemark));
        }
    }

    /// <summary>Counts what was handed over.</summary>
    public void Add(int blocks, int filemarks)
    {
        lock (_gate)
        {
            _endBlock += blocks;
            _endFilemark += filemarks;
        }
    }

    public bool ReachesBeyond(long leftBlocks, long leftFilemarks)
    {
        lock (_gate)
        {
            return _endBlock > leftBlocks || _endFilemark > leftFilemarks;
        }
    }

    public void Lose(long leftBlocks, long leftFilemarks, CopyFault fault)
    {
        lock (_gate)
        {
            _loss ??= fault;
            _leftBlocks = Math.Min(_leftBlocks, leftBlocks);
            _leftFilemarks = Math.Min(_leftFilemarks, leftFilemarks);
        }
    }

    /// <summary>Finds the segment that a stream's end cut, and how much of it is missing.</summary>
    /// <param name="acceptedBlocks">How many blocks the stream has.</param>
    /// <param name="acceptedFilemarks">How many filemarks it has.</param>
    public SegmentLoss FindLoss(long acceptedBlocks, long acceptedFilemarks)
    {
        lock (_gate)
        {
            long blocks = Math.Min(acceptedBlocks, _leftBlocks);
            long filemarks = Math.Min(acceptedFilemarks, _leftFilemarks);
            for (int index = 0; index < _parts.Count; index++)
            {
                SegmentPart part = _parts[index];
                bool isLast = index == _parts.Count - 1;
                long nextBlock = isLast ? long.MaxValue : _parts[index + 1].FirstBlock;
                long nextFilemark = isLast ? long.MaxValue : _parts[index + 1].FirstFilemark;
                if (blocks < nextBlock || filemarks < nextFilemark)
                {
                    long written = Math.Max(0, Math.Min(blocks, nextBlock) - part.FirstBlock);
                    long planned = isLast ? part.PlannedBlocks : nextBlock - part.FirstBlock;
                    return new SegmentLoss(part.SegmentIndex, Math.Max(0, planned - written), written, part.UnitBytes, part.HasCount);
                }
            }

            return new SegmentLoss(0, 0, 0, 0, false);
        }
    }

    /// <summary>Gives how many bytes of the share a stream of so many blocks still has.</summary>
    public long CountBytes(long acceptedBlocks)
    {
        lock (_gate)
        {
            long bytes = 0;
            long left = Math.Min(Math.Min(acceptedBlocks, _leftBlocks), _endBlock);
            for (int index = 0; index < _parts.Count; index++)
            {
                SegmentPart part = _parts[index];
                long end = index == _parts.Count - 1 ? _endBlock : _parts[index + 1].FirstBlock;
                bytes += Math.Max(0, Math.Min(left, end) - part.FirstBlock) * part.UnitBytes;
            }

            return bytes;
        }
    }

    private sealed class SegmentPart(int segmentIndex, int unitBytes, long plannedBlocks, bool hasCount, long firstBlock, long firstFilemark)
    {
        public int SegmentIndex { get; } = segmentIndex;

        public int UnitBytes { get; } = unitBytes;

        public long PlannedBlocks { get; } = plannedBlocks;

        public bool HasCount { get; } = hasCount;

        public long FirstBlock { get; } = firstBlock;

        public long FirstFilemark { get; } = firstFilemark;
    }
}

/// <summary>Where a loss begins: a segment, and what it has and misses.</summary>
internal readonly struct SegmentLoss(int segmentIndex, long residualBlocks, long writtenBlocks, int unitBytes, bool hasCount)
{
    public int SegmentIndex { get; } = segmentIndex;

    public long ResidualBlocks { get; } = residualBlocks;

    public long WrittenBlocks { get; } = writtenBlocks;

    public int UnitBytes { get; } = unitBytes;

    public bool HasCount { get; } = hasCount;
}
