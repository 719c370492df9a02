using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Copying;

/// <summary>Writes moves of the tape down in the segments that the copy manager has: locate, space, or reading over.</summary>
internal sealed class CopyListMoves
{
    /// <summary>How far one segment spaces: its count has 24 bits with a sign.</summary>
    public const int LongestSpace = 0x7F_FFFF;

    private const long LastLocatable = uint.MaxValue;

    private readonly WriteLogIndex _index;
    private readonly CopyListRules _rules;

    public CopyListMoves(WriteLogIndex index, CopyListRules rules)
    {
        _index = index;
        _rules = rules;
    }

    /// <summary>Goes to an object from anywhere in the log's partition.</summary>
    public IEnumerable<CopyListStep> Absolute(long target)
    {
        if (!_rules.HasLocate)
        {
            throw new CopyListException("The copy manager has no locate segment (12h), and it is not known where the tape stands.");
        }

        if (target <= LastLocatable)
        {
            return [CopyListStep.Locate(target, target)];
        }

        // Beyond 32 bits a locate goes as far as it can, and spaces go on from there.
        return Spaces(LastLocatable, target).Prepend(CopyListStep.Locate(LastLocatable, LastLocatable));
    }

    /// <summary>Goes from a known object to another.</summary>
    public IEnumerable<CopyListStep> Relative(long from, long target)
    {
        if (from == target)
        {
            return [];
        }

        if (_rules.HasSpace && IsWithinLog(from))
        {
            return Spaces(from, target);
        }

        return _rules.HasLocate ? Absolute(target)
            : from < target && IsWithinLog(from) ? ReadOver(from, target)
            : throw new CopyListException(
                "The copy manager can neither space (11h) nor locate (12h) from object " + from + " to object " + target
                + ", or the log does not know what lies between them.");
    }

    /// <summary>Writes a step of the plan that is no read.</summary>
    public IEnumerable<CopyListStep> Planned(RestoreStep step)
    {
        long from = step.Begin.LogicalObjectIdentifier;
        long target = step.End.LogicalObjectIdentifier;
        switch (step.Type)
        {
            case RestoreStepType.Locate when _rules.HasLocate && target <= LastLocatable:
                return [CopyListStep.Locate(from, target)];
            case RestoreStepType.Discard when _rules.HasDiscard && step.BlockLengthBytes <= _rules.MaximumTransferBytes:
                return ReadOver(from, target);
            default:
                return Relative(from, target);
        }
    }

    // Spacing over filemarks passes the blocks between them, so at most two kinds of moves cross anything: over all filemarks, then over blocks.
    private IEnumerable<CopyListStep> Spaces(long from, long target)
    {
        if (!_rules.HasSpace || !IsWithinLog(from))
        {
            throw new CopyListException(
                "The copy manager has no space segment (11h), or the log does not know what lies between object " + from + " and object " + target + ".");
        }

        bool isForward = from <= target;
        (long low, long high) = isForward ? (from, target) : (target, from);
        long filemarks = _index.CountFilemarks(low, high);
        long behind = from;
        if (filemarks > 0)
        {
            // Forward the tape then stands behind the last mark, backward in front of the first.
            behind = isForward ? _index.FindLastFilemark(high) + 1 : Math.Max(low, _index.FilemarkExtents(low, high).First().FirstLogicalObjectIdentifier);
        }

        foreach (CopyListStep step in Split(SpaceUnit.Filemarks, isForward ? filemarks : -filemarks, from, behind))
        {
            yield return step;
        }

        foreach (CopyListStep step in Split(SpaceUnit.Blocks, target - behind, behind, target))
        {
            yield return step;
        }
    }

    private static IEnumerable<CopyListStep> Split(SpaceUnit unit, long count, long from, long target)
    {
        while (count != 0)
        {
            int piece = (int)Math.Max(-LongestSpace, Math.Min(LongestSpace, count));
            count -= piece;

            // Where the tape stands between two spaces over filemarks is not known without looking for it: a list may not end there.
            long reached = count == 0 ? target : unit == SpaceUnit.Blocks ? from + piece : CopyListStep.UnknownObject;
            yield return CopyListStep.Space(unit, piece, from, reached);
            from = reached;
        }
    }

    private IEnumerable<CopyListStep> ReadOver(long from, long target)
    {
        foreach (TapeExtent extent in _index.Extents(from, target))
        {
            if (extent.Type == TapeExtentType.Filemarks)
            {
                throw new CopyListException("The copy manager has no space segment (11h), and filemarks before object " + extent.EndLogicalObjectIdentifier + " are in the way.");
            }

            if (!_rules.HasDiscard || extent.BlockLengthBytes < 1 || extent.BlockLengthBytes > _rules.MaximumTransferBytes)
            {
                throw new CopyListException(
                    "The copy manager can neither pass over nor read (06h) the blocks of " + extent.BlockLengthBytes + " bytes at object "
                    + extent.FirstLogicalObjectIdentifier + ".");
            }

            long end = Math.Min(target, extent.EndLogicalObjectIdentifier);
            for (long here = Math.Max(from, extent.FirstLogicalObjectIdentifier); here < end;)
            {
                // Whole tape blocks only, in a number whose bytes fit 32 bits and keep the granularity.
                long blocks = Math.Min(end - here, uint.MaxValue / extent.BlockLengthBytes);
                if (blocks * extent.BlockLengthBytes % _rules.GranularityBytes != 0)
                {
                    throw new CopyListException(
                        blocks + " blocks of " + extent.BlockLengthBytes + " bytes are no multiple of the copy manager's granularity of "
                        + _rules.GranularityBytes + " bytes.");
                }

                yield return CopyListStep.Data(CopyListStepType.Discard, here, 0, extent.BlockLengthBytes, blocks * extent.BlockLengthBytes, isMove: true);
                here += blocks;
            }
        }
    }

    private bool IsWithinLog(long logicalObject) =>
        logicalObject >= _index.BeginLogicalObjectIdentifier && logicalObject <= _index.EndLogicalObjectIdentifier;
}
