using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>Turns a log and a choice of blocks into the steps that fetch them and pass over the rest.</summary>
/// <remarks>
/// <para>
/// Between two wanted runs lies a gap of blocks and filemarks. It is crossed by whichever of three ways the drive model finds quickest: spacing
/// (at most two moves, since spacing over the gap's filemarks passes the blocks before the last of them too, and a SPACE over
/// blocks would stop at each), one locate, or reading the blocks of the gap and throwing them away. On a drive that moves at no cost
/// a plan never reads a block that is not wanted; on a real one reading through a gap of some megabytes is often the
/// quickest, because a tape drive moves hardly faster than it reads.
/// </para>
/// <para>Stateless; safe to use from several threads.</para>
/// </remarks>
public static class RestorePlanner
{
    /// <summary>Plans a restore.</summary>
    /// <param name="index">What lies where.</param>
    /// <param name="selection">What is wanted. A range that is <see cref="BlockRange.All"/>, or that was merged with it, ends with its stream.</param>
    /// <param name="model">How fast the drive moves and reads.</param>
    /// <param name="start">Where the device will stand, or null when that is not known; the first step is then a locate.</param>
    /// <returns>The plan; its steps are made when they are enumerated.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Nothing is selected, the log does not know a selected stream, or a range ends behind its stream.</exception>
    public static RestorePlan Plan(WriteLogIndex index, RestoreSelection selection, TapeDriveModel model, TapePosition? start = null)
    {
        Guard.NotNull(index);
        Guard.NotNull(selection);
        Guard.NotNull(model);
        return new RestorePlan(index, Resolve(index, selection), model, start);
    }

    private static RestoreSelection Resolve(WriteLogIndex index, RestoreSelection selection)
    {
        if (selection.IsEmpty)
        {
            throw new ArgumentException("The selection names no stream.", nameof(selection));
        }

        var resolved = new RestoreSelection();
        foreach (StreamId id in selection.Streams)
        {
            if (!index.TryGetStream(id, out WriteLogStream? stream) || stream is null)
            {
                throw new ArgumentException("The log has no stream " + id + ".", nameof(selection));
            }

            foreach (BlockRange range in selection.RangesOf(id))
            {
                bool isOpenEnded = range.EndBlock == BlockRange.All.EndBlock;
                if (!isOpenEnded && range.EndBlock > stream.BlockCount)
                {
                    throw new ArgumentException(
                        "Blocks " + range + " of stream " + id + " ('" + stream.Description.Name + "') are asked for, and the log has "
                        + stream.BlockCount + " blocks of it.",
                        nameof(selection));
                }

                BlockRange present = range.Intersect(new BlockRange(0, stream.BlockCount));
                if (!present.IsEmpty)
                {
                    resolved.Add(id, present);
                }
            }
        }

        return resolved;
    }
}
