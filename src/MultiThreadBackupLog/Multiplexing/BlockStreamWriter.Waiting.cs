using System;
#if NET
using System.Runtime.CompilerServices;
#endif
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>How a producer waits, and what it may call when.</content>
public sealed partial class BlockStreamWriter
{
    private static readonly int Processors = Environment.ProcessorCount;
    private static readonly Action<object?> WakeProducer = static ring => ((StreamRing)ring!).ProducerParking.Wake();

    private SleepForecast _forecast;

    /// <summary>Waits until there is a block or room, and takes it: the blocking shell of the ring's steps.</summary>
    private void Wait(bool isForBlock, int filemarks, bool isImmediate, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(WakeProducer, _ring);
        do
        {
            ThrowIfStopped(cancellationToken);
            if (IsSoonOver(isForBlock))
            {
                continue;
            }

            _ring.AnnounceWait(isForBlock, isTask: false);
            if (IsWaitOver(isForBlock, cancellationToken))
            {
                if (!_ring.TryEndWait())
                {
                    _ring.ProducerParking.Sleep(Timeout.InfiniteTimeSpan);
                }
            }
            else
            {
                _ring.WakeDrain();
                _forecast.BeginSleep();
                _ring.ProducerParking.Sleep(Timeout.InfiniteTimeSpan);
                _forecast.EndSleep();
                _ring.ClearWaiting();
            }
        }
        while (!TryTake(isForBlock, filemarks, isImmediate));
    }

#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<Memory<byte>> GetBlockWhenFreeAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(isForBlock: true, 0, false, cancellationToken).ConfigureAwait(false);
        return _ring.OpenMemory;
    }

#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
#endif
    private async ValueTask WriteFilemarksWhenRoomAsync(int count, bool isImmediate, CancellationToken cancellationToken)
    {
        await WaitAsync(isForBlock: false, count, isImmediate, cancellationToken).ConfigureAwait(false);
        _ring.HandOver();
    }

    /// <summary>The same as <see cref="Wait"/>, without a thread that sleeps.</summary>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
#endif
    private async ValueTask WaitAsync(bool isForBlock, int filemarks, bool isImmediate, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(WakeProducer, _ring);
        do
        {
            ThrowIfStopped(cancellationToken);
            _ring.AnnounceWait(isForBlock, isTask: true);
            if (IsWaitOver(isForBlock, cancellationToken))
            {
                if (!_ring.TryEndWait())
                {
                    await _ring.ProducerParking.SleepAsync().ConfigureAwait(false);
                }
            }
            else
            {
                _ring.WakeDrain();
                await _ring.ProducerParking.SleepAsync().ConfigureAwait(false);
                _ring.ClearWaiting();
            }
        }
        while (!TryTake(isForBlock, filemarks, isImmediate));
    }

    /// <summary>Looks round before a sleep, but only where each stream may have a processor: else another producer needs this one's.</summary>
    private bool IsSoonOver(bool isForBlock)
    {
        for (int look = _state.OpenCount < Processors ? _forecast.Looks : 0; look > 0; look--)
        {
            if (_ring.IsHalfDrained && (isForBlock ? _ring.MayTakeBlock() : _ring.HasFilemarkRoom()))
            {
                return true; // Not at the first free block: two sides that follow each other block by block fetch every cache line twice.
            }

            SleepForecast.Pause();
        }

        return false;
    }

    private bool TryTake(bool isForBlock, int filemarks, bool isImmediate) =>
        isForBlock ? _ring.TryTakeBlock() : filemarks < 0 ? _ring.HasFilemarkRoom() : _ring.TryWriteFilemarkEntry(filemarks, isImmediate);

    private bool IsWaitOver(bool isForBlock, CancellationToken cancellationToken) =>
        (isForBlock ? _ring.MayTakeBlock() : _ring.HasFilemarkRoom())
        || _ring.Fault is not null
        || cancellationToken.IsCancellationRequested;

    private void ThrowIfStopped(CancellationToken cancellationToken)
    {
        ThrowIfFaulted();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void ThrowIfFaulted()
    {
        if (_ring.Fault is { } fault)
        {
            throw _ring.MakeException(fault);
        }
    }

    private void CheckMayOpen()
    {
        CheckNotEnded();
        if (_ring.HasOpenBlock)
        {
            throw new InvalidOperationException("A block is open; publish it first.");
        }
    }

    private void CheckMayMark(int count)
    {
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "A filemark count is not negative.");
        }

        CheckNotEnded();
    }

    private void CheckNotEnded()
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("The stream was ended.");
        }

        ThrowIfFaulted();
    }
}
