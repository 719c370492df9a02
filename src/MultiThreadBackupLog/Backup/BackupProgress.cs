using System.Globalization;

namespace MultiThreadBackupLog.Backup;

/// <summary>How far a backup is. The default value is the beginning. Immutable; safe to share between threads.</summary>
public readonly struct BackupProgress
{
    internal BackupProgress(long logicalObjectIdentifier, long onMediumLogicalObjectIdentifier, long checkpointCount, int openStreamCount)
    {
        LogicalObjectIdentifier = logicalObjectIdentifier;
        OnMediumLogicalObjectIdentifier = onMediumLogicalObjectIdentifier;
        CheckpointCount = checkpointCount;
        OpenStreamCount = openStreamCount;
    }

    /// <summary>Gets the logical object that will be written next: everything below was accepted.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <summary>Gets the logical object below which everything is on the medium.</summary>
    public long OnMediumLogicalObjectIdentifier { get; }

    /// <summary>Gets how many checkpoints were made.</summary>
    public long CheckpointCount { get; }

    /// <summary>Gets how many streams are open.</summary>
    public int OpenStreamCount { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "object {0}, on medium below {1}, {2} checkpoints, {3} open streams",
        LogicalObjectIdentifier,
        OnMediumLogicalObjectIdentifier,
        CheckpointCount,
        OpenStreamCount);
}
