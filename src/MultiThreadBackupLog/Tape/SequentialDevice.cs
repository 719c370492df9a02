using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>A sequential-access device: blocks and filemarks in one order, read and written at one place at a time.</summary>
/// <remarks>
/// <para>This is the contract that the rest of the library stands on; every device passes one suite of tests.</para>
/// <list type="bullet">
/// <item>One write is one block, whole, or nothing of it. A block has a length of its own.</item>
/// <item>Every operation says where the device stands afterwards, failed ones too, or that it does not know.</item>
/// <item>A filemark met while reading or spacing over blocks is an outcome; the device then stands on the mark's far side in the direction of motion.</item>
/// <item>Blocks and filemarks are logical objects, numbered together from 0; a position is the number of the next object.</item>
/// <item>Writing makes the written object the last one: whatever was recorded from there on is gone.</item>
/// <item>Early warning accompanies success: what the operation wrote was accepted.</item>
/// <item>A device may hold accepted objects in a buffer. They are on the medium when a synchronous
/// <see cref="WriteFilemarks"/> (count 0 included) succeeded after them, early warning counting as success, or when
/// <see cref="ReadPosition"/> shows them gone from the buffer of a device whose <see cref="IsBufferReportTrusted"/> is true.
/// Every move that is not a write synchronises first.</item>
/// <item>A deferred failure belongs to an earlier write; the operation that reports it was not executed.</item>
/// <item>Any failed write, write of filemarks, or move after writes, current or deferred, and an <see cref="TapeCondition.EndOfMedium"/> that is deferred
/// or whose residuals exceed what was asked for, may have lost accepted objects: all since the last success of a synchronous
/// <see cref="WriteFilemarks"/>, less what a trusted <see cref="ReadPosition"/> clears, which goes on naming the lost ones as buffered. Writing, reading and
/// relative moves then fail until a locate, a rewind, or a move to the end of data, and none of these brings the lost objects back.</item>
/// <item>An operation whose answer was lost (<see cref="TapeCondition.OutcomeUnknown"/>) is not sent again before
/// <see cref="ReadPosition"/> proved whether it ran.</item>
/// </list>
/// <para>Synchronous on purpose: one thread owns a drive, and a drive does one thing at a time. Not safe to call from several threads at once.
/// Devices report trouble by <see cref="TapeResult"/>; exceptions mean a wrong argument or a disposed device.</para>
/// </remarks>
public abstract class SequentialDevice : IDisposable
{
    /// <summary>Gets the block lengths that the device takes.</summary>
    public abstract TapeBlockLimits BlockLimits { get; }

    /// <summary>Gets whether the medium refuses writes.</summary>
    public virtual bool IsWriteProtected => false;

    /// <summary>Gets about how many bytes may still be written behind the position, or null when the device cannot say.</summary>
    /// <remarks>Where it is null, data stops at early warning and the zone behind it is used for the log.</remarks>
    public virtual long? RemainingBytes => null;

    /// <summary>Gets whether what <see cref="ReadPosition"/> says of the buffer may be believed. Default: no.</summary>
    /// <remarks>Some drives answer zeros. An implementation says true only where it knows, or has proved, that the answer is right.</remarks>
    public virtual bool IsBufferReportTrusted => false;

    /// <summary>Writes one block at the position.</summary>
    /// <param name="block">The whole block.</param>
    /// <returns>
    /// <see cref="TapeCondition.None"/>: accepted. <see cref="TapeCondition.EndOfMedium"/>: no room, nothing of it written
    /// (<see cref="TapeResult.ResidualBlocks"/> is 1). Else a failure; a length outside <see cref="BlockLimits"/> is
    /// <see cref="TapeCondition.InvalidRequest"/>.
    /// </returns>
    public abstract TapeResult WriteBlock(ReadOnlySpan<byte> block);

    /// <summary>Writes several blocks, one after the other, in one call.</summary>
    /// <param name="blocks">The blocks, each whole.</param>
    /// <param name="writtenBlocks">How many were accepted, from the first on: exactly those, on failure too.</param>
    /// <returns>
    /// The outcome of the last write: success when all were accepted. The call ends at the first block that was not accepted, and
    /// also after a block accepted with early warning, so that the caller decides about the next one.
    /// </returns>
    public virtual TapeResult WriteBlocks(ReadOnlySpan<ReadOnlyMemory<byte>> blocks, out int writtenBlocks)
    {
        writtenBlocks = 0;
        TapeResult result = default;
        foreach (ReadOnlyMemory<byte> block in blocks)
        {
            result = WriteBlock(block.Span);
            if (!result.IsSuccess)
            {
                return result;
            }

            writtenBlocks++;
            if (result.IsEarlyWarning)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>Writes filemarks at the position; a count of 0 only synchronises.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="isImmediate">True: accepted is enough (IMMED 1). False: success means that everything written so far is on the medium.</param>
    /// <returns>
    /// <see cref="TapeCondition.EndOfMedium"/> when there was no room for all; <see cref="TapeResult.ResidualFilemarks"/> are missing.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public abstract TapeResult WriteFilemarks(int count, bool isImmediate);

    /// <summary>Reads the next block.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <returns>
    /// <see cref="TapeCondition.None"/>: a block of <see cref="TapeResult.TransferredBytes"/> bytes, which may be fewer than the buffer holds.
    /// <see cref="TapeCondition.IncorrectLength"/>: a longer block, cut; <see cref="TapeResult.ResidualBytes"/> is the buffer's length minus the
    /// block's; the device stands after it. <see cref="TapeCondition.Filemark"/> and <see cref="TapeCondition.EndOfData"/>: no block;
    /// the device stands after the filemark, or at the end of data. On an error of the medium the position may be before or after the bad block and is as reported.
    /// </returns>
    public abstract TapeResult ReadBlock(Span<byte> buffer);

    /// <summary>Moves over blocks or filemarks.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="count">How many; negative is towards the beginning; 0 does not move; ignored for <see cref="SpaceUnit.EndOfData"/>.</param>
    /// <returns>
    /// <see cref="TapeCondition.None"/>: all passed; after filemarks forward the device stands behind the last one, backward on the beginning side of it.
    /// <see cref="TapeCondition.Filemark"/>: blocks were counted and a filemark was met and passed.
    /// <see cref="TapeCondition.EndOfData"/>, <see cref="TapeCondition.BeginningOfMedium"/>: no more in that direction.
    /// What is left is in <see cref="TapeResult.ResidualBlocks"/> or <see cref="TapeResult.ResidualFilemarks"/>, always positive.
    /// </returns>
    public abstract TapeResult Space(SpaceUnit unit, long count);

    /// <summary>Moves to a place.</summary>
    /// <param name="position">The place.</param>
    /// <returns><see cref="TapeCondition.EndOfData"/> when the place lies beyond it; the device then stands at the end of data.</returns>
    public abstract TapeResult Locate(TapePosition position);

    /// <summary>Moves to the beginning of the current partition.</summary>
    /// <returns>The outcome.</returns>
    public abstract TapeResult Rewind();

    /// <summary>Asks where the device stands. Moves nothing and synchronises nothing.</summary>
    /// <param name="report">The answer; the default value on failure.</param>
    /// <returns>The outcome.</returns>
    public abstract TapeResult ReadPosition(out TapePositionReport report);

    /// <summary>Makes the position the end of data: whatever is recorded from here on is gone.</summary>
    /// <returns>The outcome.</returns>
    public abstract TapeResult Erase();

    /// <summary>Gives the device back.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the device back.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
