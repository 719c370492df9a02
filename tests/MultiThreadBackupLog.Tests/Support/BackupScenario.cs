using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A whole backup on one thread, drawn from a seed: producers and drain steps in a random order, blocks of random length and content.</summary>
/// <remarks>
/// Streams come and go, some are empty, some write filemarks, some fail. What each producer handed over is kept, so that a test can
/// compare the tape, the log and every restore with it. The same seed gives the same backup, byte for byte.
/// </remarks>
internal sealed class BackupScenario
{
    private readonly Random _random;
    private readonly List<Producer> _producers = [];

    public BackupScenario(int seed, SequentialDevice device, Action<BackupSessionOptions>? configure = null, int maximumStreams = 64, int maximumOperations = 24)
    {
        _random = new Random(seed);
        int streams = _random.Next(4) == 0 ? _random.Next(2, maximumStreams + 1) : _random.Next(2, Math.Min(9, maximumStreams + 1));
        Options = new BackupSessionOptions
        {
            BlockLength = _random.Next(3) == 0 ? 64 : _random.Next(40, 700),
            BlockCount = Math.Max(4, (2 * streams) + _random.Next(0, 32)),
            MaximumStreams = streams,
            HasBlockTrailers = _random.Next(2) == 0,
            CheckpointBytes = _random.Next(3) == 0 ? long.MaxValue : _random.Next(1, 20_000),
            LogIdentifier = SeededGuid(),
            VolumeIdentifier = SeededGuid(),
            TimeResolution = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1),
        };
        Options.DrainPolicy = RandomPolicy();
        configure?.Invoke(Options);
        Session = BackupSession.Start(device, Options, startThread: false);
        for (int index = 0; index < streams; index++)
        {
            _producers.Add(new Producer("stream " + (index % 7), _random.Next(5) == 0 ? 0 : _random.Next(1, maximumOperations), _random.Next(12) == 0));
        }
    }

    public BackupSessionOptions Options { get; }

    public BackupSession Session { get; }

    /// <summary>Gets what each opened stream handed over, by its ordinal.</summary>
    public IReadOnlyDictionary<int, Producer> Streams => _producers.Where(p => p.Writer is not null).ToDictionary(p => p.Writer!.Id.Ordinal);

    /// <summary>Runs producers and drain steps in a random order until the session ended.</summary>
    public BackupSessionReport Run()
    {
        var active = new List<Producer>(_producers);
        while (active.Count > 0)
        {
            if (_random.Next(3) == 0)
            {
                Session.Loop.Step();
                continue;
            }

            Producer producer = active[_random.Next(active.Count)];
            if (!Advance(producer))
            {
                active.Remove(producer);
            }
        }

        return Finish();
    }

    /// <summary>Completes the session, stepping it by hand.</summary>
    public BackupSessionReport Finish()
    {
        System.Threading.Tasks.Task<BackupSessionReport> completion = Session.CompleteAsync();
        for (int steps = 0; Session.Loop.Step().Type != DrainStepType.Finished; steps++)
        {
            Assert.True(steps < 1_000_000, "The drain loop does not come to its end.");
        }

        return completion.GetAwaiter().GetResult();
    }

    // One small thing of one producer; false when nothing more comes of it.
    private bool Advance(Producer producer)
    {
        try
        {
            if (producer.Writer is null)
            {
                producer.Writer = Session.OpenStream(new StreamDescription(producer.Name) { ListIdentifier = (uint)_random.Next(256) });
                return true;
            }

            if (producer.RemainingOperations-- <= 0)
            {
                if (producer.Fails)
                {
                    producer.Writer.Fail(new InvalidOperationException("the source broke"));
                }
                else
                {
                    producer.Writer.Complete();
                }

                return false;
            }

            if (_random.Next(10) == 0)
            {
                WriteFilemarks(producer);
                return true;
            }

            WriteBlock(producer);
            return true;
        }
        catch (BlockStreamException exception)
        {
            producer.Failure = exception;
            producer.Writer!.Dispose();
            return false;
        }
        catch (InvalidOperationException) when (producer.Writer is null)
        {
            return false; // The session stopped before the stream was opened.
        }
    }

    private void WriteBlock(Producer producer)
    {
        if (!producer.Writer!.TryGetBlock(out Memory<byte> block))
        {
            producer.RemainingOperations++;
            Session.Loop.Step();
            return;
        }

        int length = _random.Next(4) == 0 ? _random.Next(1, block.Length + 1) : producer.UsualLength(block.Length);
        var payload = new byte[length];
        _random.NextBytes(payload);
        payload.CopyTo(block);
        producer.Writer.Publish(length);
        producer.Blocks.Add(payload);
    }

    private void WriteFilemarks(Producer producer)
    {
        int count = _random.Next(0, 3);
        bool isImmediate = _random.Next(3) != 0;

        // Not by a task: that ends on another thread, and how often the loop was stepped by then would be no matter of the seed.
        while (!producer.Writer!.TryWriteFilemarks(count, isImmediate))
        {
            Session.Loop.Step();
        }

        producer.FilemarksAfterBlock.Add((producer.Blocks.Count, count));
    }

    private DrainPolicy RandomPolicy() => _random.Next(3) switch
    {
        0 => DrainPolicy.ArrivalOrder,
        1 => DrainPolicy.RoundRobin(_random.Next(1, 4 * Options.BlockLength)),
        _ => DrainPolicy.LongRuns(_random.Next(1, Options.BlockLength), TimeSpan.FromMilliseconds(_random.Next(0, 2))),
    };

    private Guid SeededGuid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    internal sealed class Producer(string name, int operations, bool fails)
    {
        public string Name { get; } = name;

        public bool Fails { get; } = fails;

        public int RemainingOperations { get; set; } = operations;

        public BlockStreamWriter? Writer { get; set; }

        public BlockStreamException? Failure { get; set; }

        public List<byte[]> Blocks { get; } = [];

        public List<(int Blocks, int Filemarks)> FilemarksAfterBlock { get; } = [];

        public int FilemarkCount => FilemarksAfterBlock.Sum(f => f.Filemarks);

        public int UsualLength(int maximum) => 1 + (Name.Length * 31 % maximum);
    }
}
