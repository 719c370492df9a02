using System;
using System.Globalization;

namespace MultiThreadBackupLog.Disk;

/// <summary>The outcome of one operation of a <see cref="BlockStorage"/>.</summary>
/// <remarks>The default value is success with nothing moved. Immutable; safe to share between threads.</remarks>
public readonly struct StorageResult
{
    /// <summary>Describes an outcome.</summary>
    /// <param name="condition">How the operation ended.</param>
    /// <param name="transferredBlocks">How many blocks were moved, counted from the first one that was asked for.</param>
    /// <param name="message">What to tell a person, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="transferredBlocks"/> is negative.</exception>
    public StorageResult(StorageCondition condition, int transferredBlocks = 0, string? message = null)
    {
        if (transferredBlocks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(transferredBlocks), transferredBlocks, "A block count is not negative.");
        }

        Condition = condition;
        TransferredBlocks = transferredBlocks;
        Message = message;
    }

    /// <summary>Gets how the operation ended.</summary>
    public StorageCondition Condition { get; }

    /// <summary>Gets how many blocks are known to have been moved, counted without a gap from the first one that was asked for. Unit: blocks.</summary>
    /// <value>All of them on success. After a failure those behind are not known: the destination of a read may hold anything there, and a block
    /// that was written to may hold the old bytes, the new ones, or be unreadable.</value>
    public int TransferredBlocks { get; }

    /// <summary>Gets what the device says to a person about a failure, or null.</summary>
    public string? Message { get; }

    /// <summary>Gets whether the operation was done in full.</summary>
    public bool IsSuccess => Condition == StorageCondition.None;

    /// <summary>Describes success.</summary>
    /// <param name="transferredBlocks">The blocks moved: all that were asked for.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="transferredBlocks"/> is negative.</exception>
    public static StorageResult Success(int transferredBlocks = 0) => new(StorageCondition.None, transferredBlocks);

    /// <summary>Describes a failure.</summary>
    /// <param name="condition">Which failure.</param>
    /// <param name="message">What to tell a person.</param>
    /// <param name="transferredBlocks">The blocks moved before it, from the first on.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="condition"/> is no failure, or a count is negative.</exception>
    public static StorageResult Failure(StorageCondition condition, string message, int transferredBlocks = 0) =>
        condition != StorageCondition.None
            ? new(condition, transferredBlocks, message)
            : throw new ArgumentOutOfRangeException(nameof(condition), condition, "This condition is success and no failure.");

    /// <summary>Gives the outcome in words.</summary>
    /// <returns>For example <c>MediumError after 12 blocks, the sector cannot be read</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} after {1} blocks{2}",
        IsSuccess ? "success" : Condition.ToString(),
        TransferredBlocks,
        Message is null ? string.Empty : ", " + Message);
}
