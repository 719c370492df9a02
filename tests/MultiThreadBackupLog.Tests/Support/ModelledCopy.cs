using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>What a list of one disk and one tape writes by the naive model, segment by segment.</summary>
internal sealed class ModelledCopy
{
    private const int Disk = 0;
    private const int Tape = 100;

    /// <summary>Runs the model.</summary>
    /// <param name="content">The disk.</param>
    /// <param name="blockLength">The length of its blocks.</param>
    /// <param name="segments">The segments; their source is CSCD 0, their destination CSCD 1, a tape with PAD 1.</param>
    /// <param name="inline">The inline data.</param>
    public ModelledCopy(byte[] content, int blockLength, IReadOnlyList<byte[]> segments, byte[] inline)
    {
        using var medium = new MemoryTape();
        using var disk = new MemoryStorage(blockLength, [.. content]);
        var model = new NaiveCopyManager { Parameters = new CopyManagerOptions().OperatingParameters };
        model.Add(new IdentificationCscdDescriptor(CscdDevice.Disk(blockLength), 1, 3, ListBuilder.Designator(Disk)), disk);
        model.Add(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(Tape)), medium);
        model.AfterSegment = (_, residue) =>
        {
            ObjectsAfter.Add(Count(medium));
            ResidueAfter.Add(residue);
        };
        var list = new ListBuilder();
        list.Add(Disk, CscdDevice.Disk(blockLength));
        list.Add(Tape, CscdDevice.Tape(pad: true));
        foreach (byte[] segment in segments)
        {
            list.Then(segment);
        }

        NaiveCopyOutcome outcome = model.Execute(list.Inline(inline).Build());
        if (!outcome.IsGood)
        {
            throw new InvalidOperationException("The model refuses the list of a test: " + outcome);
        }

        Objects = [.. Enumerable.Range(0, Count(medium)).Select(number => medium.PeekRecordedObject(number))];
        HeldData = outcome.HeldData;
    }

    /// <summary>Gets the blocks in order; null is a filemark.</summary>
    public List<byte[]?> Objects { get; }

    /// <summary>Gets how many objects there are after each segment.</summary>
    public List<int> ObjectsAfter { get; } = [];

    /// <summary>Gets how many bytes each segment leaves to the next.</summary>
    public List<int> ResidueAfter { get; } = [];

    /// <summary>Gets what is held for the initiator.</summary>
    public byte[] HeldData { get; }

    private static int Count(MemoryTape medium)
    {
        medium.WriteFilemarks(0, isImmediate: false);
        return (int)medium.CountRecordedObjects();
    }
}
