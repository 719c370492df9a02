using System;
using System.Globalization;
using System.Text;

namespace MultiThreadBackupLog.Tape;

/// <summary>The outcome of one operation of a <see cref="SequentialDevice"/>.</summary>
/// <remarks>
/// <para>Events that good hardware produces are values here and never exceptions. Each residual says its unit in its name.</para>
/// <para>The default value is success at an unknown position. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly struct TapeResult
{
    private readonly TapePosition _position;

    /// <summary>Describes an outcome.</summary>
    /// <param name="condition">How the operation ended.</param>
    /// <param name="position">Where the device stands, or null when it does not know.</param>
    /// <param name="transferredBytes">The bytes moved.</param>
    /// <param name="residualBytes">For an incorrect length, the buffer's length minus the block's.</param>
    /// <param name="residualBlocks">Requested blocks that were not passed over or written.</param>
    /// <param name="residualFilemarks">Requested filemarks that were not passed over or written.</param>
    /// <param name="isEarlyWarning">Whether little room is left.</param>
    /// <param name="isDeferred">Whether a failure belongs to an earlier write.</param>
    /// <param name="message">What to tell a person, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A residual of blocks or filemarks, or the bytes moved, are negative.</exception>
    public TapeResult(
        TapeCondition condition,
        TapePosition? position,
        int transferredBytes = 0,
        int residualBytes = 0,
        long residualBlocks = 0,
        long residualFilemarks = 0,
        bool isEarlyWarning = false,
        bool isDeferred = false,
        string? message = null)
    {
        if (transferredBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(transferredBytes), transferredBytes, "A byte count is not negative.");
        }

        if (residualBlocks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(residualBlocks), residualBlocks, "A block count is not negative.");
        }

        if (residualFilemarks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(residualFilemarks), residualFilemarks, "A filemark count is not negative.");
        }

        Condition = condition;
        _position = position.GetValueOrDefault();
        IsPositionKnown = position.HasValue;
        TransferredBytes = transferredBytes;
        ResidualBytes = residualBytes;
        ResidualBlocks = residualBlocks;
        ResidualFilemarks = residualFilemarks;
        IsEarlyWarning = isEarlyWarning;
        IsDeferred = isDeferred;
        Message = message;
    }

    /// <summary>Gets how the operation ended.</summary>
    public TapeCondition Condition { get; }

    /// <summary>Gets whether the device knows where it stands.</summary>
    public bool IsPositionKnown { get; }

    /// <summary>Gets where the device stands after the operation, failed ones included: the next object that the host will transfer.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsPositionKnown"/> is false.</exception>
    public TapePosition Position => IsPositionKnown
        ? _position
        : throw new InvalidOperationException("The device does not know its position after " + Condition + ".");

    /// <summary>Gets whether little room is left (the EOM bit). What the operation wrote was accepted.</summary>
    public bool IsEarlyWarning { get; }

    /// <summary>Gets whether a failure belongs to an earlier write that was already answered as good; this operation was then NOT executed.</summary>
    public bool IsDeferred { get; }

    /// <summary>Gets the bytes that the operation moved; after a read the length of what stands in the buffer.</summary>
    public int TransferredBytes { get; }

    /// <summary>Gets, for an incorrect length, the buffer's length minus the block's (negative: the block is longer). Unit: bytes.</summary>
    public int ResidualBytes { get; }

    /// <summary>Gets how many of the requested blocks were not passed over or not written; never negative. Unit: blocks.</summary>
    public long ResidualBlocks { get; }

    /// <summary>Gets how many of the requested filemarks were not passed over or not written; never negative. Unit: filemarks.</summary>
    public long ResidualFilemarks { get; }

    /// <summary>Gets what the device says to a person about a failure, or null.</summary>
    public string? Message { get; }

    /// <summary>Gets whether the operation was done in full.</summary>
    public bool IsSuccess => Condition == TapeCondition.None;

    /// <summary>Gets whether the operation failed, as opposed to having met an expected event.</summary>
    public bool IsFailure => Condition >= TapeCondition.WriteProtected;

    /// <summary>Describes success.</summary>
    /// <param name="position">Where the device stands.</param>
    /// <param name="transferredBytes">The bytes moved.</param>
    /// <returns>The outcome.</returns>
    public static TapeResult Success(TapePosition position, int transferredBytes = 0) =>
        new(TapeCondition.None, position, transferredBytes);

    /// <summary>Describes a failure.</summary>
    /// <param name="condition">Which failure.</param>
    /// <param name="position">Where the device stands, or null when it does not know.</param>
    /// <param name="message">What to tell a person.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="condition"/> is no failure.</exception>
    public static TapeResult Failure(TapeCondition condition, TapePosition? position, string message) =>
        condition >= TapeCondition.WriteProtected
            ? new(condition, position, message: message)
            : throw new ArgumentOutOfRangeException(nameof(condition), condition, "This condition is an expected event and no failure.");

    /// <summary>Gives the outcome in words.</summary>
    /// <returns>The condition, the residuals that are not zero, the position and the device's message.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(IsDeferred ? "deferred " : string.Empty).Append(Condition == TapeCondition.None ? "success" : Condition.ToString());
        Append(text, IsEarlyWarning, "early warning");
        Append(text, ResidualBytes != 0, "residual " + ResidualBytes.ToString(CultureInfo.InvariantCulture) + " bytes");
        Append(text, ResidualBlocks != 0, "residual " + ResidualBlocks.ToString(CultureInfo.InvariantCulture) + " blocks");
        Append(text, ResidualFilemarks != 0, "residual " + ResidualFilemarks.ToString(CultureInfo.InvariantCulture) + " filemarks");
        Append(text, true, IsPositionKnown ? _position.ToString() : "position unknown");
        Append(text, Message is not null, Message ?? string.Empty);
        return text.ToString();
    }

    private static void Append(StringBuilder text, bool condition, string words)
    {
        if (condition)
        {
            text.Append(", ").Append(words);
        }
    }
}
