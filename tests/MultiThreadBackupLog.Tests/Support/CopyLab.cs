using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A copy manager with disks (devices 0, 1, ...) and tapes (devices 100, 101, ...), either with its own threads or stepped by a test.</summary>
internal sealed class CopyLab : IDisposable
{
    public const int FirstTape = 100;
    public const int DiskBlock = 512;
    public const int TapeBlock = 4096;

    private readonly Random _random;
    private readonly bool _hasThreads;

    public CopyLab(bool hasThreads, int seed = 1, CopyManagerOptions? options = null)
    {
        _random = new Random(seed);
        _hasThreads = hasThreads;
        Manager = new CopyManager(options, startsThreads: hasThreads);
    }

    public CopyManager Manager { get; }

    public List<MemoryStorage> Disks { get; } = [];

    public List<byte[]> Contents { get; } = [];

    public List<SequentialDevice> Tapes { get; } = [];

    public static CopyInitiator Host(int number = 0) => new("iqn.2026-03.example:host" + number);

    public static CopyTapeOptions SmallTape() => new()
    {
        MaximumBlockLength = 8192,
        BlockCount = 64,
        MaximumStreams = 16,
        TimeResolution = TimeSpan.Zero,
    };

    public int AddDisk(int blocks, Func<BlockStorage, BlockStorage>? wrap = null, int blockLength = DiskBlock)
    {
        var content = new byte[blocks * blockLength];
        _random.NextBytes(content);
        var disk = new MemoryStorage(blockLength, content);
        Manager.RegisterDisk(wrap?.Invoke(disk) ?? disk, ListBuilder.Name(Disks.Count));
        Disks.Add(disk);
        Contents.Add(content);
        return Disks.Count - 1;
    }

    public int AddTape(SequentialDevice tape, CopyTapeOptions? options = null)
    {
        Tapes.Add(tape);
        Manager.RegisterTape(tape, options ?? SmallTape(), ListBuilder.Name(FirstTape + Tapes.Count - 1));
        return FirstTape + Tapes.Count - 1;
    }

    public byte[] DiskBytes(int disk)
    {
        var bytes = new byte[Contents[disk].Length];
        Disks[disk].Read(0, bytes);
        return bytes;
    }

    public Task<CopyCommandResult> Start(CopyInitiator host, ListBuilder list)
    {
        byte[] bytes = list.Build();
        return Manager.ExecuteAsync(host, list.Cdb(), bytes);
    }

    /// <summary>Executes a list, alone.</summary>
    public CopyCommandResult Run(CopyInitiator host, ListBuilder list) => Finish(Start(host, list));

    public CopyCommandResult Receive(CopyInitiator host, ReceiveCopyResultsAction action, uint listIdentifier, uint allocationLength = 1 << 20)
    {
        var cdb = new byte[ReceiveCopyResultsCommand.EncodedLength];
        new ReceiveCopyResultsCommand(action, listIdentifier, allocationLength).Write(cdb);
        return Finish(Manager.ExecuteAsync(host, cdb));
    }

    public CopyCommandResult Command(CopyInitiator host, WriteLogCommand command, byte[]? dataOut = null)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        return Finish(Manager.ExecuteAsync(host, cdb, dataOut));
    }

    /// <summary>Clears the log that is current now, as a host that has just asked which it is.</summary>
    public CopyCommandResult Clear(CopyInitiator host, bool force = false, int tape = 0)
    {
        byte device = (byte)(Tapes.Count == 1 ? 0 : tape + 1);
        return Command(host, WriteLogCommand.Clear(force, device), Identity(Manager.Drives[tape].Describe().LogIdentifier));
    }

    /// <summary>Gives the data-out of a command that names a log.</summary>
    public static byte[] Identity(Guid logIdentifier)
    {
        var bytes = new byte[WriteLogIdentity.EncodedLength];
        new WriteLogIdentity(logIdentifier).Write(bytes);
        return bytes;
    }

    /// <summary>Fetches the log of a tape in pieces, as a host does.</summary>
    public byte[] RetrieveLog(CopyInitiator host, int tape = 0, int pieceBytes = 1000)
    {
        var log = new List<byte>();
        Guid? identifier = null;
        while (true)
        {
            byte device = (byte)(Tapes.Count == 1 ? 0 : tape + 1);
            CopyCommandResult result = Command(host, WriteLogCommand.Retrieve((ulong)log.Count, (uint)pieceBytes, device));
            WriteLogRetrieveHeader header = WriteLogRetrieveHeader.Parse(result.DataIn.Span);
            if (identifier is { } first && first != header.LogIdentifier)
            {
                log.Clear(); // It was replaced; what came is the begin of another log.
                identifier = null;
                continue;
            }

            identifier = header.LogIdentifier;
            log.AddRange(result.DataIn.Slice(WriteLogRetrieveHeader.EncodedLength).ToArray());
            if (header.DataLengthBytes == 0)
            {
                return log.ToArray();
            }
        }
    }

    public WriteLogIndex Index(CopyInitiator host, int tape = 0) => WriteLogIndex.Build(new WriteLogSnapshot(RetrieveLog(host, tape)));

    public CopyCommandResult Finish(Task<CopyCommandResult> task)
    {
        if (!_hasThreads)
        {
            StepUntil(() => task.IsCompleted || (Manager.RunningCount == 0 && Manager.WaitingCount == 0));
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Steps everything in turn until something is so.</summary>
    public void StepUntil(Func<bool> isDone, int maximumSteps = 5_000_000)
    {
        for (int step = 0; !isDone(); step++)
        {
            if (step > maximumSteps)
            {
                throw new InvalidOperationException("Nothing comes to an end.");
            }

            StepAll();
        }
    }

    public void StepAll()
    {
        foreach (CopyOperation operation in Manager.Running)
        {
            if (operation.Step().Type == CopyStepType.Done)
            {
                Manager.NoteEnd(operation);
            }
        }

        foreach (CopyDrive drive in Manager.Drives)
        {
            drive.Session?.Loop.Step();
        }
    }

    /// <summary>Builds a list that copies a disk's first blocks to a tape.</summary>
    public static ListBuilder Backup(int disk, int tape, int blocks, uint listIdentifier = 1, int firstBlock = 0, bool pad = true, byte usage = 0)
    {
        var list = new ListBuilder(listIdentifier, usage: usage);
        ushort source = list.Add(disk, CscdDevice.Disk(DiskBlock));
        ushort destination = list.Add(tape, CscdDevice.Tape(pad: pad));
        for (int first = 0; first < blocks; first += 64)
        {
            list.Then(new BlockToStreamSegment(source, destination, TapeBlock, (ushort)Math.Min(64, blocks - first), (ulong)(firstBlock + first)));
        }

        return list;
    }

    public void Dispose() => Manager.Dispose();
}
