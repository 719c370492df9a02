using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A tape that several initiators wrote through the copy manager, and the ways to put back what it holds: they must leave the same disks.</summary>
/// <remarks>
/// What must be on the tape is worked out by the model, byte by byte with the place that it came from (<see cref="TracedCopy"/>); nothing of it is taken
/// from the log. The disks are filled before, so that a byte shows that was written and should not have been.
/// </remarks>
internal sealed partial class RestoreWays : IDisposable
{
    private const int DiskBlock = 128;
    private const int DiskBlocks = 200;
    private const int SourceCount = 2;

    private readonly Random _random;
    private readonly CopyLab _lab;
    private readonly MemoryTape _device;
    private readonly int _tape;
    private readonly int _scratch;
    private readonly List<WrittenStream> _streams = [];
    private readonly Dictionary<string, WrittenStream> _open = [];
    private readonly HashSet<CopyOperation> _begun = [];
    private readonly int[] _nextByte = new int[SourceCount];
    private List<DrawnCopy> _copies = [];
    private uint _lastIdentifier;

    public RestoreWays(int seed)
    {
        _random = new Random(seed);
        _lab = new CopyLab(hasThreads: false, seed, new CopyManagerOptions { ReadLength = 100 + _random.Next(1000), LowWaterLength = 50 });
        _device = new MemoryTape(new MemoryTapeOptions { BufferSizeObjects = 1 + _random.Next(12) });
        for (int foreign = _random.Next(3); foreign > 0; foreign--)
        {
            _device.WriteBlock(new byte[1 + _random.Next(50)]);
        }

        CopyTapeOptions options = CopyLab.SmallTape();
        options.CheckpointBytes = 1_000 + _random.Next(20_000);
        options.DriveModel = DrawModel();
        options.DrainPolicy = _random.Next(2) == 0 ? DrainPolicy.ArrivalOrder : DrainPolicy.RoundRobin(300);
        _tape = _lab.AddTape(_device, options);
        for (int disk = 0; disk < SourceCount; disk++)
        {
            _lab.AddDisk(DiskBlocks, blockLength: DiskBlock);
        }

        _scratch = _lab.AddDisk(2_000, blockLength: DiskBlock);
    }

    /// <summary>Gets what the runs met, to be held against what a test must meet.</summary>
    public SortedDictionary<string, int> Met { get; } = new(StringComparer.Ordinal);

    public void Dispose()
    {
        _lab.Dispose();
        _device.Dispose();
    }

    /// <summary>Has some initiators write, at the same time.</summary>
    public void BackUp()
    {
        _copies = [.. Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => Draw())];
        int next = 0;
        while (next < _copies.Count || _lab.Manager.RunningCount + _lab.Manager.WaitingCount > 0)
        {
            if (next < _copies.Count && _random.Next(20) == 0)
            {
                _copies[next].Task = _lab.Start(_copies[next].Host, _copies[next].List);
                next++;
            }

            NoteBegun();
            IReadOnlyList<CopyOperation> running = _lab.Manager.Running;
            int chosen = _random.Next(running.Count + 1);
            if (chosen == running.Count)
            {
                _lab.Manager.Drives[0].Session?.Loop.Step();
            }
            else if (running[chosen].Step().Type == CopyStepType.Done)
            {
                _lab.Manager.NoteEnd(running[chosen]);
            }
        }

        foreach (DrawnCopy copy in _copies)
        {
            Task<CopyCommandResult> task = copy.Task!;
            Assert.True(task.Result.IsGood, task.Result.ToString());
        }
    }

    /// <summary>Ends the log with a copy of it on the tape, or leaves it open.</summary>
    public void CloseSometimes()
    {
        if (_random.Next(3) == 0)
        {
            WriteLogCommand close = WriteLogCommand.CopyToMedium(close: true, immed: false, 0);
            Assert.True(_lab.Command(CopyLab.Host(), close).IsGood);
            _open.Clear();
            IsClosed = true;
        }
    }

    public bool IsClosed { get; private set; }

    // The order in which commands begin is the order of their blocks in a stream that they share: it has one writer at a time.
    private void NoteBegun()
    {
        foreach (CopyOperation operation in _lab.Manager.Running.Where(operation => _begun.Add(operation)))
        {
            Write(_copies.Single(copy => copy.Host == operation.Record.Initiator && copy.ListIdentifier == operation.Record.ListIdentifier));
        }
    }

    private void Write(DrawnCopy copy)
    {
        WrittenStream? stream = null;
        string application = string.Empty;
        bool attaches = false;
        for (int segment = 0; segment < copy.Segments.Count; segment++)
        {
            if (copy.Names.TryGetValue(segment, out (string Application, bool Attaches) name))
            {
                stream = null;
                (application, attaches) = name;
                int residue = segment == 0 ? 0 : copy.ResidueAfter[segment - 1];
                Count(residue > 0 ? "residue into another stream" : "stream named");
                continue;
            }

            stream ??= Open(copy, application, attaches);
            int before = segment == 0 ? 0 : copy.Traced.Model.ObjectsAfter[segment - 1];
            for (int number = before; number < copy.Traced.Model.ObjectsAfter[segment]; number++)
            {
                stream.Add(copy.Traced.Model.Objects[number], copy.Traced.Traces[number], copy.Disk);
            }
        }
    }

    private WrittenStream Open(DrawnCopy copy, string application, bool attaches)
    {
        if (application.Length > 0 && attaches && _open.TryGetValue(application, out WrittenStream? open))
        {
            Count("stream continued");
            return open;
        }

        var stream = new WrittenStream(copy.Host.PortName, copy.ListIdentifier, application);
        _streams.Add(stream);
        if (application.Length > 0)
        {
            _open[application] = stream;
        }

        return stream;
    }

    // The log's streams in the order of their ordinals are ours in the order in which they were opened, under each name.
    private Dictionary<StreamId, WrittenStream> Match(WriteLogIndex index)
    {
        var matched = new Dictionary<StreamId, WrittenStream>();
        foreach (WriteLogStream stream in index.Streams)
        {
            StreamDescription description = stream.Description;
            WrittenStream[] ours = [.. _streams.Where(candidate => candidate.Host == description.HostIdentifier
                && candidate.ListIdentifier == description.ListIdentifier && candidate.Application == description.ApplicationIdentifier)];
            WrittenStream written = ours[matched.Values.Count(ours.Contains)];
            Assert.Equal((written.Blocks.Count, written.FilemarkCount), (stream.BlockCount, stream.FilemarkCount));
            matched.Add(stream.Id, written);
        }

        Assert.Equal(_streams.Count, matched.Count);
        return matched;
    }

    private TapeDriveModel DrawModel() => _random.Next(4) switch
    {
        0 => TapeDriveModel.NoSeekCost,
        1 => TapeDriveModel.Lto8,
        _ => new TapeDriveModel("random", _random.Next(100, 2000), _random.NextDouble(), _random.Next(100, 5000), _random.NextDouble(), _random.Next(100, 5000), 10, 0),
    };

    private void Count(string what) => Met[what] = Met.TryGetValue(what, out int before) ? before + 1 : 1;

    /// <summary>What must be on the tape of one stream.</summary>
    private sealed class WrittenStream(string host, uint listIdentifier, string application)
    {
        public string Host { get; } = host;

        public uint ListIdentifier { get; } = listIdentifier;

        public string Application { get; } = application;

        public List<byte[]> Blocks { get; } = [];

        public List<int> FirstBytes { get; } = [];

        public List<byte> Bytes { get; } = [];

        /// <summary>Gets where each byte came from: a disk and a place, or what else it is.</summary>
        public List<(int Disk, int At)> Traces { get; } = [];

        public int FilemarkCount { get; private set; }

        public void Add(byte[]? block, int[]? traces, int disk)
        {
            if (block is null)
            {
                FilemarkCount++;
                return;
            }

            FirstBytes.Add(Bytes.Count);
            Blocks.Add(block);
            Bytes.AddRange(block);
            Traces.AddRange(traces!.Select(at => (disk, at)));
        }

        public int EndByte(long block) => block < FirstBytes.Count ? FirstBytes[(int)block] : Bytes.Count;
    }
}
