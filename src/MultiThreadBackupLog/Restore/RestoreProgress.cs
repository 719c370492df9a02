using System.Globalization;

namespace MultiThreadBackupLog.Restore;

/// <summary>How far a restore is. The default value is the beginning. Immutable; safe to share between threads.</summary>
public readonly struct RestoreProgress
{
    internal RestoreProgress(long restoredBlocks, long restoredBytes, long wantedBlocks, long lostBlocks, long logicalObjectIdentifier)
    {
        RestoredBlocks = restoredBlocks;
        RestoredBytes = restoredBytes;
        WantedBlocks = wantedBlocks;
        LostBlocks = lostBlocks;
        LogicalObjectIdentifier = logicalObjectIdentifier;
    }

    /// <summary>Gets the blocks delivered to sinks.</summary>
    public long RestoredBlocks { get; }

    /// <summary>Gets the bytes delivered to sinks.</summary>
    public long RestoredBytes { get; }

    /// <summary>Gets the blocks that the plan wants.</summary>
    public long WantedBlocks { get; }

    /// <summary>Gets the blocks that could not be had.</summary>
    public long LostBlocks { get; }

    /// <summary>Gets the logical object at which the device stands.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} of {1} blocks, {2} lost", RestoredBlocks, WantedBlocks, LostBlocks);
}
