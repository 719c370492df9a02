using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Multiplexing;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A whole copy manager with faults of disks and tapes, stepped from one number: the same seed is the same run.</summary>
/// <remarks>
/// Each command writes to a stream of its own, so what the tape holds of it is a prefix of what the naive model says it writes. Every claim of the answers
/// is held against that: outcome, segment, residual, count, who was told of a loss, and the log against the tape.
/// </remarks>
internal sealed class CopySimulation : IDisposable
{
    private const int TapeBlock = 96;

    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly CopyLab _lab;
    private readonly List<MemoryTape> _media = [];
    private readonly List<SimulatedCopy> _copies = [];
    private readonly Dictionary<CopyInitiator, int> _deferred = [];
    private readonly List<(CopyInitiator Host, Task<CopyCommandResult> Task)> _others = [];
    private readonly bool _hasDiskFaults;
    private int _idleRounds;

    public CopySimulation(int seed)
    {
        _random = new Random(seed);
        _lab = new CopyLab(hasThreads: false, seed, new CopyManagerOptions
        {
            ReadLength = 64,
            LowWaterLength = 32,
            BufferCount = 1 + _random.Next(6),
            MaximumRunningCopies = 1 + _random.Next(8),
            GoodMeansOnMedium = _random.Next(4) == 0,
            TimeProvider = _time,
        });
        _hasDiskFaults = _random.Next(3) == 0;
        int disks = 1 + _random.Next(3);
        for (int disk = 0; disk < disks; disk++)
        {
            int diskSeed = _random.Next();
            _lab.AddDisk(40, inner => _hasDiskFaults ? FaultyStorage.Seeded(inner, diskSeed, 0.03, new StorageFault(StorageCondition.MediumError)) : inner, 16);
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
        FaultyTape tape = FaultyTape.Seeded(
            medium, _random.Next(), chance, TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.CommandLost, TapeFault.AnswerLost, TapeFault.Deferred, TapeFault.Deferred);
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
        return new SimulatedCopy(_random, host, (uint)number + 1, tape, CopyLab.FirstTape + tape, _lab.Contents);
    }

    private void Submit(SimulatedCopy copy)
    {
        Task<CopyCommandResult> task = _lab.Start(copy.Host, copy.List);
        if (task.IsCompleted && task.Result.Sense.IsDeferred)
        {
            CountDeferred(copy.Host);
            return; // Told of an earlier command; this one has not begun.
        }

        copy.Task = task;
        _copies.Add(copy);
    }

    private void CountDeferred(CopyInitiator host) => _deferred[host] = _deferred.TryGetValue(host, out int count) ? count + 1 : 1;

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
        }
        else if (drives[choice - running.Count].Session is { } session)
        {
            isIdle = session.Loop.Step().Type is DrainStepType.Idle or DrainStepType.Finished;
        }

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

    private void Disturb()
    {
        SimulatedCopy? copy = _copies.Count == 0 ? null : _copies[_random.Next(_copies.Count)];
        switch (_random.Next(5))
        {
            case 0 when copy is not null && !copy.Task!.IsCompleted:
                var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
                new CopyOperationAbortCommand(copy.ListIdentifier).Write(cdb);
                CopyCommandResult abort = _lab.Manager.ExecuteAsync(copy.Host, cdb).GetAwaiter().GetResult();
                if (abort.Sense.IsDeferred)
                {
                    CountDeferred(copy.Host);
                }
                else
                {
                    copy.IsAborted = true;
                }

                break;
            case 1:
                _lab.Manager.ReportTapeMoved(_lab.Tapes[_random.Next(_lab.Tapes.Count)]);
                break;
            case 2:
                _time.Advance(TimeSpan.FromSeconds(40)); // Idle: the next write looks first.
                break;
            case 3:
                var retrieve = new byte[WriteLogCommand.EncodedLength];
                CopyInitiator host = CopyLab.Host(_random.Next(3));
                WriteLogCommand.Retrieve(0, 500, (byte)(_media.Count == 1 ? 0 : 1)).Write(retrieve);
                if (_lab.Manager.ExecuteAsync(host, retrieve).GetAwaiter().GetResult().Sense.IsDeferred)
                {
                    CountDeferred(host);
                }

                break;
            default:
                break;
        }
    }

    private void Check()
    {
        var told = new Dictionary<CopyInitiator, int>();
        for (int tape = 0; tape < _media.Count; tape++)
        {
            CheckTape(tape); // Its last synchronisation may bring losses of its own.
        }

        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct())
        {
            DrainDeferred(host);
        }

        foreach (SimulatedCopy copy in _copies)
        {
            CopyCommandResult answer = _lab.Receive(copy.Host, ReceiveCopyResultsAction.CopyStatus, copy.ListIdentifier);
            CopyStatusData status = CopyStatusData.Parse(answer.DataIn.Span);
            copy.Check(status, _hasDiskFaults, !_lab.Manager.Drives[copy.Tape].IsLogOpen);
            if (copy.IsLostLater)
            {
                told[copy.Host] = told.TryGetValue(copy.Host, out int count) ? count + 1 : 1;
            }
        }

        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct())
        {
            int expected = told.TryGetValue(host, out int lost) ? lost : 0;
            int actual = _deferred.TryGetValue(host, out int count) ? count : 0;
            Demand(expected == actual, host + " lost " + expected + " copies after GOOD and was told of " + actual);
        }
    }

    private void DrainDeferred(CopyInitiator host)
    {
        while (_lab.Receive(host, ReceiveCopyResultsAction.OperatingParameters, 0).Sense.IsDeferred)
        {
            CountDeferred(host);
        }
    }

    // The log, object by object, against what the medium holds.
    private void CheckTape(int tape)
    {
        CopyDrive drive = _lab.Manager.Drives[tape];
        if (drive.Session is not { } session)
        {
            return;
        }

        if (drive.IsLogOpen)
        {
            Task flushed = session.CheckpointAsync();
            while (!flushed.IsCompleted)
            {
                session.Loop.Step();
            }

            if (flushed.IsCompletedSuccessfully)
            {
                session.Log.Publish();
            }
        }

        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        MemoryTape medium = _media[tape];
        var blocks = new Dictionary<StreamId, int>();
        foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier))
        {
            for (long i = 0; i < extent.ObjectCount; i++)
            {
                long number = extent.FirstLogicalObjectIdentifier + i;
                byte[]? onTape = medium.PeekRecordedObject(number);
                if (extent.Type == TapeExtentType.Filemarks)
                {
                    Demand(onTape is null, "object " + number + " is no filemark");
                }
                else if (extent.Type == TapeExtentType.Run)
                {
                    SimulatedCopy copy = CopyOf(index, extent.Stream!.Value, tape);
                    int block = blocks.TryGetValue(extent.Stream.Value, out int seen) ? seen : 0;
                    blocks[extent.Stream.Value] = block + 1;
                    Demand(onTape is not null && block < copy.Blocks.Count && onTape.AsSpan().SequenceEqual(copy.Blocks[block]), "object " + number + " is not block " + block + " of copy " + copy.ListIdentifier);
                }
            }
        }

        foreach (WriteLogStream stream in index.Streams)
        {
            SimulatedCopy copy = CopyOf(index, stream.Id, tape);
            Demand(stream.FilemarkCount <= copy.FilemarkCount, "stream " + stream.Id + " has more filemarks than its copy");
            copy.BlocksOnTape = stream.BlockCount;
            copy.BytesOnTape = stream.ByteCount;
            copy.FilemarksOnTape = stream.FilemarkCount;
        }
    }

    private SimulatedCopy CopyOf(WriteLogIndex index, StreamId stream, int tape)
    {
        StreamDescription description = index.Streams.Single(candidate => candidate.Id == stream).Description;
        return _copies.Single(copy => copy.Tape == tape && copy.ListIdentifier == description.ListIdentifier && copy.Host.PortName == description.HostIdentifier);
    }

    public static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
