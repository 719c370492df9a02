using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>Where a SPACE ends on a recording, worked out without moving (SSC-3 clause 6.13).</summary>
internal readonly struct SpaceOutcome
{
    private SpaceOutcome(TapeCondition condition, long target, long residualBlocks, long residualFilemarks)
    {
        Condition = condition;
        Target = target;
        ResidualBlocks = residualBlocks;
        ResidualFilemarks = residualFilemarks;
    }

    public TapeCondition Condition { get; }

    /// <summary>Gets the object number where the device stands afterwards.</summary>
    public long Target { get; }

    public long ResidualBlocks { get; }

    public long ResidualFilemarks { get; }

    public static SpaceOutcome Of(ObjectMap map, long position, SpaceUnit unit, long count)
    {
        if (unit == SpaceUnit.EndOfData)
        {
            return new SpaceOutcome(TapeCondition.None, map.ObjectCount, 0, 0);
        }

        if (count == 0)
        {
            return new SpaceOutcome(TapeCondition.None, position, 0, 0);
        }

        bool isForward = count > 0;
        long distance = isForward ? count : count == long.MinValue ? long.MaxValue : -count;
        long marksBefore = map.CountFilemarksBefore(position);
        return unit switch
        {
            SpaceUnit.Blocks => isForward ? BlocksForward(map, position, distance, marksBefore) : BlocksBackward(map, position, distance, marksBefore),
            SpaceUnit.Filemarks => isForward ? MarksForward(map, distance, marksBefore) : MarksBackward(map, distance, marksBefore),
            _ => isForward ? MarkRunForward(map, distance, marksBefore) : MarkRunBackward(map, distance, marksBefore),
        };
    }

    public static bool Knows(SpaceUnit unit) => unit is >= SpaceUnit.Blocks and <= SpaceUnit.EndOfData;

    private static SpaceOutcome BlocksForward(ObjectMap map, long position, long distance, long marksBefore)
    {
        bool isMarkAhead = marksBefore < map.FilemarkCount;
        long wall = isMarkAhead ? map.FindFilemark(marksBefore) : map.ObjectCount;
        long passed = Math.Min(distance, wall - position);
        return passed == distance ? new SpaceOutcome(TapeCondition.None, position + passed, 0, 0)
            : isMarkAhead ? new SpaceOutcome(TapeCondition.Filemark, wall + 1, distance - passed, 0)
            : new SpaceOutcome(TapeCondition.EndOfData, wall, distance - passed, 0);
    }

    private static SpaceOutcome BlocksBackward(ObjectMap map, long position, long distance, long marksBefore)
    {
        long wall = marksBefore > 0 ? map.FindFilemark(marksBefore - 1) + 1 : 0;
        long passed = Math.Min(distance, position - wall);
        return passed == distance ? new SpaceOutcome(TapeCondition.None, position - passed, 0, 0)
            : marksBefore > 0 ? new SpaceOutcome(TapeCondition.Filemark, wall - 1, distance - passed, 0)
            : new SpaceOutcome(TapeCondition.BeginningOfMedium, 0, distance - passed, 0);
    }

    private static SpaceOutcome MarksForward(ObjectMap map, long distance, long marksBefore)
    {
        long ahead = map.FilemarkCount - marksBefore;
        return distance <= ahead
            ? new SpaceOutcome(TapeCondition.None, map.FindFilemark(marksBefore + distance - 1) + 1, 0, 0)
            : new SpaceOutcome(TapeCondition.EndOfData, map.ObjectCount, 0, distance - ahead);
    }

    private static SpaceOutcome MarksBackward(ObjectMap map, long distance, long marksBefore) =>
        distance <= marksBefore
            ? new SpaceOutcome(TapeCondition.None, map.FindFilemark(marksBefore - distance), 0, 0)
            : new SpaceOutcome(TapeCondition.BeginningOfMedium, 0, 0, distance - marksBefore);

    private static SpaceOutcome MarkRunForward(ObjectMap map, long length, long marksBefore)
    {
        for (long ordinal = marksBefore; length <= map.FilemarkCount - ordinal; ordinal++)
        {
            long last = map.FindFilemark(ordinal + length - 1);
            if (last - map.FindFilemark(ordinal) == length - 1)
            {
                return new SpaceOutcome(TapeCondition.None, last + 1, 0, 0);
            }
        }

        return new SpaceOutcome(TapeCondition.EndOfData, map.ObjectCount, 0, length);
    }

    private static SpaceOutcome MarkRunBackward(ObjectMap map, long length, long marksBefore)
    {
        for (long end = marksBefore; length <= end; end--)
        {
            long first = map.FindFilemark(end - length);
            if (map.FindFilemark(end - 1) - first == length - 1)
            {
                return new SpaceOutcome(TapeCondition.None, first, 0, 0);
            }
        }

        return new SpaceOutcome(TapeCondition.BeginningOfMedium, 0, 0, length);
    }
}
