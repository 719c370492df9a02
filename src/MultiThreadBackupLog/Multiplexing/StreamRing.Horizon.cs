using System;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>How far the stream's blocks have come, what its producer is told, and its end.</content>
internal sealed partial class StreamRing
{
    private readonly HorizonWaiters _onMedium = new();
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamFault? _fault;

    /// <summary>Gets how many blocks the producer handed over. Any thread.</summary>
    public long PublishedBlocks => _cursors.ReadPublishedBlocks();

    /// <summary>Gets how many blocks the device took and still has. Any thread.</summary>
    public long AcceptedBlocks => _cursors.ReadAcceptedBlocks();

    /// <summary>Gets how many filemarks of the stream the device took. Any thread.</summary>
    public long AcceptedFilemarks => _cursors.ReadAcceptedFilemarks();

    /// <summary>Gets how many blocks are on the medium. Any thread.</summary>
    public long OnMediumBlocks => _onMedium.Horizon;

    /// <summary>Gets why the stream does not go on, or null. Any thread.</summary>
    public StreamFault? Fault => Volatile.Read(ref _fault);

    public Task Completion => _completion.Task;

    public ValueTask WaitUntilOnMediumAsync(long blocks, CancellationToken cancellationToken) =>
        _onMedium.WaitAsync(blocks, cancellationToken);

    /// <summary>Says that the first blocks of the stream are on the medium. The drain thread.</summary>
    public void AdvanceOnMedium(long blocks) => _onMedium.Advance(Math.Min(blocks, AcceptedBlocks));

    /// <summary>Stores why the stream does not go on and wakes its producer. The first fault stays. The drain thread.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="acceptedBlocks">How many of the stream's blocks the device still has.</param>
    public void SetFault(StreamFault fault, long acceptedBlocks)
    {
        if (Volatile.Read(ref _fault) is not null)
        {
            return;
        }

        _cursors.WriteAcceptedBlocks(acceptedBlocks);
        Interlocked.Exchange(ref _fault, fault); // Full fence: the producer's parking is read next.
        RefuseRemarks();
        ProducerParking.Wake();
    }

    public BlockStreamException MakeException(StreamFault fault) => fault.ToException(Id, AcceptedBlocks);

    /// <summary>Says that the stream has no more blocks than were accepted: whoever waits for more fails. The drain thread.</summary>
    public void EndHorizon()
    {
        var ended = new StreamFault("it ended before that block.", null, isEndOfMedium: false, returnsBlocks: false);
        _onMedium.Close(AcceptedBlocks, () => MakeException(Fault ?? ended));
    }

    /// <summary>Says that nothing more will come to the medium: whoever still waits fails. The drain thread, at the very end.</summary>
    public void CloseHorizon(StreamFault fault) => _onMedium.Close(0, () => MakeException(Fault ?? fault));

    /// <summary>Says that the target lost blocks of the stream: its producer, and whoever waits for it, is told; other streams go on. The drain thread.</summary>
    /// <param name="cause">What happened.</param>
    /// <param name="acceptedBlocks">How many of the stream's blocks the device still has.</param>
    /// <param name="acceptedFilemarks">How many of its filemarks.</param>
    public void Lose(Exception cause, long acceptedBlocks, long acceptedFilemarks)
    {
        // Also where another fault stands already: what the stream is told last is what is left of it.
        _cursors.WriteAcceptedFilemarks(acceptedFilemarks);
        _cursors.WriteAcceptedBlocks(acceptedBlocks);
        SetFault(new StreamFault(cause.Message, cause, isEndOfMedium: false, returnsBlocks: false), acceptedBlocks);
        EndHorizon();
        TellCompletion();
    }

    /// <summary>Tells the stream's end to whoever waits for it; before its last entry was taken this does nothing. The drain thread.</summary>
    public void TellCompletion()
    {
        if (!_cursors.Drain.IsEnded || _cursors.Drain.IsTold)
        {
            return;
        }

        _cursors.Drain.IsTold = true;
        if (Fault is { } fault)
        {
            _completion.TrySetException(MakeException(fault));
            _ = _completion.Task.Exception; // Observed: not everybody awaits the end of a stream that failed.
        }
        else
        {
            _completion.TrySetResult(true);
        }
    }
}
