using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>One command of a simulation: its list, what the model says it writes, and what became of it.</summary>
/// <remarks>
/// Each part of it, that is what it writes to one stream, begins with a block that no other command writes: so what stands on a tape tells by itself
/// whose it is, also where commands share a stream.
/// </remarks>
internal sealed partial class SimulatedCopy
{
    private const int DiskBlock = 16;

    private readonly List<SimulatedSegment> _segments = [];
    private readonly ModelledCopy _model;
    private readonly List<int> _partOf = [];
    private readonly int[] _firstObjects;

    public SimulatedCopy(Random random, CopyInitiator host, uint listIdentifier, int tape, int disk, byte[] content, ListKind kind)
    {
        Host = host;
        Tape = tape;
        Disk = disk;
        Kind = kind;
        ListIdentifier = kind.HasIdentifier ? listIdentifier : 0;
        Priority = (byte)random.Next(3);
        int transfer = 20 + random.Next(70);
        for (int part = random.Next(3) == 0 ? 1 : 0; part >= 0; part--)
        {
            DrawPart(random, transfer, isLast: part == 0);
        }

        _model = new ModelledCopy(content, DiskBlock, [.. _segments.Select(segment => segment.Bytes)], []);
        for (int segment = 0; segment < _segments.Count; segment++)
        {
            _partOf.AddRange(Enumerable.Repeat(_segments[segment].Part, After(segment) - Before(segment)));
        }

        _firstObjects = [.. Enumerable.Range(0, Parts.Count).Select(part => _partOf.IndexOf(part))];
        List = new ListBuilder(ListIdentifier, kind.Format, Priority, kind.Usage, kind.IsImmediate);
        List.Add(disk, CscdDevice.Disk(DiskBlock));
        List.Add(CopyLab.FirstTape + tape, CscdDevice.Tape(pad: true));
        _segments.ForEach(segment => List.Then(segment.Bytes));
    }

    public CopyInitiator Host { get; }

    public uint ListIdentifier { get; }

    public int Tape { get; }

    public int Disk { get; }

    public ListKind Kind { get; }

    public byte Priority { get; }

    public ListBuilder List { get; }

    public List<SimulatedPart> Parts { get; } = [];

    /// <summary>Gets the place among the commands in the order in which they were taken; -1 before.</summary>
    public int Age { get; set; } = -1;

    /// <summary>Gets or sets the place among the commands in the order in which they began; -1 before.</summary>
    public int BeginOrder { get; set; } = -1;

    public Task<CopyCommandResult>? Task { get; set; }

    /// <summary>Gets or sets what it was aborted with, or null.</summary>
    public SenseCode? AbortCode { get; set; }

    /// <summary>Gets or sets whether a reset, the loss of its nexus or a reuse of its identifier took its results away.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Gets or sets the failure of its disk that trying again block by block did not pass by.</summary>
    public (StorageCondition Condition, long Block)? DiskFault { get; set; }

    public int ObjectCount => _model.Objects.Count;

    public int SegmentCount => _segments.Count;

    /// <summary>Gets the segment by which the command is known among others.</summary>
    public byte[] TagSegment => _segments.First(segment => segment.Bytes[0] == EmbeddedToStreamSegment.TypeCode).Bytes;

    public byte[] HeldData => _model.HeldData;

    public byte[]? Object(int number) => _model.Objects[number];

    public int PartOf(int number) => _partOf[number];

    public int FirstObjectOf(int part) => _firstObjects[part];

    /// <summary>Gives how many objects of each part there are; null where that is no beginning of the part.</summary>
    public int[]? Beginning(IReadOnlyList<(long Blocks, long Filemarks)> parts)
    {
        var counts = new int[parts.Count];
        (long Blocks, long Filemarks)[] left = [.. parts];
        for (int number = 0; number < ObjectCount; number++)
        {
            int part = _partOf[number];
            bool isFilemark = Object(number) is null;
            if (number == FirstObjectOf(part) + counts[part] && (isFilemark ? left[part].Filemarks : left[part].Blocks) > 0)
            {
                counts[part]++;
                left[part] = isFilemark ? (left[part].Blocks, left[part].Filemarks - 1) : (left[part].Blocks - 1, left[part].Filemarks);
            }
        }

        return left.All(part => part is { Blocks: 0, Filemarks: 0 }) ? counts : null;
    }

    /// <summary>Gives the first object that is missing, or the number of all.</summary>
    /// <param name="counts">How many objects of each part there are.</param>
    public int FirstMissingObject(int[] counts)
    {
        for (int part = 0; part < counts.Length; part++)
        {
            int end = part + 1 < counts.Length ? FirstObjectOf(part + 1) : ObjectCount;
            if (FirstObjectOf(part) + counts[part] < end)
            {
                return FirstObjectOf(part) + counts[part];
            }
        }

        return ObjectCount;
    }

    public long BytesOf(int[] counts) => Enumerable.Range(0, ObjectCount)
        .Where(number => number - FirstObjectOf(_partOf[number]) < counts[_partOf[number]])
        .Sum(number => (long)(Object(number)?.Length ?? 0));

    /// <summary>Gives how many objects there are after a segment.</summary>
    public int LastObjectOf(int segment) => After(segment);

    /// <summary>Gets or sets whether it was aborted before it began.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>Gets whether it is over. A task's end is told by other threads: a simulation must not ask for it.</summary>
    public bool HasEnded => Answer is not null || IsWithdrawn;

    private int Before(int segment) => segment == 0 ? 0 : _model.ObjectsAfter[segment - 1];

    private int After(int segment) => _model.ObjectsAfter[segment];

    // Disk data, embedded data, filemarks, with residue that goes on in the next segment.
    private void DrawPart(Random random, int transfer, bool isLast)
    {
        int part = Parts.Count;
        bool isNamed = part > 0 || random.Next(3) == 0;
        string application = !isNamed ? string.Empty : part > 0 && Parts[0].Application == "set 0" ? "set 1" : "set 0";
        Parts.Add(new SimulatedPart(application, isNamed && random.Next(4) != 0));
        if (isNamed)
        {
            Add(new WriteLogStreamSegment(1, application, Parts[part].Attaches), part);
        }

        var tag = new byte[90 + random.Next(60)];
        random.NextBytes(tag);
        int count = random.Next(5);
        Add(new EmbeddedToStreamSegment(1, transfer, tag, cat: (count > 0 || isLast) && random.Next(2) == 0), part, transfer);
        for (; count > 0; count--)
        {
            DrawSegment(random, random.Next(4) == 0 ? 20 + random.Next(70) : transfer, cat: (count > 1 || isLast) && random.Next(2) == 0, part);
        }
    }

    private void DrawSegment(Random random, int transfer, bool cat, int part)
    {
        switch (random.Next(6))
        {
            case 0:
                Add(new WriteFilemarksSegment(1, 1 + random.Next(2), random.Next(2) == 0), part);
                break;
            case 1:
                var data = new byte[1 + random.Next(100)];
                random.NextBytes(data);
                Add(new EmbeddedToStreamSegment(1, transfer, data, cat), part, transfer);
                break;
            case 2:
                int bytes = random.Next(300);
                int block = random.Next(20);
                int offset = random.Next(DiskBlock);
                Add(new BlockOffsetToStreamSegment(0, 1, transfer, (uint)bytes, (ulong)block, (ushort)offset, cat), part, transfer, (block * DiskBlock) + offset, bytes);
                break;
            default:
                int blocks = random.Next(20);
                int first = random.Next(20);
                bool isHeld = Kind.HasIdentifier && random.Next(4) == 0;
                Add(new BlockToStreamSegment(0, 1, transfer, (ushort)blocks, (ulong)first, cat, isHeld), part, transfer, first * DiskBlock, blocks * DiskBlock);
                break;
        }
    }

    private void Add<T>(T segment, int part, int transfer = 0, int firstDiskByte = 0, int diskBytes = 0)
        where T : ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        _segments.Add(new SimulatedSegment(bytes, part, transfer, firstDiskByte, diskBytes));
    }

    /// <summary>One segment. A transfer length of 0: it has no count, so that no residual means anything.</summary>
    private sealed record SimulatedSegment(byte[] Bytes, int Part, int Transfer, int FirstDiskByte, int DiskBytes);
}

/// <summary>What a command of a simulation writes to one stream, and where that was when the command was answered.</summary>
internal sealed class SimulatedPart(string application, bool attaches)
{
    /// <summary>Gets the application identifier; empty is the list's own stream.</summary>
    public string Application { get; } = application;

    public bool Attaches { get; } = attaches;

    /// <summary>Gets or sets the stream, once the command was answered; null where nothing was written.</summary>
    public SimulatedPlace? Place { get; set; }

    /// <summary>Gets or sets how many blocks and filemarks of it the log had when the command was answered.</summary>
    public (long Blocks, long Filemarks) AtAnswer { get; set; }

    /// <summary>Gets or sets how many blocks and filemarks of it stand on the tape in the end, by their content.</summary>
    public (long Blocks, long Filemarks) Found { get; set; }

    public override string ToString() => "'" + Application + "'" + (Attaches ? " attached" : string.Empty) + (Place is null ? string.Empty : " in " + Place.Stream + " behind " + Place.BlocksBefore + " and " + Place.FilemarksBefore);
}

/// <summary>A stream, and what others wrote to it before.</summary>
internal sealed record SimulatedPlace(BackupSession Session, StreamId Stream, long BlocksBefore, long FilemarksBefore);

/// <summary>How a list of a simulation is sent.</summary>
internal readonly record struct ListKind(ListIdentifierFormat Format, byte Usage, bool IsImmediate)
{
    public bool HasIdentifier => Usage != CopyParameterListHeader.NoListIdentifier;

    public bool HoldsData => Usage == 0;

    public static ListKind Draw(Random random, bool mayBeImmediate)
    {
        ListIdentifierFormat format = random.Next(3) == 0 ? ListIdentifierFormat.Lid4 : ListIdentifierFormat.Lid1;
        byte usage = random.Next(6) switch { 0 => CopyParameterListHeader.DiscardHeldData, 1 => CopyParameterListHeader.NoListIdentifier, _ => 0 };
        return new ListKind(format, usage, mayBeImmediate && format == ListIdentifierFormat.Lid4 && usage != CopyParameterListHeader.NoListIdentifier && random.Next(2) == 0);
    }
}
