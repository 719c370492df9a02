using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>Chooses how to get from the end of one wanted run to the begin of the next: space, locate, or read through.</summary>
/// <remarks>One thread at a time. A plan has many millions of gaps, so the lists of steps are made once and the runs in a gap looked at only where something else than blocks of one length may lie there.</remarks>
internal sealed class GapCrossing
{
    private readonly WriteLogIndex _index;
    private readonly TapeDriveModel _model;
    private readonly List<RestoreStep> _spaces = new(2);
    private readonly List<RestoreStep> _locate = new(1);
    private readonly List<RestoreStep> _readThrough = [];
    private TapeStretch _stretch; // The last one that was asked for: most gaps lie in that of the gap before.

    public GapCrossing(WriteLogIndex index, TapeDriveModel model)
    {
        _index = index;
        _model = model;
    }

    /// <summary>Gives the steps of a gap; the list is the next gap's as well.</summary>
    public List<RestoreStep> Cross(TapePosition from, TapePosition to)
    {
        Space(from, to);
        if (_model.BreakEvenBytes <= 0)
        {
            return _spaces;
        }

        // The gap is only looked at as far as reading through it may still win; a long gap costs no more than a short one to plan.
        double bestSeconds = _model.EstimateLocateSeconds(EstimateBytes(from, to));
        double spaceSeconds = 0;
        foreach (RestoreStep space in _spaces)
        {
            spaceSeconds += _model.EstimateSpaceSeconds(EstimateBytes(space.Begin, space.End));
        }

        // A tie goes to spacing: a relative move needs no address, and a copy list's locate carries only 32 bits of it.
        bool isSpacing = spaceSeconds <= bestSeconds;
        if (TryReadThrough(from, to, isSpacing ? spaceSeconds : bestSeconds))
        {
            return _readThrough;
        }

        if (isSpacing)
        {
            return _spaces;
        }

        _locate.Clear();
        _locate.Add(RestoreStep.Locate(from, to));
        return _locate;
    }

    // Spacing over filemarks passes the blocks on the way, so at most two moves cross any gap: first to behind its last filemark.
    private void Space(TapePosition from, TapePosition to)
    {
        _spaces.Clear();
        long filemarks = _index.CountFilemarks(from.LogicalObjectIdentifier, to.LogicalObjectIdentifier);
        if (filemarks > 0)
        {
            TapePosition behind = new(from.Partition, _index.FindLastFilemark(to.LogicalObjectIdentifier) + 1);
            _spaces.Add(RestoreStep.SpaceFilemarks(from, behind, filemarks));
            from = behind;
        }

        if (from != to)
        {
            _spaces.Add(RestoreStep.SpaceBlocks(from, to.LogicalObjectIdentifier - from.LogicalObjectIdentifier));
        }
    }

    private bool TryReadThrough(TapePosition from, TapePosition to, double limitSeconds)
    {
        _readThrough.Clear();
        long spaces = 0;
        long bytes = 0;
        for (TapePosition here = from; here != to;)
        {
            if (!_stretch.Holds(here.LogicalObjectIdentifier))
            {
                _stretch = _index.StretchAt(here.LogicalObjectIdentifier);
            }

            long end = Math.Min(_stretch.EndObject, to.LogicalObjectIdentifier);
            if (_stretch.BlockLengthBytes > 0)
            {
                if (!TryPass(ref here, end, _stretch.BlockLengthBytes, ref bytes, spaces, limitSeconds))
                {
                    return false;
                }

                continue;
            }

            // Extents come whole; the first and the last may reach out of the gap.
            foreach (TapeExtent extent in _index.Extents(here.LogicalObjectIdentifier, end))
            {
                long extentEnd = Math.Min(extent.EndLogicalObjectIdentifier, end);
                spaces += extent.Type == TapeExtentType.Filemarks ? 1 : 0;
                if (!TryPass(ref here, extentEnd, extent.BlockLengthBytes, ref bytes, spaces, limitSeconds))
                {
                    return false;
                }
            }

            Guard.Invariant(here.LogicalObjectIdentifier == end, "The extents of a gap fill it.");
        }

        return true;
    }

    /// <summary>Goes on to an object over blocks of one length, or over filemarks, whose length is none. False when that takes too long.</summary>
    private bool TryPass(ref TapePosition here, long endObject, int blockLengthBytes, ref long bytes, long spaces, double limitSeconds)
    {
        long objects = endObject - here.LogicalObjectIdentifier;
        if (blockLengthBytes > 0 && objects > (long.MaxValue - bytes) / blockLengthBytes)
        {
            return false; // Only a log that lies has so many bytes.
        }

        bytes += objects * blockLengthBytes;
        if (_model.EstimateReadSeconds(bytes) + (spaces * _model.EstimateSpaceSeconds(0)) >= limitSeconds)
        {
            return false;
        }

        Append(blockLengthBytes > 0 ? RestoreStep.Discard(here, objects, blockLengthBytes) : RestoreStep.SpaceFilemarks(here, here.Advance(objects), objects));
        here = here.Advance(objects);
        return true;
    }

    private void Append(RestoreStep step)
    {
        int last = _readThrough.Count - 1;
        if (last >= 0 && step.Type == RestoreStepType.Discard && _readThrough[last].Type == step.Type && _readThrough[last].BlockLengthBytes == step.BlockLengthBytes)
        {
            _readThrough[last] = RestoreStep.Discard(_readThrough[last].Begin, _readThrough[last].Count + step.Count, step.BlockLengthBytes);
            return;
        }

        _readThrough.Add(step);
    }

    // The length of what is passed over only decides between ways that are about equally quick, so the log's mean object length will do.
    private long EstimateBytes(TapePosition from, TapePosition to) =>
        MeanBytes.Of(_index, to.LogicalObjectIdentifier - from.LogicalObjectIdentifier);
}
