using System;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Brings the blocks of several producers onto one tape: each fills blocks of shared memory, one thread writes them.</summary>
/// <remarks>
/// <para>No byte is copied between producer and device, and nothing on the path of a block takes a lock. Blocks of one stream stay
/// in order whatever happens; the order between streams is the policy's.</para>
/// <para>Opening streams, completing and disposing are safe from any thread; each <see cref="BlockStreamWriter"/> has one producer at a time.</para>
/// </remarks>
public sealed class BlockMultiplexer : IDisposable
{
    private readonly MultiplexerState _state;
    private readonly DrainTarget _target;
    private readonly DrainThread? _thread;
    private int _isDisposed;

    /// <summary>Makes a multiplexer that writes to a device from where it stands, and starts its thread.</summary>
    /// <param name="device">The device. Until the multiplexer is disposed, or completed, only its thread uses it.</param>
    /// <param name="log">The log of what the device accepted; it says whether blocks have trailers. The same thread writes it; it is committed each 100 ms and at the end, and not closed.</param>
    /// <param name="options">Copied when used.</param>
    /// <remarks>
    /// Promises that blocks are accepted and in order. They are on the medium after a filemark that is not immediate and after <see cref="CompleteAsync"/>.
    /// Sessions with checkpoints, copies of the log on the tape and recovery are another type's.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or the device takes no block of their length.</exception>
    public BlockMultiplexer(SequentialDevice device, WriteLog log, BlockMultiplexerOptions options)
        : this(new DeviceDrainTarget(Guard.NotNull(device), Guard.NotNull(log)), options, startThread: true)
    {
    }

    /// <summary>Makes a multiplexer over any target.</summary>
    /// <param name="target">What receives the blocks; every call to it comes from the thread that steps the loop.</param>
    /// <param name="options">Copied and checked.</param>
    /// <param name="startThread">Whether a thread of its own steps the loop; else the caller steps <see cref="Loop"/>.</param>
    internal BlockMultiplexer(DrainTarget target, BlockMultiplexerOptions options, bool startThread)
    {
        BlockMultiplexerOptions copy = Guard.NotNull(options).CheckedCopy();
        _target = Guard.NotNull(target);
        if (!target.BlockLimits.Accepts(copy.BlockLength))
        {
            throw new ArgumentException("The device takes blocks of " + target.BlockLimits + ", not of " + copy.BlockLength + ".", nameof(options));
        }

        _state = new MultiplexerState(copy, target.BlockLimits, target.TrailerLength);
        Loop = new DrainLoop(_state, target, copy.Policy);
        if (startThread)
        {
            _thread = new DrainThread(_state, Loop);
            _thread.Start();
        }
    }

    /// <summary>Gets how many streams are open: opened and not yet ended and written.</summary>
    public int OpenStreamCount => _state.OpenCount;

    /// <summary>Gets the longest payload of a block in bytes: the tape block without its trailer.</summary>
    public int MaximumBlockLength => _state.MaximumPayloadLength;

    /// <summary>Gets what is stepped.</summary>
    internal DrainLoop Loop { get; }

    internal MultiplexerState State => _state;

    /// <summary>Opens a stream.</summary>
    /// <param name="description">Whose blocks these are; copied.</param>
    /// <returns>The writer of the stream's one producer.</returns>
    /// <exception cref="InvalidOperationException">As many streams are open as may be, or the multiplexer is being completed or has stopped.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed.</exception>
    public BlockStreamWriter OpenStream(StreamDescription description)
    {
        StreamDescription copy = Guard.NotNull(description).Clone();
        CheckOpen();
        return _state.FreeSlots.TryClaimAny(out int slot)
            ? Open(slot, copy)
            : throw new InvalidOperationException("All " + _state.Rings.Length + " streams that may be open at the same time are.");
    }

    /// <summary>Opens a stream where one more may be open.</summary>
    internal BlockStreamWriter? TryOpenStream(StreamDescription description)
    {
        CheckOpen();
        return _state.FreeSlots.TryClaimAny(out int slot) ? Open(slot, description.Clone()) : null;
    }

    /// <summary>Opens a stream, and waits while as many are open as may be.</summary>
    /// <param name="description">Whose blocks these are; copied.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The writer of the stream's one producer.</returns>
    /// <exception cref="InvalidOperationException">The multiplexer is being completed or has stopped.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed.</exception>
    public async ValueTask<BlockStreamWriter> OpenStreamAsync(StreamDescription description, CancellationToken cancellationToken = default)
    {
        StreamDescription copy = Guard.NotNull(description).Clone();
        CheckOpen();
        cancellationToken.ThrowIfCancellationRequested();
        if (!_state.FreeSlots.TryClaimAny(out int slot))
        {
            slot = await Loop.WaitForSlotAsync(cancellationToken).ConfigureAwait(false);
        }

        return Open(slot, copy);
    }

    /// <summary>Says that no more streams come, and waits until all have ended and the target has ended.</summary>
    /// <returns>Ends then.</returns>
    /// <exception cref="BlockStreamException">The device stopped before; each stream that lost something is told by itself.</exception>
    public Task CompleteAsync()
    {
        Loop.AskCompletion();
        return Loop.Completion;
    }

    /// <summary>Says that no more streams come, and waits until all have ended and the target has ended.</summary>
    /// <exception cref="BlockStreamException">The device stopped before; each stream that lost something is told by itself.</exception>
    public void Complete() => CompleteAsync().GetAwaiter().GetResult();

    /// <summary>Stops and waits for the thread that owns the device. Streams that have not ended fail; a running call of the device is not interrupted.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            _thread?.Join();
            return;
        }

        Loop.AskStop();
        if (_thread is not null)
        {
            _thread.Join();
            return;
        }

        while (Loop.Step().Type != DrainStepType.Finished)
        {
        }
    }

    /// <summary>Has the drain thread do something between two writes, for example a checkpoint.</summary>
    internal Task RunOnDrainThreadAsync(Func<DrainVerdict> work) => Loop.RunAsync(work);

    private BlockStreamWriter Open(int slot, StreamDescription description)
    {
        _state.AddOpen(1); // Full fence: whether completion was asked for is read next, and the loop reads in the other order.
        try
        {
            CheckOpen();
            var ring = new StreamRing(_state, slot, _target.ReserveStream(), description);
            Volatile.Write(ref _state.Rings[slot], ring);
            ring.RaiseReady(); // Full fence when it changed the bit; when it was set, the loop has yet to take it.
            Interlocked.MemoryBarrier();
            if (_state.StopFault is { } fault)
            {
                ring.SetFault(fault, 0); // The loop may have gone over the rings before this one was there.
                CheckOpen();
            }

            _state.DrainParking.Wake();
            return new BlockStreamWriter(ring, _state);
        }
        catch
        {
            Volatile.Write(ref _state.Rings[slot], null);
            _state.AddOpen(-1);
            _state.FreeSlots.TrySet(slot);
            _state.DrainParking.Wake();
            throw;
        }
    }

    private void CheckOpen()
    {
        Guard.NotDisposed(Volatile.Read(ref _isDisposed) != 0, this);
        if (_state.StopFault is { } fault)
        {
            throw new InvalidOperationException("The multiplexer stopped: " + fault.Message, fault.Cause);
        }

        if (Loop.IsCompleting)
        {
            throw new InvalidOperationException("The multiplexer is being completed; it takes no new stream.");
        }
    }
}
