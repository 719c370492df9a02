using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>What a drain loop gives blocks to: a device with its log, a whole session, or a model in a test.</summary>
/// <remarks>
/// <para>Every call comes from the thread that steps the loop, one at a time, except <see cref="ReserveStream"/>. So an implementation
/// owns its device and its log without further care. Nothing here may run code of the users of the library.</para>
/// <para>An exception out of a call stops the loop as if the device had failed; expected trouble is a <see cref="DrainVerdict"/>.</para>
/// <para>Within a call the target may use what is marked as the drain thread's: <see cref="DrainLoop.Streams"/>,
/// <see cref="DrainLoop.AdvanceOnMedium"/>, <see cref="DrainLoop.EndRun"/>, <see cref="StreamRing.Lose"/>,
/// <see cref="StreamRing.AdvanceOnMedium"/>, <see cref="StreamRing.TellCompletion"/>.</para>
/// </remarks>
internal abstract class DrainTarget
{
    /// <summary>Gets the block lengths that the device takes, trailer included.</summary>
    public abstract TapeBlockLimits BlockLimits { get; }

    /// <summary>Gets how many bytes at the end of each tape block are the target's own; 0 is none.</summary>
    public virtual int TrailerLength => 0;

    /// <summary>Gets the loop, from <see cref="Attach"/> on.</summary>
    protected DrainLoop? Loop { get; private set; }

    /// <summary>Learns the loop, before any other call.</summary>
    public void Attach(DrainLoop loop) => Loop = loop;

    /// <summary>Hands out the ordinal of a stream that is being opened. ANY thread.</summary>
    public abstract StreamId ReserveStream();

    /// <summary>Learns of a stream, before anything of it.</summary>
    public abstract void OpenStream(StreamRing stream);

    /// <summary>Finishes a block in place before it is offered. Called again when the block is offered again.</summary>
    /// <param name="stream">Whose block it is.</param>
    /// <param name="block">The whole tape block; its last <see cref="TrailerLength"/> bytes are the target's.</param>
    /// <param name="blockNumber">The block's number in its stream, from 0.</param>
    /// <param name="payloadChecksum">CRC32C of the payload.</param>
    public virtual void SealBlock(StreamRing stream, Span<byte> block, long blockNumber, uint payloadChecksum)
    {
    }

    /// <summary>Writes blocks of one stream, in order.</summary>
    /// <param name="stream">The stream. Its accepted count is raised after this call returned.</param>
    /// <param name="blocks">The whole tape blocks, trailers included; valid during the call.</param>
    /// <param name="payloadChecksums">CRC32C of each payload; zeros where none are kept.</param>
    /// <param name="acceptedBlocks">How many were accepted, from the first on: exactly those, whatever the verdict.</param>
    /// <returns>Whether to go on. Ignored for the stream's blocks when the target failed the stream within the call.</returns>
    public abstract DrainVerdict WriteBlocks(
        StreamRing stream,
        ReadOnlySpan<ReadOnlyMemory<byte>> blocks,
        ReadOnlySpan<uint> payloadChecksums,
        out int acceptedBlocks);

    /// <summary>Writes filemarks of a stream, behind its blocks before them.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="count">How many; 0 only synchronises.</param>
    /// <param name="isImmediate">Whether accepted is enough; else everything so far is on the medium afterwards.</param>
    /// <param name="acceptedFilemarks">How many were accepted; when fewer than asked for and the verdict is to go on, the rest is offered again.</param>
    /// <returns>Whether to go on.</returns>
    public abstract DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks);

    /// <summary>Learns that a stream ended: nothing of it comes any more.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="failure">Why it failed, or null when it ended well.</param>
    /// <returns>True: its completion is told at once. False: the target tells it, by <see cref="StreamRing.TellCompletion"/>, or the stop does.</returns>
    public abstract bool EndStream(StreamRing stream, Exception? failure);

    /// <summary>Does what time or amount make due: commits, checkpoints. After each write, and when nothing is ready.</summary>
    /// <param name="isIdle">Whether nothing is ready.</param>
    /// <param name="wakeAfter">When idle, after what time to call again; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is never.</param>
    /// <returns>Whether to go on.</returns>
    public abstract DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter);

    /// <summary>Ends everything; the last call. Every stream has ended or failed before, and blocks not accepted are back with their streams.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="cause">What failed, or null.</param>
    public abstract void Stop(DrainStopReason reason, Exception? cause);
}
