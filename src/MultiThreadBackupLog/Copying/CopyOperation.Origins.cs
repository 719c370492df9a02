using System;

namespace MultiThreadBackupLog.Copying;

/// <content>The marks of where a stream's bytes came from: by them a restore knows which disk and which block each byte belongs to.</content>
/// <remarks>
/// A mark covers what the stream has, and nothing else: bytes that were left over for the next segment are marked when that puts them
/// into the stream, and never where it puts them elsewhere. Residual source bytes of an earlier segment carry no mark.
/// </remarks>
internal sealed partial class CopyOperation
{
    private CopyDisk? _originDisk;
    private ulong _originBlock;
    private int _originOffset;
    private OriginNote? _origin;
    private OriginNote? _tail;

    /// <summary>Says what the segment that begins now reads; null is no disk.</summary>
    private void Expect(CopyDisk? disk, ulong firstBlock, int byteOffset)
    {
        _originDisk = disk;
        _originBlock = firstBlock;
        _originOffset = byteOffset;
    }

    /// <summary>Notes where in the stream the bytes of the segment that begins now will stand.</summary>
    private void BeginOrigin(CopyAppender appender, int residualSourceBytes) =>
        _origin = new OriginNote(appender, List.Segment(_segmentIndex)[0], _originDisk, _originBlock, _originOffset, _data.Destination.Count, residualSourceBytes);

    /// <summary>Turns what the segment put into the stream into marks.</summary>
    private void NoteOrigins()
    {
        OriginNote? tail = _tail;
        OriginNote? origin = _origin;
        _tail = null;
        _origin = null;
        if (origin is null || _run is not TransferRun run)
        {
            return; // What an earlier segment left over did not come into its stream.
        }

        CopyAppender appender = origin.Appender;
        long end = appender.StreamBytes;
        long begin = end - run.StreamBytes;
        if (tail is not null && ReferenceEquals(tail.Appender, appender) && tail.FirstByte == begin)
        {
            _tail = Mark(tail, begin, tail.Length, end);
        }

        // The segment's bytes stand behind the residual destination data and behind residual source data of others.
        long first = begin + origin.ResidualDestinationBytes + origin.ResidualSourceBytes;
        long length = run.ProcessedBytes - origin.ResidualSourceBytes;
        OriginNote? left = length <= 0 ? null : Mark(origin, first, length, end);
        _tail = left ?? _tail;
    }

    /// <summary>Marks what of a piece the stream has, and gives the rest.</summary>
    private OriginNote? Mark(OriginNote note, long first, long length, long streamBytes)
    {
        long marked = Math.Min(length, streamBytes - first);
        if (marked > 0)
        {
            _origins.Enqueue(new OriginMark(note, first, marked));
        }

        return marked >= length ? null : note.Rest(Math.Max(0, marked), Math.Max(first, streamBytes), length - Math.Max(0, marked));
    }

    private CopyStep MarkOrigin()
    {
        OriginMark mark = _origins.Peek();
        CopyStep step = mark.Note.Appender.MarkOrigin(mark.FirstByte, mark.Length, mark.Note);
        if (step.Type == CopyStepType.Worked)
        {
            _origins.Dequeue();
        }

        return step.Type == CopyStepType.Failed ? Fail(step.Fault!) : step;
    }

    private sealed class OriginMark(OriginNote note, long firstByte, long length)
    {
        public OriginNote Note { get; } = note;

        public long FirstByte { get; } = firstByte;

        public long Length { get; } = length;
    }
}

/// <summary>Where some bytes of a stream came from.</summary>
internal sealed class OriginNote(
    CopyAppender appender, byte segmentType, CopyDisk? disk, ulong firstBlock, long byteOffset, int residualDestinationBytes, int residualSourceBytes)
{
    public CopyAppender Appender { get; } = appender;

    public byte SegmentType { get; } = segmentType;

    /// <summary>Gets the first block on the disk; 0 where the bytes come from no disk.</summary>
    public long FirstBlock { get; } = disk is null ? 0 : checked((long)firstBlock + (byteOffset / disk.Storage.BlockLength));

    /// <summary>Gets how many bytes of the first block come before.</summary>
    public int ByteOffset { get; } = disk is null ? 0 : (int)(byteOffset % disk.Storage.BlockLength);

    public ReadOnlyMemory<byte> Designator => disk is null ? default : disk.Names[0].Designator;

    public int ResidualDestinationBytes { get; } = residualDestinationBytes;

    public int ResidualSourceBytes { get; } = residualSourceBytes;

    /// <summary>Gets where in the stream a rest will stand.</summary>
    public long FirstByte { get; private init; }

    /// <summary>Gets how long a rest is.</summary>
    public long Length { get; private init; }

    /// <summary>Gives what is behind some bytes of it.</summary>
    public OriginNote Rest(long consumedBytes, long firstByte, long length) =>
        new(Appender, SegmentType, disk, (ulong)FirstBlock, ByteOffset + consumedBytes, 0, 0) { FirstByte = firstByte, Length = length };
}
