using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>Many producers and the drain loop on one thread: a seed says who makes the next step, so a failure replays from its seed.</summary>
internal sealed class MultiplexerSimulation : IDisposable
{
    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly BlockMultiplexer _multiplexer;
    private readonly List<SimulatedProducer> _producers = [];
    private readonly int _blockLength;
    private readonly bool _cancels;
    private readonly bool _pauses;
    private readonly int _drainWeight;
    private readonly int _losses;
    private int _toOpen;
    private int _requests;
    private bool _isCompletionAsked;
    private bool _isInWrite;
    private DrainState _drain = DrainState.Stepping;
    private TimeSpan _wait;

    public MultiplexerSimulation(int seed)
    {
        _random = new Random(seed);
        int maximumStreams = _random.Next(3) == 0 ? _random.Next(1, 65) : _random.Next(1, 9);
        int shared = Math.Max(maximumStreams, _random.Next(1, 5) * (_random.Next(4) == 0 ? maximumStreams : 1));
        shared += _random.Next(8);
        _blockLength = 32;
        Options = new BlockMultiplexerOptions(_blockLength)
        {
            MaximumStreams = maximumStreams,
            BlockCount = maximumStreams + shared,
            MaximumBlocksPerStream = _random.Next(3) == 0 ? 0 : _random.Next(1, shared + 1),
            TimeProvider = _time,
        };
        Options.Policy = RandomPolicy();
        _cancels = _random.Next(2) == 0;
        _pauses = _random.Next(2) == 0;
        _drainWeight = 1 << _random.Next(4);
        _losses = _random.Next(4) == 0 ? 1 : 0;
        Target = new ModelTarget
        {
            CapacityObjects = _random.Next(4) == 0 ? _random.Next(200) : long.MaxValue,
            OnWrite = DuringWrite,
            TellsCompletion = _random.Next(4) != 0,
        };
        _toOpen = _random.Next(1, 2 * maximumStreams);
        _multiplexer = new BlockMultiplexer(Target, Options, startThread: false);
        _multiplexer.State.Between = StepProducers;
    }

    private enum DrainState
    {
        Stepping,
        Announcing,
        Looking,
        Asleep,
        Finished,
    }

    public BlockMultiplexerOptions Options { get; }

    public ModelTarget Target { get; }

    public List<StreamRing> Lost { get; } = [];

    public List<string> Trace { get; } = [];

    public void Dispose() => _multiplexer.Dispose();

    /// <summary>Runs to the end. Throws when nobody can go on.</summary>
    public void Run()
    {
        for (int step = 0; _drain != DrainState.Finished || _producers.Exists(p => !p.IsEnded); step++)
        {
            Assert.True(step < 2_000_000, "no end: " + Describe());
            StepSomebody();
        }
    }

    public void Check()
    {
        Assert.Equal(1, Target.StopCount);
        foreach (SimulatedProducer producer in _producers)
        {
            CheckStream(producer);
        }

        if (Target.StopReason == DrainStopReason.Completed)
        {
            // Nothing was lost from the slab and nothing is in it twice.
            BlockSlab slab = _multiplexer.State.Slab;
            Assert.Equal(slab.SharedCount, _multiplexer.Loop.FreeBlocks);
            var free = new int[slab.SharedCount + 1];
            Assert.Equal(slab.SharedCount, slab.Take(free));
            Assert.Equal(Enumerable.Range(0, slab.SharedCount), free.Take(slab.SharedCount).OrderBy(b => b));
            Assert.True(_multiplexer.CompleteAsync().IsCompletedSuccessfully);
        }
    }

    private void CheckStream(SimulatedProducer producer)
    {
        StreamRing ring = producer.Writer.Ring;
        List<ModelTarget.Written> tape = Target.Tape.FindAll(w => w.Stream == ring.Id.Ordinal);
        var onTape = tape.Select(w => (w.Filemarks, Block: w.Block < 0 ? null : Convert.ToHexString(w.Bytes)));
        var published = producer.Published.Select(p => (p.Filemarks, Block: p.Block is null ? null : Convert.ToHexString(p.Block)));
        bool isStopped = Target.StopReason != DrainStopReason.Completed;
        if (!isStopped && !Lost.Contains(ring))
        {
            Assert.Equal(published, onTape);
            Assert.Equal(producer.Published.Count(p => p.Block is not null), producer.Writer.AcceptedBlocks);
            Assert.Equal(producer.Published.Sum(p => p.Filemarks), producer.Writer.AcceptedFilemarks);
            Assert.Equal(producer.EndedBy!.Type == SimulatedProducer.OperationType.Complete, Target.Records[ring.Id.Ordinal].Failure is null);
        }
        else
        {
            // A prefix is on the tape; a filemark entry may be cut by the end of the medium.
            Assert.Equal(published.Where(p => p.Block is not null).Select(p => p.Block).Take((int)Target.Records.GetValueOrDefault(ring.Id.Ordinal)!.Blocks), onTape.Where(w => w.Block is not null).Select(w => w.Block));
        }

        if (Lost.Contains(ring))
        {
            Assert.IsType<BlockStreamException>(Target.Records[ring.Id.Ordinal].Failure);
        }
        else if (isStopped && producer.Writer.Ring.Fault is { ReturnsBlocks: true })
        {
            IEnumerable<string> rest = producer.Published.Where(p => p.Block is not null).Skip((int)producer.Writer.AcceptedBlocks).Select(p => Convert.ToHexString(p.Block!));
            Assert.Equal(rest, producer.Writer.UnacceptedBlocks.Select(m => Convert.ToHexString(m.Span)));
        }

        Assert.True(producer.Writer.Completion.IsCompleted);
        Assert.Equal(ring.Fault is null, producer.Writer.Completion.IsCompletedSuccessfully);
        Assert.Equal(ring.Fault is null, Target.Records[ring.Id.Ordinal].Failure is null);
    }

    private DrainPolicy RandomPolicy() => _random.Next(3) switch
    {
        0 => DrainPolicy.RoundRobin(_random.Next(1, 200)),
        1 => DrainPolicy.LongRuns(_random.Next(1, (Options.EffectiveMaximumBlocksPerStream * _blockLength) + 1), TimeSpan.FromMilliseconds(_random.Next(3))),
        _ => DrainPolicy.ArrivalOrder,
    };

    private void StepSomebody()
    {
        int choice = _random.Next(_producers.Count + 1 + _drainWeight);
        if (choice < _producers.Count)
        {
            SimulatedProducer producer = _producers[choice];
            if (_cancels && _random.Next(30) == 0)
            {
                producer.Cancel();
            }

            if (_pauses && _random.Next(100) == 0 && !producer.IsEnded && !producer.IsBlocked)
            {
                producer.IsPaused = true;
            }

            // A cancelled wait may bring one batch too many.
            int limit = Options.EffectiveMaximumBlocksPerStream + (_cancels ? _multiplexer.State.BatchLimit : 0);
            Assert.True(producer.Writer.Ring.HeldBlocks <= limit, "a stream holds more than its cap");

            if (!producer.IsBlocked)
            {
                producer.Step();
            }
        }
        else if (choice == _producers.Count)
        {
            JoinOrAsk();
        }
        else
        {
            StepDrain();
        }

        CheckProgress();
    }

    private void JoinOrAsk()
    {
        if (_multiplexer.State.StopFault is not null)
        {
            _toOpen = 0;
        }
        else if (_toOpen > 0 && _multiplexer.State.FreeSlots.IsAnySet())
        {
            _toOpen--;
            BlockStreamWriter writer = _multiplexer.OpenStream(new StreamDescription("s"));
            _producers.Add(new SimulatedProducer(writer, _random, SimulatedProducer.RandomScript(_random, _blockLength)));
        }
        else if (_toOpen == 0 && !_isCompletionAsked && _random.Next(10) == 0)
        {
            _isCompletionAsked = true;
            _multiplexer.CompleteAsync();
        }
        else if (_random.Next(20) == 0)
        {
            _requests++;
            _multiplexer.RunOnDrainThreadAsync(() =>
            {
                _requests--;
                return DrainVerdict.Continue;
            });
        }
    }

    private void StepDrain()
    {
        Parking parking = _multiplexer.State.DrainParking;
        switch (_drain)
        {
            case DrainState.Stepping:
                DrainStep step = _multiplexer.Loop.Step();
                _wait = step.Wait;
                _drain = step.Type switch
                {
                    DrainStepType.Worked or DrainStepType.CaughtUp => DrainState.Stepping,
                    DrainStepType.Idle => DrainState.Announcing,
                    _ => DrainState.Finished,
                };
                break;
            case DrainState.Announcing:
                _multiplexer.Loop.PrepareSleep();
                _multiplexer.State.Between!();
                parking.Prepare(isTask: false);
                _drain = DrainState.Looking;
                break;
            case DrainState.Looking:
                _drain = _multiplexer.Loop.HasWork() && parking.TryTakeBack() ? DrainState.Stepping : DrainState.Asleep;
                break;
            case DrainState.Asleep when !parking.IsAnnounced:
                parking.Sleep(Timeout.InfiniteTimeSpan); // The signal is there.
                _drain = DrainState.Stepping;
                break;
            case DrainState.Asleep when _wait >= TimeSpan.Zero && _random.Next(10) == 0:
                EndTimedSleep();
                break;
        }
    }

    private void EndTimedSleep()
    {
        _time.Advance(_wait);
        if (!_multiplexer.State.DrainParking.TryTakeBack())
        {
            _multiplexer.State.DrainParking.Sleep(Timeout.InfiniteTimeSpan);
        }

        _drain = DrainState.Stepping;
    }

    /// <summary>What happens between the gathering of blocks and their release: anything of anybody else.</summary>
    private (int Accepted, DrainVerdict Verdict) DuringWrite(StreamRing ring, int offered)
    {
        Assert.False(_isInWrite);
        _isInWrite = true;
        StepProducers();
        _isInWrite = false;
        if (_losses > 0 && Lost.Count < 3 && _random.Next(40) == 0)
        {
            Lost.Add(ring);
            ring.Lose(new InvalidOperationException("lost"), Target.Records[ring.Id.Ordinal].Blocks, 0);
            return (0, DrainVerdict.Continue);
        }

        return (_random.Next(10) == 0 ? _random.Next(offered + 1) : offered, DrainVerdict.Continue);
    }

    private void StepProducers()
    {
        for (int steps = _producers.Count == 0 ? 0 : _random.Next(4); steps > 0; steps--)
        {
            SimulatedProducer producer = _producers[_random.Next(_producers.Count)];
            if (!producer.IsBlocked)
            {
                producer.Step();
            }
        }
    }

    /// <summary>Nobody who could go on, and somebody who should: a lost wake-up.</summary>
    private void CheckProgress()
    {
        // A run that is held open ends only when time passes; but nobody may have to wait for that.
        bool isDrainStuck = _drain == DrainState.Asleep && _multiplexer.State.DrainParking.IsAnnounced
            && (_wait < TimeSpan.Zero || _multiplexer.State.Waiting.IsAnySet());
        if (isDrainStuck && _producers.Exists(p => p.IsPaused) && _producers.TrueForAll(p => p.IsPaused || p.IsEnded))
        {
            _producers.ForEach(p => p.IsPaused = false);
        }
        else if (isDrainStuck && _producers.TrueForAll(p => p.IsBlocked) && (_toOpen == 0 || !_multiplexer.State.FreeSlots.IsAnySet()))
        {
            bool isWaiting = _producers.Exists(p => !p.IsEnded) || _multiplexer.State.OpenCount > 0 || _isCompletionAsked || _requests > 0;
            Assert.False(isWaiting, "everybody sleeps: " + Describe());
        }

        if (_drain == DrainState.Finished)
        {
            _producers.ForEach(p => p.IsPaused = false);
            Assert.False(_producers.Exists(p => p.IsBlocked && !p.IsEnded), "the loop left a producer asleep: " + Describe());
        }
    }

    private string Describe() =>
        Options.Policy + ", " + Options.MaximumStreams + " streams, " + Options.BlockCount + " blocks, drain " + _drain + ", free " + _multiplexer.Loop.FreeBlocks
        + ", open " + _multiplexer.State.OpenCount + ", producers " + string.Join(" ", _producers.Select(p => p.IsEnded ? "e" : p.IsBlocked ? "b" : "r"));
}
