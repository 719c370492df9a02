using System;

namespace MultiThreadBackupLog;

/// <summary>The order in which the blocks of several streams go to the tape.</summary>
/// <remarks>
/// The order within a stream never changes. Run length decides what a restore costs: the longer a stream's runs, the fewer
/// moves a restore of it needs. Immutable; safe to share between threads.
/// </remarks>
public sealed class DrainPolicy
{
    private DrainPolicy(DrainPolicyType type, long runBytes, TimeSpan maximumWait)
    {
        Type = type;
        RunBytes = runBytes;
        MaximumWait = maximumWait;
    }

    /// <summary>Gets the policy that serves streams in the order in which they were found ready, each up to what it had then.</summary>
    public static DrainPolicy ArrivalOrder { get; } = new(DrainPolicyType.ArrivalOrder, 0, TimeSpan.Zero);

    /// <summary>Gets which of the policies this is.</summary>
    public DrainPolicyType Type { get; }

    /// <summary>Gets the quantum of a round robin or the least run of long runs, in bytes; 0 for arrival order.</summary>
    public long RunBytes { get; }

    /// <summary>Gets how long, for long runs, a stream may be dry while another is ready before it is left.</summary>
    public TimeSpan MaximumWait { get; }

    /// <summary>Makes the policy that visits ready streams in turn, each for a quantum.</summary>
    /// <param name="quantumBytes">The most bytes that a visit takes; at least one block is always taken.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quantumBytes"/> is not positive.</exception>
    public static DrainPolicy RoundRobin(long quantumBytes) => quantumBytes > 0
        ? new(DrainPolicyType.RoundRobin, quantumBytes, TimeSpan.Zero)
        : throw new ArgumentOutOfRangeException(nameof(quantumBytes), quantumBytes, "A quantum is at least one byte.");

    /// <summary>Makes the policy that stays on a stream until its run is long, or until it has been dry too long.</summary>
    /// <param name="minimumRunBytes">The length in bytes from which on a run may end.</param>
    /// <param name="maximumWait">How long a dry stream is waited for while another is ready; zero never waits.</param>
    /// <returns>The policy.</returns>
    /// <remarks>A run ends earlier when blocks run short, and at a completion, a filemark or a checkpoint: the drive is kept streaming.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the wait is negative.</exception>
    public static DrainPolicy LongRuns(long minimumRunBytes, TimeSpan maximumWait)
    {
        if (minimumRunBytes <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(minimumRunBytes), minimumRunBytes, "A least run is at least one byte.");
        }

        return maximumWait >= TimeSpan.Zero
            ? new(DrainPolicyType.LongRuns, minimumRunBytes, maximumWait)
            : throw new ArgumentOutOfRangeException(nameof(maximumWait), maximumWait, "A wait is not negative.");
    }

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        DrainPolicyType.RoundRobin => "round robin, " + RunBytes + " bytes",
        DrainPolicyType.LongRuns => "long runs, " + RunBytes + " bytes, wait " + MaximumWait.TotalMilliseconds + " ms",
        _ => "arrival order",
    };
}
