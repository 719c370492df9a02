using System;
using System.Collections.Generic;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <content>Streams that come, end and fail; what a target calls, always on the thread that steps the loop.</content>
internal sealed partial class DrainLoop
{
    private readonly List<StreamRing> _streams = [];

    /// <summary>Gets the streams that are open, or ended but not yet wholly on the medium or not yet told.</summary>
    public IReadOnlyList<StreamRing> Streams => _streams;

    /// <summary>Gets where time comes from.</summary>
    public TimeProvider TimeProvider => _state.TimeProvider;

    /// <summary>Gets whether payload checksums are made; else they are zeros.</summary>
    public bool HasChecksums => _state.HasChecksums;

    /// <summary>Says that everything accepted so far, of every stream, is on the medium.</summary>
    public void AdvanceOnMedium()
    {
        foreach (StreamRing stream in _streams)
        {
            stream.AdvanceOnMedium(stream.AcceptedBlocks);
        }
    }

    /// <summary>Says that the target put something between the runs of the streams: no run is held open over it.</summary>
    public void EndRun() => _order.EndRun();

    /// <summary>Between calls of the target, which may be going through the list.</summary>
    private void ForgetSettled() => _streams.RemoveAll(static stream =>
        stream.Drain.IsEnded && stream.Drain.IsTold && stream.OnMediumBlocks >= stream.AcceptedBlocks);

    private void Open(StreamRing ring)
    {
        ring.Drain.IsOpened = true;
        _streams.Add(ring);
        _target.OpenStream(ring);
    }

    /// <summary>Takes a stream's last entry: everything that it held comes back, and then its slot is free.</summary>
    private void End(StreamRing ring, RingEntryType type)
    {
        if (type == RingEntryType.Failed && ring.Fault is null)
        {
            Exception cause = ring.ProducerFailure!;
            ring.SetFault(new StreamFault("its producer gave it up: " + cause.Message, cause, isEndOfMedium: false, returnsBlocks: false), ring.AcceptedBlocks);
        }

        _order.Remove(ring);
        ring.Release(1, _freed);
        ring.Drain.IsEnded = true;
        bool isTold = _target.EndStream(ring, FailureOf(ring));
        ring.EndHorizon();
        Retire(ring);
        if (isTold)
        {
            ring.TellCompletion();
        }

        ForgetSettled();
    }

    private void Retire(StreamRing ring)
    {
        int freed = ring.TakeBack(_freed);
        _grants.Add(_freed.AsSpan(0, freed));
        _state.Waiting.TryClear(ring.Slot);
        Volatile.Write(ref _state.Rings[ring.Slot], null);
        _state.AddOpen(-1);
        _state.FreeSlots.TrySet(ring.Slot); // Full fence: the openings are read next, in HandleRequests or HasWork.
        _grants.Distribute();
    }

    private static BlockStreamException? FailureOf(StreamRing ring) => ring.Fault is { } fault ? ring.MakeException(fault) : null;

    /// <summary>Takes nothing more, gives back what was not accepted, lets the target end, and tells everybody.</summary>
    private void Stop(DrainStopReason reason, Exception? cause)
    {
        StreamFault fault = FaultOf(reason, cause);
        _isFinished = true;
        _state.SetStop(fault); // Full fence: an opener that the walk below misses sees this.
        Exception? failure = reason is DrainStopReason.Failed ? cause : null;
        try
        {
            foreach (StreamRing? ring in _state.Rings)
            {
                if (ring is not null)
                {
                    StopStream(ring, fault);
                }
            }

            _target.Stop(reason, cause);
        }
        catch (Exception exception)
        {
            failure ??= exception;
        }

        TellRest(fault);
        RefuseNew(fault);
        RefuseQueued(fault);
        EndCompletion(reason, fault, failure);
    }

    private void StopStream(StreamRing ring, StreamFault fault)
    {
        if (!ring.Drain.IsOpened)
        {
            Open(ring);
        }

        // What was only to be remarked behind accepted blocks can still be: the log is not closed yet.
        while (ring.Fault is null && !fault.IsFailure && ring.Look() && ring.Peek(0).Type == RingEntryType.Remark)
        {
            ring.ExecuteRemark();
            ring.Release(1, _freed);
        }

        // A stream of which nothing but its good end is left has lost nothing.
        bool isWhole = ring.Fault is null && ring.Look() && ring.PendingEntries == 1 && ring.Peek(0).Type == RingEntryType.Completed;
        if (!isWhole)
        {
            ring.SetFault(fault, ring.AcceptedBlocks);
        }

        ring.Drain.IsEnded = true;
        if (_target.EndStream(ring, FailureOf(ring)))
        {
            ring.TellCompletion();
        }
    }

    private void TellRest(StreamFault fault)
    {
        foreach (StreamRing? ring in _state.Rings)
        {
            if (ring is not null && !ring.Drain.IsEnded)
            {
                ring.SetFault(fault, ring.AcceptedBlocks); // The target threw while the streams were being stopped.
                ring.Drain.IsEnded = true;
                ring.TellCompletion();
            }
        }

        foreach (StreamRing ring in _streams)
        {
            if (!ring.Drain.IsTold)
            {
                ring.SetFault(fault, ring.AcceptedBlocks); // The target kept the completion back and never told it.
                ring.TellCompletion();
            }

            ring.CloseHorizon(fault);
        }
    }

    private static StreamFault FaultOf(DrainStopReason reason, Exception? cause) => reason switch
    {
        DrainStopReason.Completed => new StreamFault("the multiplexer was completed.", null, isEndOfMedium: false, returnsBlocks: false),
        DrainStopReason.EndOfMedium => new StreamFault("the medium is full.", cause, isEndOfMedium: true, returnsBlocks: true),
        DrainStopReason.Disposed => new StreamFault("the multiplexer was disposed.", null, isEndOfMedium: false, returnsBlocks: true),
        _ => new StreamFault("the device failed: " + cause?.Message, cause, isEndOfMedium: false, returnsBlocks: true, isFailure: true),
    };
}
