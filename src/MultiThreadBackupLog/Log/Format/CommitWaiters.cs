using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The committed horizon in objects, and those who wait for it. The writer moves it; any thread waits.</summary>
/// <remarks>One lock: beside each move of the horizon stands a synchronisation of a file, which takes a thousand times as long.</remarks>
internal sealed class CommitWaiters
{
    private readonly object _lock = new();
    private readonly List<Waiter> _waiters = new();
    private long _committedObject;
    private Func<Exception?>? _end;

    public CommitWaiters(long committedObject) => _committedObject = committedObject;

    public long CommittedObject => Volatile.Read(ref _committedObject);

    /// <summary>Says that everything below an object is committed, or, when it is lower than before, that no more than that is.</summary>
    public void Advance(long committedObject)
    {
        lock (_lock)
        {
            Volatile.Write(ref _committedObject, committedObject);
            _waiters.RemoveAll(waiter => waiter.Object <= committedObject && waiter.Settle(true));
        }
    }

    /// <summary>Says that objects from one on are no more, so that nobody waits for what never comes.</summary>
    public void TakeBack(long target)
    {
        lock (_lock)
        {
            Volatile.Write(ref _committedObject, Math.Min(_committedObject, target));
            _waiters.RemoveAll(waiter => waiter.Object > target && waiter.Settle(false));
        }
    }

    /// <summary>Says that the horizon moves no more: who waits beyond it, now or later, fails, or learns that it never comes. The first end counts.</summary>
    public void End(Func<Exception?> makeException)
    {
        lock (_lock)
        {
            _end ??= makeException;
            foreach (Waiter waiter in _waiters)
                waiter.End(_end);

            _waiters.Clear();
        }
    }

    public ValueTask<bool> WaitAsync(long logicalObject, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (logicalObject <= _committedObject)
                return new ValueTask<bool>(true);

            var waiter = new Waiter(logicalObject, cancellationToken);
            if (_end is not null)
                waiter.End(_end);
            else
                _waiters.Add(waiter);

            return new ValueTask<bool>(waiter.Task);
        }
    }

    private sealed class Waiter : TaskCompletionSource<bool>
    {
        private readonly CancellationTokenRegistration _registration;

        public Waiter(long logicalObject, CancellationToken cancellationToken)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Object = logicalObject;
            _registration = cancellationToken.Register(
                static state =>
                {
                    var (waiter, token) = ((Waiter, CancellationToken))state!;
                    waiter.TrySetCanceled(token);
                },
                (this, cancellationToken));
        }

        public long Object { get; }

        /// <summary>Always true: whoever is settled, or was cancelled before, is watched no more.</summary>
        public bool Settle(bool isCommitted)
        {
            TrySetResult(isCommitted);
            _registration.Dispose();
            return true;
        }

        public void End(Func<Exception?> makeException)
        {
            if (makeException() is { } exception)
                TrySetException(exception);
            else
                TrySetResult(false);

            _registration.Dispose();
        }
    }
}
