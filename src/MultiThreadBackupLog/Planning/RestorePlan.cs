using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>The steps that bring selected blocks back from a tape, in the order of the tape.</summary>
/// <remarks>
/// The steps are made while they are enumerated, so a plan over many millions of runs takes no memory for them; every enumeration gives the
/// same steps. Immutable; safe to share between threads.
/// </remarks>
public sealed class RestorePlan
{
    private readonly TapePosition? _start;
    private RestorePlanSummaryBox? _summary;

    internal RestorePlan(WriteLogIndex index, RestoreSelection selection, TapeDriveModel model, TapePosition? start)
    {
        Index = index;
        Selection = selection;
        Model = model;
        _start = start;
    }

    /// <summary>Gets the index that the plan was made from.</summary>
    public WriteLogIndex Index { get; }

    /// <summary>Gets the drive model by which the plan chose its moves.</summary>
    public TapeDriveModel Model { get; }

    /// <summary>Gets the steps, in the order of the tape.</summary>
    public IEnumerable<RestoreStep> Steps => new RestorePlanWalk(Index, Selection, Model, _start).Steps();

    /// <summary>Gets what the plan costs. The first call walks all steps.</summary>
    public RestorePlanSummary Summary => (_summary ??= new RestorePlanSummaryBox(RestorePlanSummarizer.Summarize(this))).Value;

    /// <summary>Gets the streams of which something is restored, in the order of their ordinals.</summary>
    public IReadOnlyList<StreamId> Streams => Selection.Streams;

    /// <summary>Gets how many blocks the plan restores.</summary>
    public long WantedBlocks
    {
        get
        {
            long blocks = 0;
            foreach (StreamId stream in Selection.Streams)
            {
                foreach (BlockRange range in Selection.RangesOf(stream))
                {
                    blocks += range.BlockCount;
                }
            }

            return blocks;
        }
    }

    /// <summary>Gets what the plan restores; each range ends within its stream.</summary>
    internal RestoreSelection Selection { get; }

    /// <summary>Gives the ranges that the plan restores of a stream: ascending, none touching the next, each within what the log has of the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>The ranges; none when nothing of the stream is restored.</returns>
    public IReadOnlyList<BlockRange> RangesOf(StreamId stream) => Selection.RangesOf(stream);

    // A reference is published in one piece; a struct of this size would not be.
    private sealed class RestorePlanSummaryBox(RestorePlanSummary value)
    {
        public RestorePlanSummary Value { get; } = value;
    }
}
