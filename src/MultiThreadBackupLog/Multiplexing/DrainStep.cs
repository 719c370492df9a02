using System;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>What one step of a drain loop came to.</summary>
/// <param name="type">What was done.</param>
/// <param name="wait">When idle, after what time another step is wanted even if nobody wakes the loop.</param>
internal readonly struct DrainStep(DrainStepType type, TimeSpan wait)
{
    public static DrainStep Worked => new(DrainStepType.Worked, TimeSpan.Zero);

    public static DrainStep CaughtUp => new(DrainStepType.CaughtUp, TimeSpan.Zero);

    public static DrainStep Finished => new(DrainStepType.Finished, TimeSpan.Zero);

    public DrainStepType Type { get; } = type;

    public TimeSpan Wait { get; } = wait;

    public static DrainStep Idle(TimeSpan wait) => new(DrainStepType.Idle, wait);
}

/// <summary>What a step did.</summary>
internal enum DrainStepType
{
    /// <summary>Something; there may be more.</summary>
    Worked,

    /// <summary>Something, and after it nothing more was in sight: looking again at once would only fetch the producers' cache lines for single blocks.</summary>
    CaughtUp,

    /// <summary>There was nothing to do: sleep, unless <see cref="DrainLoop.HasWork"/> says otherwise after the sleep was announced.</summary>
    Idle,

    /// <summary>The loop is over; every later step says so too.</summary>
    Finished,
}
