using System;
using System.Collections.Generic;
using System.Globalization;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Copying;

/// <summary>Turns a plan and a map into the steps of lists, one for each segment, without regard to where a list ends.</summary>
/// <remarks>
/// Every byte of every tape block that is read gets a step, trailers included: what was left unused would be residual source data, and the next segment
/// would take it for the begin of the block that it reads.
/// </remarks>
internal sealed class CopyListSteps
{
    private readonly RestorePlan _plan;
    private readonly IReadOnlyDictionary<StreamId, RestoreMapRange[]> _map;
    private readonly CopyListRules _rules;
    private readonly CopyListMoves _moves;
    private readonly StreamPlaces _places;
    private readonly long? _start;

    public CopyListSteps(
        RestorePlan plan, IReadOnlyDictionary<StreamId, RestoreMapRange[]> map, CopyListRules rules, CopyListMoves moves, long? start)
    {
        _plan = plan;
        _map = map;
        _rules = rules;
        _moves = moves;
        _places = new StreamPlaces(plan.Index);
        _start = start;
    }

    public IEnumerable<CopyListStep> All()
    {
        bool isFirst = true;
        var between = new List<RestoreStep>();
        foreach (RestoreStep step in _plan.Steps)
        {
            if (step.Type != RestoreStepType.Read)
            {
                between.Add(step);
                continue;
            }

            foreach (CopyListStep move in Approach(step, isFirst, between))
            {
                yield return move;
            }

            isFirst = false;
            between.Clear();
            foreach (CopyListStep data in Read(step))
            {
                yield return data;
            }
        }
    }

    // How the plan comes to its first read depends on where it thought that the tape stands; here that is the builder's affair.
    private IEnumerable<CopyListStep> Approach(RestoreStep read, bool isFirst, List<RestoreStep> between)
    {
        if (isFirst)
        {
            foreach (CopyListStep move in _start is { } start ? _moves.Relative(start, read.Begin.LogicalObjectIdentifier) : [])
            {
                yield return move;
            }

            yield break;
        }

        foreach (RestoreStep step in between)
        {
            foreach (CopyListStep move in _moves.Planned(step))
            {
                yield return move;
            }
        }
    }

    private IEnumerable<CopyListStep> Read(RestoreStep step)
    {
        if (step.BlockLengthBytes < 1 || step.BlockLengthBytes > _rules.MaximumTransferBytes)
        {
            throw new CopyListException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The copy manager reads blocks of 1 to {0} bytes, and at {1} lie some of {2}.",
                    _rules.MaximumTransferBytes,
                    step.Begin,
                    step.BlockLengthBytes));
        }

        long done = 0;
        foreach ((RestoreDestination destination, long byteCount) in Joined(Pieces(step)))
        {
            long begin = step.Begin.LogicalObjectIdentifier + (done / step.BlockLengthBytes);
            var cutter = new CopyListCutter(_rules, _moves, begin, (int)(done % step.BlockLengthBytes), step.BlockLengthBytes);
            foreach (CopyListStep data in cutter.Cut(destination, byteCount))
            {
                yield return data;
            }

            done += byteCount;
        }
    }

    // Neighbours that go on at the same place are one piece, across the edges of tape blocks.
    private static IEnumerable<(RestoreDestination Destination, long ByteCount)> Joined(IEnumerable<(RestoreDestination Destination, long ByteCount)> pieces)
    {
        RestoreDestination destination = default;
        long byteCount = 0;
        foreach ((RestoreDestination next, long nextCount) in pieces)
        {
            if (byteCount > 0 && destination.IsContinuedBy(next, byteCount))
            {
                byteCount += nextCount;
                continue;
            }

            if (byteCount > 0)
            {
                yield return (destination, byteCount);
            }

            (destination, byteCount) = (next, nextCount);
        }

        if (byteCount > 0)
        {
            yield return (destination, byteCount);
        }
    }

    private IEnumerable<(RestoreDestination Destination, long ByteCount)> Pieces(RestoreStep step)
    {
        long first = _places.FirstByteOf(step.Stream, step.FirstBlock);
        int payload = _places.PayloadLength(step.BlockLengthBytes);
        RestoreMapRange[] ranges = _map[step.Stream];
        int at = RestoreMap.FirstEndingBehind(ranges, first);

        // Without trailers the payload of all blocks is one stretch; with them each block's is its own.
        bool isOneStretch = _places.TrailerBytes == 0;
        long stretches = isOneStretch ? 1 : step.Count;
        long stretchBytes = isOneStretch ? step.Count * payload : payload;
        for (long stretch = 0; stretch < stretches; stretch++)
        {
            long end = first + stretchBytes;
            while (first < end)
            {
                while (at < ranges.Length && ranges[at].EndStreamByte <= first)
                {
                    at++;
                }

                if (at == ranges.Length || ranges[at].FirstStreamByte >= end)
                {
                    yield return (RestoreDestination.Discard, end - first);
                    first = end;
                }
                else if (ranges[at].FirstStreamByte > first)
                {
                    yield return (RestoreDestination.Discard, ranges[at].FirstStreamByte - first);
                    first = ranges[at].FirstStreamByte;
                }
                else
                {
                    long byteCount = Math.Min(end, ranges[at].EndStreamByte) - first;
                    yield return (ranges[at].Destination.Advance(first - ranges[at].FirstStreamByte), byteCount);
                    first += byteCount;
                }
            }

            if (!isOneStretch)
            {
                yield return (RestoreDestination.Discard, _places.TrailerBytes);
            }
        }
    }
}
