using System;

namespace MultiThreadBackupLog.Disk;

/// <summary>A direct-access block device: a row of blocks of one length, read and written by number.</summary>
/// <remarks>
/// <para>This is what a copy manager reads from and restores to; every device passes one suite of tests.</para>
/// <list type="bullet">
/// <item>Blocks are numbered from 0 to <see cref="BlockCount"/> minus 1; that number is the logical block address (LBA). All are <see cref="BlockLength"/> bytes long.</item>
/// <item>Transfers are whole blocks. A span whose length is no multiple of the block length is the caller's mistake and an exception.</item>
/// <item>A range that reaches over the end is <see cref="StorageCondition.OutOfRange"/>, and nothing of it is moved.</item>
/// <item>A transfer of no blocks within the device is success, also right behind the last block.</item>
/// <item>On failure the result counts the blocks that are known to have been moved, from the first on. Of those behind nothing is known: one that was to be
/// written holds the old bytes, the new ones, or cannot be read. Blocks outside the range are never touched.</item>
/// <item>What was written is read back at once, by every thread. It is on the medium when a <see cref="Flush"/> that began after the write
/// returned has succeeded, and not before: a device may hold it in a cache.</item>
/// <item>A block that was never written and that the device calls readable holds some bytes, usually zeros.</item>
/// <item><see cref="StorageCondition.MediumChanged"/> and <see cref="StorageCondition.DeviceReset"/> are told once, by the first operation after it
/// happened, which was not executed. Until one of them is told, <see cref="BlockLength"/> and <see cref="BlockCount"/> do not change.</item>
/// <item>Reading or writing the same blocks with the same bytes again does no harm, so unlike a tape's an operation whose answer was lost may be repeated.</item>
/// </list>
/// <para>Synchronous on purpose: whoever wants several transfers at once uses several threads. Reads, writes and flushes are safe from several threads at
/// once, since several copies use one disk; where two ranges overlap and one of them is written, each block is as one of the writes left it or a mixture.
/// Disposing while an operation runs is the caller's mistake. Devices report trouble by <see cref="StorageResult"/>; exceptions mean a wrong argument
/// or a disposed device.</para>
/// </remarks>
public abstract class BlockStorage : IDisposable
{
    /// <summary>Gets the length of every block in bytes, 1 or more.</summary>
    public abstract int BlockLength { get; }

    /// <summary>Gets how many blocks the device has.</summary>
    public abstract long BlockCount { get; }

    /// <summary>Gets whether the device refuses writes.</summary>
    public virtual bool IsWriteProtected => false;

    /// <summary>Reads consecutive blocks.</summary>
    /// <param name="firstBlock">The number of the first block, from 0.</param>
    /// <param name="destination">Where to put them; its length in bytes, a multiple of <see cref="BlockLength"/>, says how many.</param>
    /// <returns>The outcome; on failure the bytes behind the transferred blocks may be anything.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstBlock"/> is negative.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="destination"/> is not that of whole blocks.</exception>
    /// <exception cref="ObjectDisposedException">The device was given back.</exception>
    public abstract StorageResult Read(long firstBlock, Span<byte> destination);

    /// <summary>Writes consecutive blocks.</summary>
    /// <param name="firstBlock">The number of the first block, from 0.</param>
    /// <param name="source">The bytes; their number, a multiple of <see cref="BlockLength"/>, says how many blocks.</param>
    /// <returns>The outcome. Success means that every reader sees the bytes, not that they are on the medium.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstBlock"/> is negative.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="source"/> is not that of whole blocks.</exception>
    /// <exception cref="ObjectDisposedException">The device was given back.</exception>
    public abstract StorageResult Write(long firstBlock, ReadOnlySpan<byte> source);

    /// <summary>Brings everything whose write returned before to the medium. The default has no cache and succeeds.</summary>
    /// <returns>Success when it is there. After a failure any block written since the last success may not be.</returns>
    /// <exception cref="ObjectDisposedException">The device was given back.</exception>
    public virtual StorageResult Flush() => StorageResult.Success();

    /// <summary>Asks whether the device would take a command (TEST UNIT READY). The default always would.</summary>
    /// <returns>Success, or why not; a changed medium or a reset is told here too, and then counts as told.</returns>
    /// <exception cref="ObjectDisposedException">The device was given back.</exception>
    public virtual StorageResult CheckReady() => StorageResult.Success();

    /// <summary>Gives the device back. Does not flush.</summary>
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

    /// <summary>Checks what every transfer must check first, for implementations.</summary>
    /// <param name="firstBlock">The number of the first block.</param>
    /// <param name="lengthBytes">The length of the span.</param>
    /// <param name="blockCount">How many blocks these are.</param>
    /// <returns>Success, or <see cref="StorageCondition.OutOfRange"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstBlock"/> or <paramref name="lengthBytes"/> is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="lengthBytes"/> is not that of whole blocks.</exception>
    protected StorageResult CheckRange(long firstBlock, int lengthBytes, out int blockCount)
    {
        if (firstBlock < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstBlock), firstBlock, "A block number is not negative.");
        }

        if (lengthBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(lengthBytes), lengthBytes, "A length in bytes is not negative.");
        }

        blockCount = lengthBytes / BlockLength;
        if (blockCount * BlockLength != lengthBytes)
        {
            throw new ArgumentException(
                "A transfer of " + lengthBytes + " bytes is not one of whole blocks of " + BlockLength + " bytes.", nameof(lengthBytes));
        }

        // Written so that no sum can pass 63 bits.
        return firstBlock <= BlockCount && blockCount <= BlockCount - firstBlock
            ? StorageResult.Success()
            : StorageResult.Failure(
                StorageCondition.OutOfRange,
                blockCount + " blocks from block " + firstBlock + " on reach over the end of a device of " + BlockCount + " blocks.");
    }
}
