using System;
using System.Collections.Generic;

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

    // What segments left over as destination data, in order: short segments of one tape block leave one each.
    private readonly List<OriginNote> _tails = [];
    private int _tailBytes;
    private long _tailStreamBytes;

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
        if (_run is not TransferRun run)
        {
            return; // Filemarks and moves leave the residue as it is.
        }

        OriginNote? origin = _origin;
        _origin = null;
        if (origin is null)
        {
            // What an earlier segment left over is still there unless some of it went to a disk, or was dropped.
            if (run.DiskBytes > 0 || _data.Destination.Count != _tailBytes)
            {
                _tails.Clear();
            }

            return;
        }

        CopyAppender appender = origin.Appender;
        long end = appender.StreamBytes;
        long begin = end - run.StreamBytes;
        OriginNote[] tails = origin.ResidualDestinationBytes == _tailBytes ? [.. _tails] : [];
        _tails.Clear();
        foreach (OriginNote tail in tails)
        {
            // The residue stands where this segment's data begin, which may be another stream since, or another tape.
            KeepTail(Mark(tail.On(appender), begin + tail.FirstByte - _tailStreamBytes, tail.Length, end));
        }

        // The segment's bytes stand behind the residual destination data and behind residual source data of others.
        long first = begin + origin.ResidualDestinationBytes + origin.ResidualSourceBytes;
        long length = run.ProcessedBytes - origin.ResidualSourceBytes;
        KeepTail(length <= 0 ? null : Mark(origin, first, length, end));
        (_tailBytes, _tailStreamBytes) = (_data.Destination.Count, end);
        if (_tailBytes == 0)
        {
            _tails.Clear(); // Written with padding, or dropped.
        }
    }

    private void KeepTail(OriginNote? tail)
    {
        if (tail is not null)
        {
            _tails.Add(tail);
        }
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

    /// <summary>Gets the length of the disk's blocks; 0 where the bytes come from no disk.</summary>
    public int BlockLengthBytes { get; } = disk?.Storage.BlockLength ?? 0;

    public ReadOnlyMemory<byte> Designator => disk is null ? default : disk.Names[0].Designator;

    public int ResidualDestinationBytes { get; } = residualDestinationBytes;

    public int ResidualSourceBytes { get; } = residualSourceBytes;

    /// <summary>Gets where in the stream a rest will stand.</summary>
    public long FirstByte { get; private init; }

    /// <summary>Gets how long a rest is.</summary>
    public long Length { get; private init; }

    /// <summary>Gives a rest as one that goes to the tape that an appender writes.</summary>
    public OriginNote On(CopyAppender appender) => ReferenceEquals(appender, Appender)
        ? this
        : new OriginNote(appender, SegmentType, disk, (ulong)FirstBlock, ByteOffset, 0, 0) { FirstByte = FirstByte, Length = Length };

    /// <summary>Gives what is behind some bytes of it.</summary>
    public OriginNote Rest(long consumedBytes, long firstByte, long length) =>
        new(Appender, SegmentType, disk, (ulong)FirstBlock, ByteOffset + consumedBytes, 0, 0) { FirstByte = firstByte, Length = length };
}
