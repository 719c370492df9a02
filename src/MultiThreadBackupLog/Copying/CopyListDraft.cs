using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>A list while it grows, and what still fits into it.</summary>
internal sealed class CopyListDraft
{
    private readonly CopyListRules _rules;
    private readonly CopyListDevice _tape;
    private readonly CopyParameterListHeader _header;
    private readonly List<CopyListStep> _steps = [];
    private readonly List<CopyListDevice> _disks = [];
    private int _segmentBytes;
    private int _cscdBytes;
    private long _heldBytes;

    public CopyListDraft(CopyListRules rules, CopyListDevice tape, CopyParameterListHeader header)
    {
        _rules = rules;
        _tape = tape;
        _header = header;
        _cscdBytes = tape.Descriptor.Length;
    }

    public int StepCount => _steps.Count;

    /// <summary>Gets how many steps only bring the tape to the list's first data.</summary>
    public int OpeningCount { get; private set; }

    /// <summary>Gets how many steps there are up to the last place where the list may end without a residue; 0 when there is none behind the opening.</summary>
    public int EdgeCount { get; private set; }

    public CopyListStep Last => _steps[_steps.Count - 1];

    /// <summary>Adds what brings the tape to the first data.</summary>
    /// <exception cref="CopyListException">Not even that fits.</exception>
    public void Open(IEnumerable<CopyListStep> opening)
    {
        foreach (CopyListStep step in opening)
        {
            if (!TryAdd(step, isEdge: false))
            {
                throw TooSmall();
            }
        }

        OpeningCount = _steps.Count;
    }

    public bool TryAdd(CopyListStep step, bool isEdge)
    {
        bool isNewDisk = step.Disk is not null && !_disks.Contains(step.Disk);
        int cscdBytes = _cscdBytes + (isNewDisk ? step.Disk!.Descriptor.Length : 0);
        int segmentBytes = _segmentBytes + step.EncodedLength;
        OperatingParameters limits = _rules.Parameters;
        long heldBytes = _heldBytes + (step.Type == CopyListStepType.Hold ? step.ByteCount : 0);
        if (_steps.Count + 1 > limits.MaximumSegmentDescriptorCount
            || 1 + _disks.Count + (isNewDisk ? 1 : 0) > limits.MaximumCscdDescriptorCount
            || (long)cscdBytes + segmentBytes > limits.MaximumDescriptorListLengthBytes
            || (_header.Format == ListIdentifierFormat.Lid4 && segmentBytes > ushort.MaxValue)
            || cscdBytes > ushort.MaxValue
            || heldBytes > limits.HeldDataLimitBytes)
        {
            return false;
        }

        if (isNewDisk)
        {
            _disks.Add(step.Disk!);
        }

        (_cscdBytes, _segmentBytes, _heldBytes) = (cscdBytes, segmentBytes, heldBytes);
        _steps.Add(step);
        EdgeCount = isEdge ? _steps.Count : EdgeCount;
        return true;
    }

    /// <summary>Takes back what stands behind the last edge, to go into the next list.</summary>
    public List<CopyListStep> CutAtEdge()
    {
        List<CopyListStep> taken = _steps.GetRange(EdgeCount, _steps.Count - EdgeCount);
        _steps.RemoveRange(EdgeCount, taken.Count);
        _disks.RemoveAll(disk => !_steps.Any(step => disk.Equals(step.Disk)));
        return taken;
    }

    public CopyList Complete(int index, int partition, long? beginObject)
    {
        var bytes = new byte[_header.EncodedLength + _tape.Descriptor.Length + _disks.Sum(d => d.Descriptor.Length) + _steps.Sum(s => s.EncodedLength)];
        var writer = new CopyParameterListWriter(bytes, _header);
        ushort tapeIndex = writer.AddCscdDescriptor(_tape.Descriptor.Span);
        var diskIndexes = new Dictionary<CopyListDevice, ushort>();
        foreach (CopyListDevice disk in _disks)
        {
            diskIndexes.Add(disk, writer.AddCscdDescriptor(disk.Descriptor.Span));
        }

        foreach (CopyListStep step in _steps)
        {
            bool isAdded = writer.TryAddSegment(step.Encode(tapeIndex, step.Disk is null ? (ushort)0 : diskIndexes[step.Disk]));
            Guard.Invariant(isAdded, "A segment that was counted fits.");
        }

        Guard.Invariant(writer.Complete() == bytes.Length, "A list is as long as was counted.");
        CopyParameterListReader reader = CopyParameterListReader.Parse(bytes, _header.Format);
        return _rules.Parameters.TryValidate(reader, out ParseFault fault)
            ? new CopyList(bytes, _disks.ToArray(), beginObject is { } begin ? new TapePosition(partition, begin) : null, new TapePosition(partition, Last.DeviceObject))
            {
                Index = index,
                Format = _header.Format,
                SegmentCount = _steps.Count,
                DiskBytes = _steps.Where(s => s.Disk is not null).Sum(s => s.ByteCount),
                HeldBytes = _steps.Where(s => s.Type == CopyListStepType.Hold).Sum(s => s.ByteCount),
                DiscardedBytes = _steps.Where(s => s.Type == CopyListStepType.Discard).Sum(s => s.ByteCount),
            }
            : throw new CopyListException("The copy manager would refuse the list: " + fault);
    }

    /// <summary>Makes the error for limits that leave no room for a single piece of data.</summary>
    public static CopyListException TooSmall() => new(
        "The copy manager's limits leave no room in a list for a move of the tape, the rest of a tape block, and one segment with data.");
}
