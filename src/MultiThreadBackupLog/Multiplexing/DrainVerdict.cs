using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>What a target says about going on. The default value is to go on.</summary>
internal readonly struct DrainVerdict
{
    private DrainVerdict(DrainStopReason reason, Exception? cause)
    {
        Reason = reason;
        Cause = cause;
    }

    /// <summary>Gets the verdict to go on; what was not accepted is offered again.</summary>
    public static DrainVerdict Continue => default;

    /// <summary>Gets the verdict that the medium is full: nothing more is taken, and what was not accepted goes back to its streams.</summary>
    public static DrainVerdict EndOfMedium => new(DrainStopReason.EndOfMedium, null);

    public bool IsContinue => Reason == DrainStopReason.None;

    public DrainStopReason Reason { get; }

    public Exception? Cause { get; }

    /// <summary>Makes the verdict that the device is lost: nothing more is taken, and what was not accepted goes back to its streams.</summary>
    /// <param name="cause">What happened.</param>
    public static DrainVerdict Failed(Exception cause) => new(DrainStopReason.Failed, Guard.NotNull(cause));

    /// <summary>Makes the verdict of <see cref="EndOfMedium"/> with a cause to tell.</summary>
    public static DrainVerdict EndOfMediumBecause(Exception cause) => new(DrainStopReason.EndOfMedium, Guard.NotNull(cause));
}

/// <summary>Why a drain loop takes nothing more.</summary>
internal enum DrainStopReason
{
    /// <summary>It does not stop.</summary>
    None,

    /// <summary>Completion was asked for and every stream ended.</summary>
    Completed,

    /// <summary>The medium is full.</summary>
    EndOfMedium,

    /// <summary>The device, or our own code, failed.</summary>
    Failed,

    /// <summary>The multiplexer was disposed before it was completed.</summary>
    Disposed,
}
