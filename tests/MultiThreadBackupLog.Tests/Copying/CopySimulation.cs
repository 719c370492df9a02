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
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A whole copy manager with faults of disks and tapes, stepped from one number: the same seed is the same run.</summary>
/// <remarks>
/// <para>
/// What a tape holds of a command is a beginning of what the naive model says it writes. Every claim is held against that twice: when a command is
/// answered, against what the log has at that moment, and in the end against the medium, object by object, for what was lost later.
/// </para>
/// <para>Parts: the events (<c>.Events</c>), the answers as they come (<c>.Answers</c>), the end (<c>.Checks</c>, <c>.Tapes</c>), the restores.</para>
/// </remarks>
internal sealed partial class CopySimulation : IDisposable
{
    private const int TapeBlock = 96;
    private const int DiskBlock = 16;

    private static readonly TapeFault[] Faults =
        [TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost, TapeFault.Deferred, TapeFault.Deferred, TapeFault.EarlyWarning];

    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly CopyLab _lab;
    private readonly List<MemoryTape> _media = [];
    private readonly List<SimulatedCopy> _copies = [];
    private readonly List<bool> _hasTapeFaults = [];
    private readonly List<bool> _isSmall = [];
    private readonly List<bool> _hasWarning = [];
    private readonly bool _hasThreads;
    private readonly bool _goodMeansOnMedium;
    private readonly int _diskCount;
    private IReadOnlyList<SimulatedCopy> _plans = [];
    private bool _areFaultsOff;
    private readonly bool _hasDiskFaults;
    private SimulatedCopy? _stepping;
    private int _idleRounds;
    private bool _isInUse;

    public CopySimulation(int seed, bool hasThreads = false)
    {
        _hasThreads = hasThreads;
        _random = new Random(seed);
        _goodMeansOnMedium = _random.Next(4) == 0;
        _lab = new CopyLab(hasThreads, seed, new CopyManagerOptions
        {
            OperatingParameters = new OperatingParameters { MaximumSegmentDescriptorCount = (ushort)(14 + _random.Next(20)) },
            ReadLength = 64,
            LowWaterLength = 32,
            BufferCount = 1 + _random.Next(6),
            MaximumRunningCopies = 1 + _random.Next(8),
            GoodMeansOnMedium = _goodMeansOnMedium,
            TimeProvider = hasThreads ? TimeProvider.System : _time,
            AuthorizeLogAccess = NoteSession,
        });
        _hasDiskFaults = _random.Next(3) == 0;
        _diskCount = 1 + _random.Next(3);
        for (int disk = 0; disk < _diskCount; disk++)
        {
            int diskSeed = _random.Next();
            _lab.AddDisk(40, inner => _hasDiskFaults ? new FaultyStorage(inner, DrawFault, diskSeed) : inner, DiskBlock);
        }

        for (int target = 0; target < _targets.Length; target++)
        {
            _targets[target] = _lab.AddDisk(TargetBlocks, blockLength: DiskBlock);
        }

        int tapes = 1 + _random.Next(2);
        for (int tape = 0; tape < tapes; tape++)
        {
            AddTape();
        }
    }

    /// <summary>Gets what the runs met, to be held against what they must meet.</summary>
    public SortedDictionary<string, int> Met { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs everything to its end and checks every claim. Throws what is wrong.</summary>
    public void Run()
    {
        int count = 2 + _random.Next(15);
        var plans = new List<SimulatedCopy>();
        for (int number = 0; number < count; number++)
        {
            plans.Add(Plan(number, plans));
        }

        _plans = plans;
        int next = 0;
        while (next < plans.Count || _lab.Manager.RunningCount + _lab.Manager.WaitingCount > 0)
        {
            if (next < plans.Count && _random.Next(_isInUse ? 100 : 12) == 0)
            {
                _isInUse = false;
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
        bool isSmall = _random.Next(4) == 0;
        bool hasWarning = _random.Next(3) != 0;
        var medium = new MemoryTape(new MemoryTapeOptions
        {
            BufferSizeObjects = 1 + _random.Next(12),
            BufferReport = _random.Next(2) == 0 ? MemoryTapeBufferReport.Truthful : MemoryTapeBufferReport.Unknown,
            CapacityBytes = isSmall ? 3000 + _random.Next(6000) : 1 << 20,
            EarlyWarningBytes = hasWarning ? 1500 : 0,
        });
        if (isSmall && _random.Next(3) == 0)
        {
            medium.EndMediumAt(2000 + _random.Next(5000)); // Sooner than the drive believes: what it holds then is lost.
        }

        _media.Add(medium);
        double chance = _random.Next(3) == 0 ? 0 : 0.02 * _random.NextDouble();
        var random = new Random(_random.Next());
        var tape = new FaultyTape(medium, _ => !_areFaultsOff && random.NextDouble() < chance ? Faults[random.Next(Faults.Length)] : null, _random.Next());
        _hasTapeFaults.Add(chance > 0);
        _causes.Add([]);
        _isSmall.Add(isSmall);
        _hasWarning.Add(hasWarning);
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

    private SimulatedCopy Plan(int number) => Plan(number, []);

    // Now and then the identifier of one before, in the same form: what that one held is gone when this one is taken.
    private SimulatedCopy Plan(int number, IReadOnlyList<SimulatedCopy> earlier)
    {
        var kind = ListKind.Draw(_random, mayBeImmediate: !_hasThreads);
        CopyInitiator host = kind.HasIdentifier ? CopyLab.Host(_random.Next(3)) : CopyLab.Host(100 + number);
        int tape = _random.Next(_media.Count);
        int disk = _random.Next(_diskCount);
        var identifier = (uint)number + 1;
        SimulatedCopy[] alike = [.. earlier.Where(copy => copy.Kind.HasIdentifier && copy.Host == host && copy.Kind.Format == kind.Format)];
        if (kind.HasIdentifier && alike.Length > 0 && _random.Next(8) == 0)
        {
            identifier = alike[_random.Next(alike.Length)].ListIdentifier;
        }

        return new SimulatedCopy(_random, host, identifier, tape, disk, _lab.Contents[disk], kind);
    }

    private void Submit(SimulatedCopy copy)
    {
        Task<CopyCommandResult> task = _lab.Start(copy.Host, copy.List);
        if (task.IsCompleted && IsToldOfOther(copy.Host, task.Result))
        {
            return; // Told of an earlier command or of a reset; this one has not begun.
        }

        if (IsRefusedAsDuplicate(copy, task))
        {
            return;
        }

        lock (_copies)
        {
            foreach (SimulatedCopy before in _copies.Where(before => copy.Kind.HasIdentifier && before.Host == copy.Host && before.ListIdentifier == copy.ListIdentifier))
            {
                before.IsForgotten = true;
                Count("identifier reused");
            }

            copy.Task = task;
            copy.Age = _copies.Count;
            _copies.Add(copy);
        }

        Count(copy.Kind.Format == ListIdentifierFormat.Lid4 ? "LID4" : "LID1");
        Count(copy.Kind.IsImmediate ? "IMMED" : !copy.Kind.HasIdentifier ? "no identifier" : copy.Kind.HoldsData ? "held data kept" : "held data discarded");
    }

    private bool IsRefusedAsDuplicate(SimulatedCopy copy, Task<CopyCommandResult> task)
    {
        if (!task.IsCompleted || task.Result.IsGood || task.Result.Sense.Code != SenseCode.OperationInProgress)
        {
            return false;
        }

        Demand(
            _copies.Any(before => before.Host == copy.Host && before.ListIdentifier == copy.ListIdentifier && !before.HasEnded),
            copy + " is refused, and its identifier is free");
        Count("identifier in use");
        _isInUse = true;
        return true;
    }

    private StorageFault? DrawFault(StorageOperation operation, Random random)
    {
        if (random.NextDouble() >= 0.03)
        {
            return null;
        }

        StorageFault fault = random.Next(4) switch
        {
            0 => new StorageFault(StorageCondition.NotReady),
            1 => new StorageFault(StorageCondition.ReservationConflict),
            2 => new StorageFault(StorageCondition.MediumError, StorageFaultPlace.Within),
            _ => new StorageFault(StorageCondition.MediumError),
        };
        if (operation is { Kind: StorageOperationKind.Read, BlockCount: 1 } && _stepping is { } copy)
        {
            copy.DiskFault = (fault.Condition, operation.FirstBlock); // Of more blocks each is tried by itself.
        }

        return fault;
    }

    private void Step(bool hasMore)
    {
        IReadOnlyList<CopyOperation> running = _lab.Manager.Running;
        NoteBegun(running);
        IReadOnlyList<CopyDrive> drives = _lab.Manager.Drives;
        int choice = _random.Next(running.Count + drives.Count);
        bool isIdle = true;
        if (choice < running.Count)
        {
            CopyOperation operation = running[choice];
            _stepping = CopyOf(operation);
            CopyStepType type = operation.Step().Type;
            isIdle = type == CopyStepType.Waiting;
            NoteSessions();
            if (type == CopyStepType.Done)
            {
                _lab.Manager.NoteEnd(operation);
                NoteAnswer(operation);
            }

            _stepping = null;
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

    private void Count(string what)
    {
        if (!_hasThreads)
        {
            Met[what] = Met.TryGetValue(what, out int before) ? before + 1 : 1;
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
