namespace MultiThreadBackupLog.Restore;

/// <summary>Consecutive blocks of a stream that could not be restored. The default value is an empty range. Immutable; safe to share between threads.</summary>
public readonly struct RestoreLoss
{
    internal RestoreLoss(BlockRange blocks, long firstLogicalObjectIdentifier, string reason)
    {
        Blocks = blocks;
        FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier;
        Reason = reason;
    }

    /// <summary>Gets the blocks, numbered within the stream.</summary>
    public BlockRange Blocks { get; }

    /// <summary>Gets where on the tape the first of them lies, by the log.</summary>
    public long FirstLogicalObjectIdentifier { get; }

    /// <summary>Gets why, for a person; null only in the default value.</summary>
    public string? Reason { get; }

    /// <inheritdoc/>
    public override string ToString() => "blocks " + Blocks + " at object " + FirstLogicalObjectIdentifier + ": " + Reason;
}
