using System;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Those who wait until some blocks of a stream are on the medium.</summary>
/// <remarks>
/// The drain thread publishes the horizon (full fence) and then settles; a waiter is pushed (full fence) and then settles as
/// well. Whoever settles takes the whole list, ends those that are due and pushes the others back, and looks again when the
/// horizon moved meanwhile: a list in one hand is never missed by the other.
/// </remarks>
internal sealed class HorizonWaiters
{
    private readonly InboxStack<Waiter> _waiters = new();
    private long _horizon;
    private Closing? _closing;

    public long Horizon => Volatile.Read(ref _horizon);

    /// <summary>Moves the horizon; it never goes back.</summary>
    public void Advance(long blocks)
    {
        if (blocks > Horizon)
        {
            Interlocked.Exchange(ref _horizon, blocks); // Full fence: the waiters are read next.
            Settle();
        }
    }

    /// <summary>Says how far the horizon can still move: those who wait beyond it fail. The drain thread; each call lowers the limit.</summary>
    public void Close(long limitBlocks, Func<Exception> makeException)
    {
        if (Volatile.Read(ref _closing) is not { } earlier || limitBlocks < earlier.LimitBlocks)
        {
            Interlocked.Exchange(ref _closing, new Closing(limitBlocks, makeException)); // Full fence: the waiters are read next.
            Settle();
        }
    }

    public ValueTask WaitAsync(long blocks, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new ValueTask(Task.FromCanceled(cancellationToken));
        }

        if (blocks <= Horizon)
        {
            return default;
        }

        var waiter = new Waiter(blocks, cancellationToken);
        _waiters.Push(waiter);
        Settle();
        return new ValueTask(waiter.Task);
    }

    private void Settle()
    {
        while (true)
        {
            long horizon = Horizon;
            Closing? closing = Volatile.Read(ref _closing);
            bool isKeeping = false;
            for (InboxStack<Waiter>.Node? node = _waiters.TakeAll(); node is not null; node = node.Next)
            {
                if (!node.Item.TrySettle(horizon, closing))
                {
                    _waiters.Push(node.Item);
                    isKeeping = true;
                }
            }

            if (!isKeeping || (horizon == Horizon && ReferenceEquals(closing, Volatile.Read(ref _closing))))
            {
                return;
            }
        }
    }

    private sealed class Closing(long limitBlocks, Func<Exception> makeException)
    {
        public long LimitBlocks { get; } = limitBlocks;

        public Func<Exception> MakeException { get; } = makeException;
    }

    private sealed class Waiter : TaskCompletionSource<bool>
    {
        private readonly long _blocks;
        private readonly CancellationTokenRegistration _registration;

        public Waiter(long blocks, CancellationToken cancellationToken)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _blocks = blocks;
            if (cancellationToken.CanBeCanceled)
            {
                _registration = cancellationToken.Register(
                    static state =>
                    {
                        var (waiter, token) = ((Waiter, CancellationToken))state!;
                        waiter.TrySetCanceled(token);
                    },
                    (this, cancellationToken));
            }
        }

        /// <summary>True when the waiter needs no more watching: it is due, it failed, or it was cancelled.</summary>
        public bool TrySettle(long horizon, Closing? closing)
        {
            if (_blocks <= horizon)
            {
                TrySetResult(true);
            }
            else if (closing is not null && _blocks > closing.LimitBlocks)
            {
                TrySetException(closing.MakeException());
            }
            else if (!Task.IsCompleted)
            {
                return false;
            }

            _registration.Dispose();
            return true;
        }
    }
}
