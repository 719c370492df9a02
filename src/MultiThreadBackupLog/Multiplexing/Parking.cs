using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Where one side sleeps until another wakes it: the only file of this folder that holds an event.</summary>
/// <remarks>
/// <para>One sleeper, any number of wakers. The sleeper announces itself (<see cref="Prepare"/>, a full fence), looks once more for
/// what it waits for, and only then sleeps. A waker makes its change visible with a full fence and then calls
/// <see cref="Wake"/>. Either the sleeper's second look sees the change or the waker sees the announcement; never neither.</para>
/// <para>The announcement is a token: whoever exchanges it away owns it. A waker that took it signals exactly once; a sleeper
/// that took it back is not signalled at all; a sleeper that comes too late waits for the signal that is on its way. So a
/// signal never outlives its sleep, and the value task source is never completed twice.</para>
/// </remarks>
internal sealed class Parking : IValueTaskSource
{
    private const int Awake = 0;
    private const int ThreadSleeps = 1;
    private const int TaskSleeps = 2;

    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1); // Monitor would round down to not sleeping at all.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);         // An earlier end than asked for is only one look more.

    private readonly object _gate = new();
    private PaddedState _state;
    private bool _isSignalled;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    /// <summary>Gets whether the sleeper is announced and nobody has taken its token.</summary>
    public bool IsAnnounced => Volatile.Read(ref _state.Value) != Awake;

    /// <summary>Announces a sleep. Full fence: look once more for what is waited for, then sleep or take the token back.</summary>
    /// <param name="isTask">Whether <see cref="SleepAsync"/> follows, else <see cref="Sleep"/>.</param>
    public void Prepare(bool isTask)
    {
        if (isTask)
        {
            _source.Reset();
        }

        int was = Interlocked.Exchange(ref _state.Value, isTask ? TaskSleeps : ThreadSleeps);
        Guard.Invariant(was == Awake, "one sleeper parks at a time");
    }

    /// <summary>Takes the announcement back. False: a waker has it and its signal must be slept for, which is short.</summary>
    public bool TryTakeBack() => Interlocked.Exchange(ref _state.Value, Awake) != Awake;

    /// <summary>Wakes the sleeper when it is announced. The caller made its change visible with a full fence before.</summary>
    /// <returns>True when this call ended the sleep.</returns>
    public bool Wake()
    {
        if (Volatile.Read(ref _state.Value) == Awake)
        {
            return false;
        }

        switch (Interlocked.Exchange(ref _state.Value, Awake))
        {
            case ThreadSleeps:
                lock (_gate)
                {
                    _isSignalled = true;
                    Monitor.Pulse(_gate);
                }

                return true;
            case TaskSleeps:
                _source.SetResult(true); // Its continuation runs elsewhere: user code never runs on the drain thread.
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sleeps until woken or until the time is over.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</param>
    public void Sleep(TimeSpan timeout)
    {
        if (!TryAwaitSignal(timeout) && !TryTakeBack())
        {
            TryAwaitSignal(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives the sleep as a task that ends when woken. Await it once.</summary>
    public ValueTask SleepAsync() => new(this, _source.Version);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool TryAwaitSignal(TimeSpan timeout)
    {
        TimeSpan bounded = timeout < TimeSpan.Zero || timeout > LongestSleep ? LongestSleep : timeout < ShortestSleep ? ShortestSleep : timeout;
        lock (_gate)
        {
            while (!_isSignalled)
            {
                if (!Monitor.Wait(_gate, bounded) && !_isSignalled && timeout >= TimeSpan.Zero)
                {
                    return false;
                }
            }

            _isSignalled = false;
            return true;
        }
    }

    /// <summary>The token, away from everything else: wakers look at it after each change.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * RingCursors.Apart)]
    internal struct PaddedState
    {
        [FieldOffset(RingCursors.Apart)]
        public int Value;
    }
}
