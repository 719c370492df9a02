using System;

namespace MultiThreadBackupLog.Log;

/// <summary>An error of the tape, as the log keeps it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogError
{
    /// <summary>The greatest length of <see cref="Message"/> in bytes of UTF-8.</summary>
    public const int MaximumMessageLength = 4096;

    /// <summary>Describes an error.</summary>
    /// <param name="conditionCode">The condition that the device reported, in the numbers of the application or of the device contract.</param>
    /// <param name="isDeferred">Whether the error belongs to a write that had been answered as good.</param>
    /// <param name="noticedAtLogicalObjectIdentifier">The object that was being written when the error showed; -1 when not known.</param>
    /// <param name="firstObjectInDoubt">The first object that may be lost; -1 when none is.</param>
    /// <param name="message">What to tell a person.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="message"/> is longer than <see cref="MaximumMessageLength"/> bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or an object number is less than -1.</exception>
    public WriteLogError(int conditionCode, bool isDeferred, long noticedAtLogicalObjectIdentifier, long firstObjectInDoubt, string message)
    {
        if (conditionCode < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(conditionCode), conditionCode, "A condition code is not negative.");
        }

        if (noticedAtLogicalObjectIdentifier < -1 || noticedAtLogicalObjectIdentifier == long.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(noticedAtLogicalObjectIdentifier), noticedAtLogicalObjectIdentifier, "An object number is -1 or not negative, and not the greatest.");
        }

        if (firstObjectInDoubt < -1 || firstObjectInDoubt == long.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(firstObjectInDoubt), firstObjectInDoubt, "An object number is -1 or not negative, and not the greatest.");
        }

        ConditionCode = conditionCode;
        IsDeferred = isDeferred;
        NoticedAtLogicalObjectIdentifier = noticedAtLogicalObjectIdentifier;
        FirstObjectInDoubt = firstObjectInDoubt;
        Message = LogText.Checked(message, MaximumMessageLength, nameof(message));
    }

    /// <summary>Gets the condition that the device reported.</summary>
    public int ConditionCode { get; }

    /// <summary>Gets whether the error belongs to a write that had been answered as good.</summary>
    public bool IsDeferred { get; }

    /// <summary>Gets the object that was being written when the error showed; -1 when not known.</summary>
    public long NoticedAtLogicalObjectIdentifier { get; }

    /// <summary>Gets the first object that may be lost; -1 when none is.</summary>
    public long FirstObjectInDoubt { get; }

    /// <summary>Gets what to tell a person.</summary>
    public string Message { get; }
}
