using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>Chooses how to get from the end of one wanted run to the begin of the next: space, locate, or read through.</summary>
internal sealed class GapCrossing
{
    private readonly WriteLogIndex _index;
    private readonly TapeDriveModel _model;

    public GapCrossing(WriteLogIndex index, TapeDriveModel model)
    {
        _index = index;
        _model = model;
    }

    public IReadOnlyList<RestoreStep> Cross(TapePosition from, TapePosition to)
    {
        List<RestoreStep> spaces = Spaces(from, to);
        if (_model.BreakEvenBytes <= 0)
        {
            return spaces;
        }

        // The gap is only looked at as far as reading through it may still win; a long gap costs no more than a short one to plan.
        double locateSeconds = _model.EstimateLocateSeconds(EstimateBytes(from, to));
        double bestSeconds = locateSeconds;
        IReadOnlyList<RestoreStep> best = [RestoreStep.Locate(from, to)];
        double spaceSeconds = 0;
        foreach (RestoreStep space in spaces)
        {
            spaceSeconds += _model.EstimateSpaceSeconds(EstimateBytes(space.Begin, space.End));
        }

        // A tie goes to spacing: a relative move needs no address, and a copy list's locate carries only 32 bits of it.
        if (spaceSeconds <= bestSeconds)
        {
            bestSeconds = spaceSeconds;
            best = spaces;
        }

        return ReadThrough(from, to, bestSeconds) ?? best;
    }

    // Spacing over filemarks passes the blocks on the way, so at most two moves cross any gap: first to behind its last filemark.
    private List<RestoreStep> Spaces(TapePosition from, TapePosition to)
    {
        var steps = new List<RestoreStep>(2);
        long filemarks = _index.CountFilemarks(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier);
        if (filemarks > 0)
        {
            TapePosition behind = new(from.Partition, _index.FindLastFilemark(to.LogicalObjectIdentifier) + 1);
            steps.Add(RestoreStep.SpaceFilemarks(from, behind, filemarks));
            from = behind;
        }

        if (from != to)
        {
            steps.Add(RestoreStep.SpaceBlocks(from, to.LogicalObjectIdentifier - from.LogicalObjectIdentifier));
        }

        return steps;
    }

    private List<RestoreStep>? ReadThrough(TapePosition from, TapePosition to, double limitSeconds)
    {
        var steps = new List<RestoreStep>();
        double seconds = 0;
        TapePosition here = from;
        foreach (TapeExtent extent in _index.Extents(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier))
        {
            // Extents come whole; the first and the last may reach out of the gap.
            long objects = Math.Min(extent.EndLogicalObjectIdentifier, to.LogicalObjectIdentifier) - here.LogicalObjectIdentifier;
            RestoreStep step;
            if (extent.Type == TapeExtentType.Filemarks)
            {
                step = RestoreStep.SpaceFilemarks(here, here.Advance(objects), objects);
                seconds += _model.EstimateSpaceSeconds(0);
            }
            else if (objects > long.MaxValue / extent.BlockLengthBytes)
            {
                return null; // Only a log that lies has so many bytes.
            }
            else
            {
                step = RestoreStep.Discard(here, objects, extent.BlockLengthBytes);
                seconds += _model.EstimateReadSeconds(objects * extent.BlockLengthBytes);
            }

            if (seconds >= limitSeconds)
            {
                return null;
            }

            Append(steps, step);
            here = step.End;
        }

        Guard.Invariant(here == to, "The extents of a gap fill it.");
        return steps;
    }

    private static void Append(List<RestoreStep> steps, RestoreStep step)
    {
        int last = steps.Count - 1;
        if (last >= 0 && step.Type == RestoreStepType.Discard && steps[last].Type == step.Type && steps[last].BlockLengthBytes == step.BlockLengthBytes)
        {
            steps[last] = RestoreStep.Discard(steps[last].Begin, steps[last].Count + step.Count, step.BlockLengthBytes);
            return;
        }

        steps.Add(step);
    }

    // The length of what is passed over only decides between ways that are about equally quick, so the log's mean object length will do.
    private long EstimateBytes(TapePosition from, TapePosition to) =>
        MeanBytes.Of(_index, to.LogicalObjectIdentifier - from.LogicalObjectIdentifier);
}
