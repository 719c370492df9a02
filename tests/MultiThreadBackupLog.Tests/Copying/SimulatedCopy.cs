using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>One command of a simulation: its list, what the model says it writes, and what its answers must agree with.</summary>
internal sealed class SimulatedCopy
{
    private readonly List<int> _objectsAfter = [0];
    private readonly List<bool> _isFilemark = [];
    private readonly int _transferLength;

    public SimulatedCopy(Random random, CopyInitiator host, uint listIdentifier, int tape, int tapeDevice, IReadOnlyList<byte[]> disks)
    {
        Host = host;
        ListIdentifier = listIdentifier;
        Tape = tape;
        List = new ListBuilder(listIdentifier, priority: (byte)random.Next(3));
        int disk = random.Next(disks.Count);
        ushort source = List.Add(disk, CscdDevice.Disk(16));
        ushort destination = List.Add(tapeDevice, CscdDevice.Tape(pad: true));
        _transferLength = 20 + random.Next(70);
        int segments = 1 + random.Next(5);
        var model = new NaiveCopyManager { Parameters = new CopyManagerOptions().OperatingParameters };
        var medium = new MemoryTape();
        model.Add(new IdentificationCscdDescriptor(CscdDevice.Disk(16), 1, 3, ListBuilder.Designator(disk)), new MemoryStorage(16, disks[disk]));
        model.Add(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(tapeDevice)), medium);
        for (int i = 0; i < segments; i++)
        {
            byte[] segment = Segment(random, source, destination);
            List.Then(segment);
            var alone = new ListBuilder();
            alone.Add(disk, CscdDevice.Disk(16));
            alone.Add(tapeDevice, CscdDevice.Tape(pad: true));
            CopySimulation.Demand(model.Execute(alone.Then(segment).Build()).IsGood, "the model refuses a segment of the simulation");
            medium.WriteFilemarks(0, isImmediate: false);
            _objectsAfter.Add((int)medium.CountRecordedObjects());
        }

        for (int i = 0; i < _objectsAfter[^1]; i++)
        {
            byte[]? block = medium.PeekRecordedObject(i);
            _isFilemark.Add(block is null);
            if (block is not null)
            {
                Blocks.Add(block);
            }
        }

        FilemarkCount = _isFilemark.Count(mark => mark);
    }

    public CopyInitiator Host { get; }

    public uint ListIdentifier { get; }

    public int Tape { get; }

    public ListBuilder List { get; }

    public List<byte[]> Blocks { get; } = [];

    public int FilemarkCount { get; }

    public Task<CopyCommandResult>? Task { get; set; }

    public bool IsAborted { get; set; }

    /// <summary>Gets or sets whether a reset or the loss of its nexus took its results away.</summary>
    public bool IsForgotten { get; set; }

    public long BlocksOnTape { get; set; }

    public long BytesOnTape { get; set; }

    /// <summary>Gets or sets what the command had written when it was answered; the tape may have lost some of it since.</summary>
    public long BytesAtAnswer { get; set; }

    public long FilemarksOnTape { get; set; }

    /// <summary>Gets whether the command was answered GOOD and the tape took something away afterwards.</summary>
    public bool IsLostLater => Task!.Result.IsGood && !IsWhole;

    private bool IsWhole => BlocksOnTape == Blocks.Count && FilemarksOnTape == FilemarkCount;

    /// <summary>Holds the answers against what the tape has.</summary>
    /// <param name="status">What COPY STATUS says.</param>
    /// <param name="hasFaults">Whether disks were made to fail, or something happened to the tape.</param>
    /// <param name="isLogEnded">Whether the tape's log has ended: where a segment's bytes came from could then no longer be recorded.</param>
    public void Check(CopyStatusData status, bool hasFaults, bool isLogEnded)
    {
        CopyCommandResult result = Task!.Result;
        string who = "copy " + ListIdentifier + " (" + BlocksOnTape + " of " + Blocks.Count + " blocks, " + FilemarksOnTape + " of " + FilemarkCount + " marks): " + result + ": ";
        CopySimulation.Demand(ObjectsOnTape() is not null, who + "blocks and marks are no beginning of the list");
        int onTape = ObjectsOnTape()!.Value;
        CopySimulation.Demand(
            status.Status == (result.IsGood && IsWhole ? CopyManagerStatus.Completed : CopyManagerStatus.CompletedWithErrors), who + "the status is " + status.Status);
        CopySimulation.Demand(status.TransferCount == BytesOnTape, who + "the transfer count is " + status.TransferCount + ", and the tape has " + BytesOnTape);
        if (result.IsGood)
        {
            return;
        }

        SenseData sense = result.Sense;
        CopySimulation.Demand(sense.Key == SenseKey.CopyAborted && !sense.IsDeferred, who + "it is no aborted copy");
        int segment = sense.SegmentNumber!.Value;
        bool isOfTape = sense.GetForwardedSense().Any(forwarded => forwarded.Source == ForwardedSenseSource.CopyDestination);
        CopySimulation.Demand(isOfTape || hasFaults || IsAborted, who + "nobody did anything to it");
        CopySimulation.Demand(!isOfTape || !IsWhole || isLogEnded, who + "the tape is said to have failed it, and has all of it");
        if (BytesAtAnswer != BytesOnTape || (FilemarkCount > 0 && FilemarksOnTape < FilemarkCount))
        {
            return; // What failed it was followed by a loss: its answer told of the first.
        }

        if (segment < _objectsAfter.Count - 1)
        {
            CopySimulation.Demand(
                onTape >= _objectsAfter[segment] && (onTape < _objectsAfter[segment + 1] || ((!isOfTape || isLogEnded) && onTape == _objectsAfter[segment + 1])),
                who + "segment " + segment + " goes from object " + _objectsAfter[segment] + " to " + _objectsAfter[segment + 1] + ", and " + onTape + " are there");
        }

        if (sense.Information is { } residual && segment < _objectsAfter.Count - 1)
        {
            CopySimulation.Demand(residual == (_objectsAfter[segment + 1] - onTape) * _transferLength, who + "the residual is " + residual);
        }
    }

    private int? ObjectsOnTape()
    {
        int blocks = 0;
        int marks = 0;
        int objects = 0;
        while (objects < _isFilemark.Count && (_isFilemark[objects] ? marks < FilemarksOnTape : blocks < BlocksOnTape))
        {
            marks += _isFilemark[objects] ? 1 : 0;
            blocks += _isFilemark[objects] ? 0 : 1;
            objects++;
        }

        return blocks == BlocksOnTape && marks == FilemarksOnTape ? objects : null;
    }

    private byte[] Segment(Random random, ushort source, ushort destination)
    {
        switch (random.Next(6))
        {
            case 0:
                return Encode(new WriteFilemarksSegment(destination, 1 + random.Next(2), random.Next(2) == 0));
            case 1:
                var data = new byte[1 + random.Next(100)];
                random.NextBytes(data);
                return Encode(new EmbeddedToStreamSegment(destination, _transferLength, data));
            case 2:
                return Encode(new BlockOffsetToStreamSegment(source, destination, _transferLength, (uint)random.Next(300), (ulong)random.Next(20), (ushort)random.Next(16)));
            default:
                return Encode(new BlockToStreamSegment(source, destination, _transferLength, (ushort)random.Next(20), (ulong)random.Next(20)));
        }
    }

    private static byte[] Encode<T>(T segment)
        where T : ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return bytes;
    }
}
