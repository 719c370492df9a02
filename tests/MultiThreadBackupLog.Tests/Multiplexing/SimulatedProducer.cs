using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>One producer as a machine whose every step touches what is shared at most once, so that others come between any two.</summary>
internal sealed class SimulatedProducer
{
    private readonly Random _random;
    private readonly Queue<Operation> _script;
    private State _state = State.Ready;
    private State _afterHandOver = State.Ready;
    private bool _isTask;
    private Task _sleep = Task.CompletedTask;
    private bool _isCancelled;

    public SimulatedProducer(BlockStreamWriter writer, Random random, IEnumerable<Operation> script)
    {
        Writer = writer;
        _random = random;
        _script = new Queue<Operation>(script);
    }

    private enum State
    {
        Ready,
        Filled,
        Publishing,
        Raising,
        Waking,
        Announcing,
        RaisingWait,
        Looking,
        WakingToSleep,
        EndingWait,
        Asleep,
        Ended,
    }

    public enum OperationType
    {
        Block,
        Filemarks,
        Complete,
        Fail,
        Dispose,
    }

    public BlockStreamWriter Writer { get; }

    /// <summary>Gets what was handed over, in order: a block's bytes, or as many filemarks.</summary>
    public List<(byte[]? Block, int Filemarks)> Published { get; } = [];

    public bool IsEnded => _state == State.Ended;

    /// <summary>Gets or sets whether the producer does nothing, whatever it holds: the others must get on without it.</summary>
    public bool IsPaused { get; set; }

    public bool IsBlocked => IsPaused || _state == State.Ended || (_state == State.Asleep && Ring.ProducerParking.IsAnnounced);

    /// <summary>Gets how often a wait was cut short as a cancellation does it.</summary>
    public int Cancellations { get; private set; }

    public Operation? EndedBy { get; private set; }

    private StreamRing Ring => Writer.Ring;

    public static Operation[] RandomScript(Random random, int maximumLength)
    {
        var script = new List<Operation>();
        int operations = random.Next(4) == 0 ? 0 : random.Next(1, 30);
        int filemarksIn = random.Next(8) == 0 ? 1 : 8;
        for (int i = 0; i < operations; i++)
        {
            script.Add(random.Next(filemarksIn) < 1 && random.Next(10) > 0
                ? new Operation(OperationType.Filemarks, random.Next(3), random.Next(2) == 0)
                : new Operation(OperationType.Block, random.Next(1, maximumLength + 1), false));
        }

        script.Add(new Operation(random.Next(6) switch { 0 => OperationType.Fail, 1 => OperationType.Dispose, _ => OperationType.Complete }, 0, false));
        return script.ToArray();
    }

    public void Step()
    {
        switch (_state)
        {
            case State.Ready:
                Begin();
                break;
            case State.Filled:
                Operation block = _script.Dequeue();
                Ring.WriteBlockEntry(block.Count, 0);
                _state = State.Publishing;
                _afterHandOver = State.Ready;
                break;
            case State.Publishing:
                Ring.PublishEntry();
                _state = State.Raising;
                break;
            case State.Raising:
                _state = Ring.RaiseReady() ? State.Waking : _afterHandOver;
                break;
            case State.Waking:
                Ring.WakeDrain();
                _state = _afterHandOver;
                break;
            case State.Announcing:
                _isTask = _random.Next(2) == 0;
                Ring.AnnounceSleep(IsForBlock, _isTask);
                _sleep = _isTask ? Ring.ProducerParking.SleepAsync().AsTask() : Task.CompletedTask;
                _state = State.RaisingWait;
                break;
            case State.RaisingWait:
                Ring.RaiseWaiting();
                _state = State.Looking;
                break;
            case State.Looking:
                bool isOver = (IsForBlock ? Ring.MayTakeBlock() : Ring.HasFilemarkRoom()) || Ring.Fault is not null || _isCancelled;
                _state = isOver ? State.EndingWait : State.WakingToSleep;
                break;
            case State.WakingToSleep:
                Ring.WakeDrain();
                _state = State.Asleep;
                break;
            case State.EndingWait:
                _state = Ring.TryEndWait() ? State.Ready : State.Asleep;
                break;
            case State.Asleep:
                Awake();
                break;
        }
    }

    /// <summary>What the registration of a cancellation token does, at any moment.</summary>
    public void Cancel()
    {
        if (_state is State.Announcing or State.RaisingWait or State.Looking or State.WakingToSleep or State.Asleep)
        {
            Cancellations++;
            _isCancelled = true;
            Ring.ProducerParking.Wake();
        }
    }

    private bool IsForBlock => _script.Peek().Type == OperationType.Block;

    private void Begin()
    {
        _isCancelled = false;
        Operation operation = Ring.Fault is null ? _script.Peek() : _script.Last();
        switch (operation.Type)
        {
            case OperationType.Block when Ring.TryTakeBlock():
                Span<byte> block = Ring.OpenMemory.Span.Slice(0, operation.Count);
                _random.NextBytes(block);
                Published.Add((block.ToArray(), 0));
                _state = State.Filled;
                break;
            case OperationType.Filemarks when Ring.TryWriteFilemarkEntry(operation.Count, operation.IsImmediate):
                _script.Dequeue();
                Published.Add((null, operation.Count));
                _state = State.Publishing;
                _afterHandOver = State.Ready;
                break;
            case OperationType.Block or OperationType.Filemarks:
                _state = Ring.Fault is null ? State.Announcing : State.Ready;
                break;
            default:
                if (_random.Next(4) == 0)
                {
                    Ring.TryTakeBlock(); // A block that is open at the end is given up.
                }

                Ring.WriteEndEntry(operation.Type == OperationType.Complete ? null : new InvalidOperationException("gave up"));
                EndedBy = operation;
                _state = State.Publishing;
                _afterHandOver = State.Ended;
                break;
        }
    }

    private void Awake()
    {
        if (_isTask)
        {
            _sleep.GetAwaiter().GetResult(); // Its source was completed by the waker; the task follows on another thread, soon.
        }
        else
        {
            Ring.ProducerParking.Sleep(Timeout.InfiniteTimeSpan); // The signal is there: this does not block.
        }

        Ring.ClearWaiting();
        _state = State.Ready;
    }

    internal sealed record Operation(OperationType Type, int Count, bool IsImmediate);
}
