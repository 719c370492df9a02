using System.Collections.Generic;

namespace MultiThreadBackupLog.Copying;

/// <summary>Makes ranges that may overlap into ranges that do not: where several name a byte, the last one of the sequence counts.</summary>
internal static class LastOneCounts
{
    /// <summary>Resolves the ranges of one stream.</summary>
    /// <param name="ranges">The ranges in the order in which they were recorded.</param>
    /// <returns>Ascending ranges, none touching a byte of the next.</returns>
    public static List<RestoreMapRange> Resolve(IReadOnlyList<RestoreMapRange> ranges)
    {
        // A sweep over all edges: of the ranges that cover the bytes between two edges the one with the greatest number counts.
        var edges = new List<(long Byte, bool IsBegin, int Number)>(2 * ranges.Count);
        for (int number = 0; number < ranges.Count; number++)
        {
            edges.Add((ranges[number].FirstStreamByte, true, number));
            edges.Add((ranges[number].EndStreamByte, false, number));
        }

        edges.Sort((a, b) => a.Byte.CompareTo(b.Byte));
        var covering = new SortedSet<int>();
        var resolved = new List<RestoreMapRange>(ranges.Count);
        int owner = -1;
        long begin = 0;
        for (int at = 0; at < edges.Count;)
        {
            long edge = edges[at].Byte;
            for (; at < edges.Count && edges[at].Byte == edge; at++)
            {
                _ = edges[at].IsBegin ? covering.Add(edges[at].Number) : covering.Remove(edges[at].Number);
            }

            int next = covering.Count == 0 ? -1 : covering.Max;
            if (next == owner)
            {
                continue;
            }

            if (owner >= 0)
            {
                RestoreMapRange whole = ranges[owner];
                resolved.Add(new RestoreMapRange(begin, edge - begin, whole.Destination.Advance(begin - whole.FirstStreamByte)));
            }

            owner = next;
            begin = edge;
        }

        return resolved;
    }
}
