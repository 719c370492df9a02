using System;
using System.Threading;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>The one consumer of all rings and the one owner of the target, as a machine that is driven step by step.</summary>
/// <remarks>
/// <para>No thread, no wait and no await in here: a thread is a thin shell (<see cref="DrainThread"/>), and a simulation calls the
/// same steps. One step writes at most one gather of one stream, or does one piece of other work.</para>
/// <para>A step first looks at requests, then takes the ready bits, then asks the order for a ring. Before a sleep the shell
/// announces it and asks <see cref="HasWork"/>: whoever publishes after that sees the announcement.</para>
/// </remarks>
internal sealed partial class DrainLoop
{
    /// <summary>The most blocks that a target is handed at once.</summary>
    public const int MaximumGatherBlocks = 32;

    private readonly MultiplexerState _state;
    private readonly DrainTarget _target;
    private readonly DrainOrder _order;
    private readonly BlockGrants _grants;
    private readonly ReadOnlyMemory<byte>[] _gather = new ReadOnlyMemory<byte>[MaximumGatherBlocks];
    private readonly uint[] _gatherChecksums = new uint[MaximumGatherBlocks];
    private readonly int[] _freed;
    private readonly int _lowWaterBlocks;
    private int _gathered;
    private int _nextScanSlot;
    private bool _isFinished;

    public DrainLoop(MultiplexerState state, DrainTarget target, DrainPolicy policy)
    {
        _state = state;
        _target = target;
        _grants = new BlockGrants(state);
        _order = DrainOrder.Create(policy, state, IsPressed);
        _freed = new int[Math.Max(MaximumGatherBlocks, (3 * state.BatchLimit) + 1)];
        _lowWaterBlocks = state.Slab.SharedCount / 8;
        target.Attach(this);
    }

    /// <summary>Gets how many shared blocks nobody holds: all of them once every stream has ended.</summary>
    public int FreeBlocks => _grants.FreeCount;

    /// <summary>Does one piece of work.</summary>
    /// <returns>Whether it did any, and when it wants to be called again if not.</returns>
    public DrainStep Step()
    {
        if (_isFinished)
        {
            return DrainStep.Finished;
        }

        try
        {
            return StepCore();
        }
        catch (Exception exception)
        {
            // Whatever a target threw, no stream may hang for it.
            Stop(DrainStopReason.Failed, exception);
            return DrainStep.Finished;
        }
    }

    /// <summary>Says whether a step would find anything. Asked after a sleep was announced, so that no wake-up is lost.</summary>
    public bool HasWork() =>
        _state.Ready.IsAnySet()
        || HasRequests()
        || (_order.IsHoldingBack && IsPressed());

    /// <summary>Gives out every block that nobody has: the last thing before a sleep is announced, since nobody is served while the loop sleeps.</summary>
    public void PrepareSleep() => _grants.Flush();

    private DrainStep StepCore()
    {
        if (HasRequests() && !HandleRequests())
        {
            return DrainStep.Finished;
        }

        TakeReadyBits();
        StreamRing? ring = _order.Pick(out TimeSpan orderWait);
        if (ring is not null)
        {
            _nextScanSlot = ring.Slot + 1;
            if (!Judge(Serve(ring)) || !Judge(_target.Poll(isIdle: false, out _)))
            {
                return DrainStep.Finished;
            }

            return _order.RingCount <= 1 && _gathered < MaximumGatherBlocks / 2 ? DrainStep.CaughtUp : DrainStep.Worked;
        }

        if (_isCompleting && _state.OpenCount == 0)
        {
            if (!_requests.IsEmpty)
            {
                return DrainStep.Worked; // Asked before the completion was, and after this step looked: the end may depend on it.
            }

            Stop(DrainStopReason.Completed, null);
            return DrainStep.Finished;
        }

        ForgetSettled();
        if (!Judge(_target.Poll(isIdle: true, out TimeSpan targetWait)))
        {
            return DrainStep.Finished;
        }

        return DrainStep.Idle(Shorter(orderWait, targetWait));
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a < TimeSpan.Zero ? b : b < TimeSpan.Zero ? a : a < b ? a : b;

    /// <summary>Gets whether no run may be held open: somebody waits for a block, few are free, or the end is waited for.</summary>
    private bool IsPressed() => _state.Waiting.IsAnySet() || _grants.FreeCount < _lowWaterBlocks || _isCompleting;

    /// <summary>Finds who became ready, starting behind the ring last served.</summary>
    private void TakeReadyBits()
    {
        int words = _state.Ready.WordCount;
        int first = _nextScanSlot / ReadySet.SlotsPerWord % words;
        for (int i = 0; i < words; i++)
        {
            int word = (first + i) % words;
            ulong bits = _state.Ready.TakeWord(word);
            if (bits == 0)
            {
                continue;
            }

            _state.Between?.Invoke();

            // The slots behind the ring last served come first, those before it last.
            int firstSlot = i == 0 ? _nextScanSlot % ReadySet.SlotsPerWord : 0;
            ulong behind = ulong.MaxValue << firstSlot;
            Found(word, bits & behind);
            Found(word, bits & ~behind);
        }
    }

    private void Found(int word, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            StreamRing? ring = Volatile.Read(ref _state.Rings[(word * ReadySet.SlotsPerWord) + BitIndex.Lowest(bits)]);
            if (ring is null)
            {
                continue; // A bit that its stream set after its last entry was taken.
            }

            if (!ring.Drain.IsOpened)
            {
                Open(ring);
            }

            if (!ring.Drain.IsQueued && ring.Look())
            {
                _order.Add(ring);
            }
        }
    }

    private DrainVerdict Serve(StreamRing ring)
    {
        ref readonly RingEntry entry = ref ring.Peek(0);
        switch (entry.Type)
        {
            case RingEntryType.Completed:
            case RingEntryType.Failed:
                End(ring, entry.Type);
                return DrainVerdict.Continue;
            case RingEntryType.Block when ring.Fault is null:
                return WriteGather(ring);
            case RingEntryType.Filemarks or RingEntryType.SynchronousFilemarks when ring.Fault is null:
                return WriteFilemarks(ring, entry.Count, entry.Type == RingEntryType.Filemarks);
            case RingEntryType.Remark when ring.Fault is null:
                ring.ExecuteRemark();
                ReleaseEntries(ring, 1, 0);
                return DrainVerdict.Continue;
            default:
                ReleaseEntries(ring, 1, 0); // The target lost the stream: what its producer had published goes nowhere.
                return DrainVerdict.Continue;
        }
    }

    private DrainVerdict WriteGather(StreamRing ring)
    {
        int count = GatherBlocks(ring);
        _gathered = count;
        if (count == 0)
        {
            _order.EndVisit(ring);
            return DrainVerdict.Continue;
        }

        DrainVerdict verdict = _target.WriteBlocks(
            ring,
            _gather.AsSpan(0, count),
            _gatherChecksums.AsSpan(0, count),
            out int accepted);
        Guard.Invariant(accepted >= 0 && accepted <= count, "a target accepts no more blocks than it was given");
        if (ring.Fault is not null)
        {
            ReleaseEntries(ring, count, 0); // Lost within the call; its accepted count is what the target said.
            return verdict;
        }

        long acceptedBytes = 0;
        for (int i = 0; i < accepted; i++)
        {
            acceptedBytes += _gather[i].Length;
        }

        ring.Accept(accepted);
        ReleaseEntries(ring, accepted, acceptedBytes);
        return verdict;
    }

    private int GatherBlocks(StreamRing ring)
    {
        int limit = Math.Min(MaximumGatherBlocks, ring.SeenEntries);
        long left = _order.BytesLeft;
        long number = ring.AcceptedBlocks;
        int count = 0;
        for (; count < limit; count++)
        {
            ref readonly RingEntry entry = ref ring.Peek(count);
            int lengthBytes = entry.Count + _state.TrailerLength;
            if (entry.Type != RingEntryType.Block || (lengthBytes > left && (count > 0 || _order.IsVisitBegun)))
            {
                break;
            }

            left -= lengthBytes;
            Memory<byte> block = _state.Slab.Memory(entry.Block, lengthBytes);
            if (_state.TrailerLength > 0)
            {
                _target.SealBlock(ring, block.Span, number + count, entry.PayloadChecksum);
            }

            _gather[count] = block;
            _gatherChecksums[count] = entry.PayloadChecksum;
        }

        return count;
    }

    private DrainVerdict WriteFilemarks(StreamRing ring, int count, bool isImmediate)
    {
        _order.EndRun();
        int left = count - ring.Drain.FilemarksWritten;
        DrainVerdict verdict = _target.WriteFilemarks(ring, left, isImmediate, out int accepted);
        Guard.Invariant(accepted >= 0 && accepted <= left, "a target accepts no more filemarks than it was given");
        if (ring.Fault is not null)
        {
            ReleaseEntries(ring, 1, 0);
            return verdict;
        }

        ring.AcceptFilemarks(accepted);
        ring.Drain.FilemarksWritten += accepted;
        if (accepted == left && (left > 0 || verdict.IsContinue))
        {
            ring.Drain.FilemarksWritten = 0;
            ReleaseEntries(ring, 1, 0);
        }

        return verdict;
    }

    private void ReleaseEntries(StreamRing ring, int entries, long bytes)
    {
        int freed = ring.Release(entries, _freed);
        _state.Between?.Invoke();
        _grants.Add(_freed.AsSpan(0, freed));
        _grants.Distribute();
        ring.WakeAfterRelease();
        _order.Served(ring, entries, bytes);
    }

    /// <summary>Follows a verdict. False when the loop stopped.</summary>
    private bool Judge(DrainVerdict verdict)
    {
        if (verdict.IsContinue)
        {
            return true;
        }

        Stop(verdict.Reason, verdict.Cause);
        return false;
    }
}
