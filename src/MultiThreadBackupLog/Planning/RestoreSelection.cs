using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Planning;

/// <summary>What to restore: any streams of a log, and of each any ranges of its blocks.</summary>
/// <remarks>
/// Ranges that overlap or touch are one range; the order in which they are added does not matter. Not safe to change from several threads;
/// a planner copies it.
/// </remarks>
public sealed class RestoreSelection
{
    private readonly SortedDictionary<StreamId, List<BlockRange>> _ranges = new();

    /// <summary>Gets the streams of which something is selected, in the order of their ordinals.</summary>
    public IReadOnlyList<StreamId> Streams => _ranges.Keys.ToArray();

    /// <summary>Gets whether nothing is selected.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Selects every block of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>This selection.</returns>
    public RestoreSelection AddAll(StreamId stream) => Add(stream, BlockRange.All);

    /// <summary>Selects blocks of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="blocks">The blocks, numbered within the stream. <see cref="BlockRange.All"/> means as many as the stream has.</param>
    /// <returns>This selection.</returns>
    /// <exception cref="ArgumentException"><paramref name="blocks"/> is empty.</exception>
    public RestoreSelection Add(StreamId stream, BlockRange blocks)
    {
        if (blocks.IsEmpty)
        {
            throw new ArgumentException("The range " + blocks + " of stream " + stream + " holds no block.", nameof(blocks));
        }

        if (!_ranges.TryGetValue(stream, out List<BlockRange>? ranges))
        {
            _ranges.Add(stream, ranges = []);
        }

        Merge(ranges, blocks);
        return this;
    }

    /// <summary>Gives the selected ranges of a stream: ascending, none touching the next.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>The ranges; none when the stream is not selected.</returns>
    public IReadOnlyList<BlockRange> RangesOf(StreamId stream) =>
        _ranges.TryGetValue(stream, out List<BlockRange>? ranges) ? ranges.ToArray() : [];

    /// <summary>Makes a copy that later changes of this one do not touch.</summary>
    /// <returns>The copy.</returns>
    public RestoreSelection Clone()
    {
        var copy = new RestoreSelection();
        foreach (KeyValuePair<StreamId, List<BlockRange>> stream in _ranges)
        {
            copy._ranges.Add(stream.Key, [.. stream.Value]);
        }

        return copy;
    }

    private static void Merge(List<BlockRange> ranges, BlockRange added)
    {
        int first = 0;
        while (first < ranges.Count && ranges[first].EndBlock < added.FirstBlock)
        {
            first++;
        }

        int end = first;
        long begin = added.FirstBlock;
        long stop = added.EndBlock;
        while (end < ranges.Count && ranges[end].FirstBlock <= stop)
        {
            begin = Math.Min(begin, ranges[end].FirstBlock);
            stop = Math.Max(stop, ranges[end].EndBlock);
            end++;
        }

        ranges.RemoveRange(first, end - first);
        ranges.Insert(first, BlockRange.FromBounds(begin, stop));
        Guard.Invariant(first == 0 || ranges[first - 1].EndBlock < begin, "Selected ranges neither overlap nor touch.");
    }
}
