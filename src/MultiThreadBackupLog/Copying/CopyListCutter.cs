using System;
using System.Collections.Generic;
using System.Globalization;

namespace MultiThreadBackupLog.Copying;

/// <summary>Cuts bytes with one destination into segments that the copy manager takes.</summary>
internal sealed class CopyListCutter
{
    private const int MostBlocks = ushort.MaxValue;
    private const int MostEdgesTried = 4096;

    private readonly CopyListRules _rules;
    private readonly CopyListMoves _moves;
    private readonly int _blockLength;
    private long _object;
    private int _offset;

    public CopyListCutter(CopyListRules rules, CopyListMoves moves, long beginObject, int beginOffset, int blockLength)
    {
        _rules = rules;
        _moves = moves;
        _object = beginObject;
        _offset = beginOffset;
        _blockLength = blockLength;
    }

    public IEnumerable<CopyListStep> Cut(RestoreDestination destination, long byteCount)
    {
        if (destination.Type == RestoreDestinationType.Discard && !_rules.HasDiscard)
        {
            return DropWithoutDiscard(byteCount);
        }

        return CutData(destination, byteCount);
    }

    private IEnumerable<CopyListStep> CutData(RestoreDestination destination, long byteCount)
    {
        while (byteCount > 0)
        {
            (CopyListStepType type, long piece) = Choose(destination, byteCount);
            long granularity = type == CopyListStepType.Hold ? _rules.HeldGranularityBytes : _rules.GranularityBytes;
            if (piece % granularity != 0)
            {
                throw new CopyListException(
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "The copy manager moves multiples of {0} bytes, and of object {1} some {2} bytes have to go elsewhere than their neighbours.",
                        granularity,
                        _object,
                        piece));
            }

            CopyListStep step = CopyListStep.Data(type, _object, _offset, _blockLength, piece, destination);
            yield return step;
            (_object, _offset) = (step.EndObject, step.EndOffset);
            byteCount -= piece;
            destination = destination.Advance(piece);
        }
    }

    private (CopyListStepType Type, long Piece) Choose(RestoreDestination destination, long byteCount)
    {
        switch (destination.Type)
        {
            case RestoreDestinationType.Discard:
                return (CopyListStepType.Discard, UpTo(uint.MaxValue, byteCount, _rules.GranularityBytes));
            case RestoreDestinationType.ApplicationClient:
                long held = Math.Min(uint.MaxValue, _rules.Parameters.HeldDataLimitBytes);
                if (!_rules.HasHold || held < _rules.HeldGranularityBytes)
                {
                    throw new CopyListException("The copy manager cannot hold data of the tape for the application client (0Fh).");
                }

                return (CopyListStepType.Hold, UpTo(held, byteCount, _rules.HeldGranularityBytes));
            default:
                return ChooseForDisk(destination, byteCount);
        }
    }

    private (CopyListStepType Type, long Piece) ChooseForDisk(RestoreDestination destination, long byteCount)
    {
        int diskBlock = destination.Disk!.BlockLength;
        long unit = LeastCommonMultiple(diskBlock, _rules.GranularityBytes);
        long mostInBlocks = _rules.HasToBlocks ? Math.Min((long)MostBlocks * diskBlock, _rules.MaximumSegmentBytes) / unit * unit : 0;
        int inBlock = (int)(destination.FirstDiskByte % diskBlock);
        if (inBlock == 0 && mostInBlocks > 0 && byteCount >= unit)
        {
            long whole = byteCount / unit * unit;
            return (CopyListStepType.ToBlocks, whole <= mostInBlocks ? whole : AtTapeBlockEdge(mostInBlocks, unit));
        }

        if (!_rules.HasToBytes || inBlock > ushort.MaxValue)
        {
            throw new CopyListException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "Bytes of object {0} go to byte {1} of {2}, not on the edge of a block, and the copy manager cannot write there (09h).",
                    _object,
                    destination.FirstDiskByte,
                    destination.Disk));
        }

        if (byteCount <= _rules.MaximumSegmentBytes)
        {
            return (CopyListStepType.ToBytes, byteCount);
        }

        // Too long for one: up to the edge of the block, so that whole blocks follow, or as much as goes.
        long head = diskBlock - inBlock;
        bool isHead = mostInBlocks > 0 && head <= _rules.MaximumSegmentBytes && head % _rules.GranularityBytes == 0;
        return (CopyListStepType.ToBytes, isHead ? head : UpTo(_rules.MaximumSegmentBytes, byteCount, _rules.GranularityBytes));
    }

    // A cut on the edge of a tape block leaves no residue, so that a list may end there without reading the block again.
    private long AtTapeBlockEdge(long most, long unit)
    {
        long edge = ((_offset + most) / _blockLength * _blockLength) - _offset;
        for (int tried = 0; tried < MostEdgesTried && edge > 0; tried++)
        {
            if (edge % unit == 0)
            {
                return edge;
            }

            edge -= _blockLength;
        }

        return most;
    }

    // Without 06h the rest of a tape block can be dropped by ending the list there, and whole blocks can be passed over; its begin cannot be dropped.
    private IEnumerable<CopyListStep> DropWithoutDiscard(long byteCount)
    {
        if (_offset > 0 && byteCount >= _blockLength - _offset)
        {
            CopyListStep end = CopyListStep.Data(CopyListStepType.EndList, _object, _offset, _blockLength, _blockLength - _offset);
            yield return end;
            byteCount -= end.ByteCount;
            (_object, _offset) = (end.EndObject, end.EndOffset);
        }

        long wholeBlocks = byteCount / _blockLength;
        if (wholeBlocks > 0 && _offset == 0)
        {
            foreach (CopyListStep move in _moves.Relative(_object, _object + wholeBlocks))
            {
                yield return move;
            }

            byteCount -= wholeBlocks * _blockLength;
        }

        if (byteCount > 0)
        {
            throw new CopyListException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} bytes within object {1} go nowhere, and the copy manager has no segment that drops them (06h).",
                    byteCount,
                    _object + wholeBlocks));
        }
    }

    private static long UpTo(long most, long byteCount, long granularity) => byteCount <= most ? byteCount : Math.Max(1, most / granularity) * granularity;

    private static long LeastCommonMultiple(long value, long powerOfTwo)
    {
        long common = 1;
        while (common < powerOfTwo && value % (common * 2) == 0)
        {
            common *= 2;
        }

        return powerOfTwo / common > long.MaxValue / value ? long.MaxValue : value * (powerOfTwo / common);
    }
}
