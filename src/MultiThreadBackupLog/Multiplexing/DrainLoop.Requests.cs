using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>What other threads ask of the loop: to do something, to open, to complete, to stop. Rare, so lists and flags will do.</content>
/// <remarks>Each asker writes (full fence) and then wakes the loop; the loop announces its sleep (full fence) and then reads.</remarks>
internal sealed partial class DrainLoop
{
    private readonly InboxStack<DrainRequest> _requests = new();
    private readonly InboxStack<StreamOpening> _newOpenings = new();
    private readonly Queue<StreamOpening> _openings = new();
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isCompleting;
    private volatile bool _isStopAsked;

    /// <summary>Gets what ends when the loop is over; it fails when the target could not end well.</summary>
    public Task Completion => _completion.Task;

    public bool IsCompleting => _isCompleting;

    /// <summary>Has the thread that steps the loop do something. Any thread.</summary>
    /// <param name="work">What to do; its verdict is followed. An exception out of it stops the loop.</param>
    /// <returns>Ends when it was done; fails when the loop ended before.</returns>
    public Task RunAsync(Func<DrainVerdict> work)
    {
        var request = new DrainRequest(work);
        _requests.Push(request);
        if (_state.StopFault is { } fault)
        {
            RefuseNew(fault); // The loop may never look again.
        }

        _state.DrainParking.Wake();
        return request.Done;
    }

    /// <summary>Waits in line for a slot. Any thread.</summary>
    public Task<int> WaitForSlotAsync(CancellationToken cancellationToken)
    {
        var opening = new StreamOpening(cancellationToken);
        _newOpenings.Push(opening);
        if (_state.StopFault is { } fault)
        {
            RefuseNew(fault);
        }

        _state.DrainParking.Wake();
        return opening.WaitAsync();
    }

    /// <summary>Says that no more streams come; when all have ended the loop stops. Any thread.</summary>
    public void AskCompletion()
    {
        _isCompleting = true;
        Interlocked.MemoryBarrier();
        _state.DrainParking.Wake();
    }

    /// <summary>Asks the loop to stop where it stands; a running call of the device is not interrupted. Any thread.</summary>
    public void AskStop()
    {
        _isStopAsked = true;
        Interlocked.MemoryBarrier();
        _state.DrainParking.Wake();
    }

    private bool HasRequests() =>
        _isStopAsked
        || !_requests.IsEmpty
        || !_newOpenings.IsEmpty
        || (_openings.Count > 0 && (_isCompleting || _state.FreeSlots.IsAnySet()))
        || (_isCompleting && _state.OpenCount == 0);

    /// <summary>Does what was asked. False when the loop stopped.</summary>
    private bool HandleRequests()
    {
        if (_isStopAsked)
        {
            Stop(DrainStopReason.Disposed, null);
            return false;
        }

        ServeOpenings();
        for (InboxStack<DrainRequest>.Node? node = _requests.TakeAll(); node is not null; node = node.Next)
        {
            bool goesOn;
            try
            {
                goesOn = Judge(node.Item.Execute());
            }
            catch
            {
                RefuseFrom(node.Next, new InvalidOperationException("An earlier request failed."));
                throw;
            }

            if (!goesOn)
            {
                RefuseFrom(node.Next, new InvalidOperationException("The multiplexer stopped."));
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives free slots to those who wait for one, in the order in which they came.</summary>
    private void ServeOpenings()
    {
        for (InboxStack<StreamOpening>.Node? node = _newOpenings.TakeAll(); node is not null; node = node.Next)
        {
            _openings.Enqueue(node.Item);
        }

        while (_openings.Count > 0)
        {
            if (_isCompleting)
            {
                _openings.Dequeue().TrySetException(new InvalidOperationException("The multiplexer is being completed; it takes no new stream."));
            }
            else if (_openings.Peek().Task.IsCompleted)
            {
                _openings.Dequeue(); // Cancelled.
            }
            else if (!_state.FreeSlots.TryClaimAny(out int slot))
            {
                return;
            }
            else if (!_openings.Dequeue().TrySetResult(slot))
            {
                _state.FreeSlots.TrySet(slot);
            }
        }
    }

    /// <summary>Ends whatever nobody will look at any more. The loop when it stops, and any asker that comes after.</summary>
    private void RefuseNew(StreamFault fault)
    {
        RefuseFrom(_requests.TakeAll(), Stopped(fault));
        for (InboxStack<StreamOpening>.Node? node = _newOpenings.TakeAll(); node is not null; node = node.Next)
        {
            node.Item.TrySetException(Stopped(fault));
        }
    }

    private void RefuseQueued(StreamFault fault)
    {
        while (_openings.Count > 0)
        {
            _openings.Dequeue().TrySetException(Stopped(fault));
        }
    }

    private static InvalidOperationException Stopped(StreamFault fault) => new("The multiplexer stopped: " + fault.Message, fault.Cause);

    private static void RefuseFrom(InboxStack<DrainRequest>.Node? node, Exception exception)
    {
        for (; node is not null; node = node.Next)
        {
            node.Item.Refuse(exception);
        }
    }

    private void EndCompletion(DrainStopReason reason, StreamFault fault, Exception? failure)
    {
        if (reason == DrainStopReason.Completed && failure is null)
        {
            _completion.TrySetResult(true);
            return;
        }

        _completion.TrySetException(reason == DrainStopReason.Completed
            ? new InvalidOperationException("The multiplexer could not end well: " + failure!.Message, failure)
            : new BlockStreamException("The multiplexer stopped: " + fault.Message, default, 0, fault.IsEndOfMedium, failure ?? fault.Cause));
        _ = _completion.Task.Exception; // Observed: a disposed multiplexer is not awaited.
    }
}
