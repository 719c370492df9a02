using System.Globalization;

namespace MultiThreadBackupLog.Planning;

/// <summary>What a restore plan costs, counted over its steps. The default value is an empty plan. Immutable; safe to share between threads.</summary>
public readonly struct RestorePlanSummary
{
    internal RestorePlanSummary(
        long stepCount,
        long moveCount,
        long readBlocks,
        long readBytes,
        long discardedBlocks,
        long discardedBytes,
        long passedLogicalObjects,
        double estimatedSeconds)
    {
        StepCount = stepCount;
        MoveCount = moveCount;
        ReadBlocks = readBlocks;
        ReadBytes = readBytes;
        DiscardedBlocks = discardedBlocks;
        DiscardedBytes = discardedBytes;
        PassedLogicalObjects = passedLogicalObjects;
        EstimatedSeconds = estimatedSeconds;
    }

    /// <summary>Gets how many steps the plan has.</summary>
    public long StepCount { get; }

    /// <summary>Gets how many of them are moves: spaces and locates.</summary>
    public long MoveCount { get; }

    /// <summary>Gets the wanted blocks.</summary>
    public long ReadBlocks { get; }

    /// <summary>Gets the bytes of the wanted blocks, as they lie on tape.</summary>
    public long ReadBytes { get; }

    /// <summary>Gets the blocks that are read only to get past them.</summary>
    public long DiscardedBlocks { get; }

    /// <summary>Gets the bytes of those blocks.</summary>
    public long DiscardedBytes { get; }

    /// <summary>Gets the objects, blocks and filemarks together, that moves pass over between the first wanted block and the last, in the direction of the tape.</summary>
    public long PassedLogicalObjects { get; }

    /// <summary>Gets how long the drive model thinks that it takes, in seconds.</summary>
    public double EstimatedSeconds { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} steps: {1} blocks ({2} bytes) read, {3} read through, {4} objects passed over in {5} moves",
        StepCount,
        ReadBlocks,
        ReadBytes,
        DiscardedBlocks,
        PassedLogicalObjects,
        MoveCount);
}
