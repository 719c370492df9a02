using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A whole copy manager with faults of disks and tapes, stepped from one number: the same seed is the same run.</summary>
/// <remarks>
/// Each command writes to a stream of its own, so what the tape holds of it is a prefix of what the naive model says it writes. Every claim of the answers
/// is held against that: outcome, segment, residual, count, who was told of a loss, and the log against the tape.
/// </remarks>
internal sealed partial class CopySimulation : IDisposable
{
    private const int TapeBlock = 96;
    private const int DiskBlock = 16;

    private static readonly TapeFault[] Faults =
        [TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost, TapeFault.Deferred, TapeFault.Deferred];

    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly CopyLab _lab;
    private readonly List<MemoryTape> _media = [];
    private readonly List<SimulatedCopy> _copies = [];
    private readonly Dictionary<CopyInitiator, int> _deferred = [];
    private readonly List<bool> _hasTapeFaults = [];
    private readonly bool _hasThreads;
    private readonly int _diskCount;
    private IReadOnlyList<SimulatedCopy> _plans = [];
    private bool _areFaultsOff;
    private readonly bool _hasDiskFaults;
    private int _idleRounds;

    public CopySimulation(int seed, bool hasThreads = false)
    {
        _hasThreads = hasThreads;
        _random = new Random(seed);
        _lab = new CopyLab(hasThreads, seed, new CopyManagerOptions
        {
            ReadLength = 64,
            LowWaterLength = 32,
            BufferCount = 1 + _random.Next(6),
            MaximumRunningCopies = 1 + _random.Next(8),
            GoodMeansOnMedium = _random.Next(4) == 0,
            TimeProvider = hasThreads ? TimeProvider.System : _time,
            AuthorizeLogAccess = NoteSession,
        });
        _hasDiskFaults = _random.Next(3) == 0;
        _diskCount = 1 + _random.Next(3);
        for (int disk = 0; disk < _diskCount; disk++)
        {
            int diskSeed = _random.Next();
            _lab.AddDisk(40, inner => _hasDiskFaults ? FaultyStorage.Seeded(inner, diskSeed, 0.03, new StorageFault(StorageCondition.MediumError), new StorageFault(StorageCondition.NotReady), new StorageFault(StorageCondition.ReservationConflict)) : inner, DiskBlock);
        }

        for (int target = 0; target < _targets.Length; target++)
        {
            _targets[target] = _lab.AddDisk(256, blockLength: DiskBlock);
        }

        int tapes = 1 + _random.Next(2);
        for (int tape = 0; tape < tapes; tape++)
        {
            AddTape();
        }
    }

    /// <summary>Runs everything to its end and checks every claim. Throws what is wrong.</summary>
    public void Run()
    {
        int count = 2 + _random.Next(15);
        List<SimulatedCopy> plans = Enumerable.Range(0, count).Select(Plan).ToList();
        _plans = plans;
        int next = 0;
        while (next < plans.Count || _lab.Manager.RunningCount + _lab.Manager.WaitingCount > 0)
        {
            if (next < plans.Count && _random.Next(12) == 0)
            {
                Submit(plans[next]);
                next += plans[next].Task is null ? 0 : 1;
            }

            Step(hasMore: next < plans.Count);
            if (_random.Next(400) == 0)
            {
                Disturb();
            }
        }

        Check();
        RestoreAll();
    }

    public void Dispose() => _lab.Dispose();

    private void AddTape()
    {
        var medium = new MemoryTape(new MemoryTapeOptions
        {
            BufferSizeObjects = 1 + _random.Next(12),
            BufferReport = _random.Next(2) == 0 ? MemoryTapeBufferReport.Truthful : MemoryTapeBufferReport.Unknown,
            CapacityBytes = _random.Next(4) == 0 ? 3000 + _random.Next(6000) : 1 << 20,
            EarlyWarningBytes = 1500,
        });
        _media.Add(medium);
        double chance = _random.Next(3) == 0 ? 0 : 0.02 * _random.NextDouble();
        var random = new Random(_random.Next());
        var tape = new FaultyTape(medium, _ => !_areFaultsOff && random.NextDouble() < chance ? Faults[random.Next(Faults.Length)] : null, _random.Next());
        _hasTapeFaults.Add(chance > 0);
        CopyTapeOptions options = CopyLab.SmallTape();
        options.MaximumBlockLength = TapeBlock;
        options.BlockCount = 32;
        options.KeepsChecksums = _random.Next(3) != 0;
        options.CopiesLogAtEndOfMedium = _random.Next(2) == 0;
        options.CheckpointBytes = 500 + _random.Next(5000);
        options.DrainPolicy = _random.Next(3) switch
        {
            0 => DrainPolicy.ArrivalOrder,
            1 => DrainPolicy.RoundRobin(200),
            _ => DrainPolicy.LongRuns(300, TimeSpan.FromMilliseconds(50)),
        };
        _lab.AddTape(tape, options);
    }

    private SimulatedCopy Plan(int number)
    {
        CopyInitiator host = CopyLab.Host(_random.Next(3));
        int tape = _random.Next(_media.Count);
        return new SimulatedCopy(_random, host, (uint)number + 1, tape, CopyLab.FirstTape + tape, [.. _lab.Contents.Take(_diskCount)]);
    }

    private void Submit(SimulatedCopy copy)
    {
        Task<CopyCommandResult> task = _lab.Start(copy.Host, copy.List);
        if (task.IsCompleted && IsToldOfOther(copy.Host, task.Result))
        {
            return; // Told of an earlier command or of a reset; this one has not begun.
        }

        lock (_copies)
        {
            copy.Task = task;
            _copies.Add(copy);
        }
    }

    private bool IsToldOfOther(CopyInitiator host, CopyCommandResult result)
    {
        if (result.Sense.IsDeferred)
        {
            lock (_deferred)
            {
                _deferred[host] = _deferred.TryGetValue(host, out int count) ? count + 1 : 1;
            }
        }

        return result.Sense.IsDeferred || result.Sense.Key == SenseKey.UnitAttention;
    }

    private void Step(bool hasMore)
    {
        IReadOnlyList<CopyOperation> running = _lab.Manager.Running;
        IReadOnlyList<CopyDrive> drives = _lab.Manager.Drives;
        int choice = _random.Next(running.Count + drives.Count);
        bool isIdle = true;
        if (choice < running.Count)
        {
            CopyStepType type = running[choice].Step().Type;
            isIdle = type == CopyStepType.Waiting;
            if (type == CopyStepType.Done)
            {
                NoteBytes(running[choice].Record);
                _lab.Manager.NoteEnd(running[choice]);
            }

            NoteSessions();
        }
        else if (drives[choice - running.Count].Session is { } session)
        {
            isIdle = session.Loop.Step().Type is DrainStepType.Idle or DrainStepType.Finished;
        }

        LookAtRestores();
        _idleRounds = isIdle ? _idleRounds + 1 : 0;
        if (_idleRounds > 200)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100)); // All wait: for each other, if time does not help.
        }

        if (_idleRounds > 20_000 && !hasMore)
        {
            throw new InvalidOperationException("Everybody waits: " + _lab.Manager.RunningCount + " run, " + _lab.Manager.WaitingCount + " wait.");
        }
    }

    private void NoteBytes(CopyRecord record)
    {
        foreach (SimulatedCopy copy in _copies.Where(copy => copy.Host == record.Initiator && copy.ListIdentifier == record.ListIdentifier))
        {
            copy.BytesAtAnswer = record.WrittenBytes;
        }
    }

    public static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
