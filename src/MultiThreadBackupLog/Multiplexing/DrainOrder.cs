using System;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Which ring the drain thread serves next. The drain thread alone; pure but for the clock that it is given.</summary>
internal abstract class DrainOrder
{
    /// <summary>Gets whether there are entries that the order does not give out yet.</summary>
    public virtual bool IsHoldingBack => false;

    /// <summary>Gets how many rings are known to have entries, or had when they were last looked at.</summary>
    public abstract int RingCount { get; }

    /// <summary>Gets how many more bytes the visit takes; its first block is taken whatever its length.</summary>
    public virtual long BytesLeft => long.MaxValue;

    /// <summary>Gets whether the visit took anything yet.</summary>
    public virtual bool IsVisitBegun => true;

    /// <summary>Makes the order of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="state">What the multiplexer shares.</param>
    /// <param name="isPressed">Whether blocks are short or an end is waited for, so that no run may be held open.</param>
    public static DrainOrder Create(DrainPolicy policy, MultiplexerState state, Func<bool> isPressed) => policy.Type switch
    {
        DrainPolicyType.LongRuns => new LongRunsOrder(policy, state, isPressed),
        DrainPolicyType.RoundRobin => new RotatingOrder(state.Rings.Length, policy.RunBytes),
        _ => new RotatingOrder(state.Rings.Length, long.MaxValue),
    };

    /// <summary>Takes in a ring that was found with entries and is not queued.</summary>
    public abstract void Add(StreamRing ring);

    /// <summary>Gives the ring to serve, or null when there is none, or none yet.</summary>
    /// <param name="wait">When null is given, after what time to ask again at the latest.</param>
    public abstract StreamRing? Pick(out TimeSpan wait);

    /// <summary>Learns what became of the picked ring.</summary>
    /// <param name="ring">The ring last picked.</param>
    /// <param name="entries">How many of its entries were released.</param>
    /// <param name="bytes">How many bytes of blocks were accepted.</param>
    public abstract void Served(StreamRing ring, int entries, long bytes);

    /// <summary>Ends the visit of the picked ring: its next block is too long for what is left.</summary>
    public abstract void EndVisit(StreamRing ring);

    /// <summary>Learns that the run on tape ended for another reason: a filemark, a copy of the log.</summary>
    public virtual void EndRun()
    {
    }

    /// <summary>Forgets a ring whose stream ended; it is the one last picked.</summary>
    public abstract void Remove(StreamRing ring);
}
