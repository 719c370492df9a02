using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Restores blocks of one stream to a disk, by a plan that the copy manager makes from the write log in its memory (segment
/// descriptor type C5h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>The copy manager moves the tape as it sees fit and puts the bytes of the blocks one behind the other, from the given disk block
/// on. The source names the tape, whose current log tells where the blocks are.</para>
/// <para>Streams have the same ordinals in every log, and an error of the tape takes blocks of a stream back. So the segment says of which log it
/// is, and how many retractions that had: with another log, or a later retraction that reached its blocks, it is refused and nothing is written.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct PlannedRestoreSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC5;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 52;

    internal const int StreamOffset = 8;
    internal const int EndBlockOffset = 18;
    internal const int LogIdentifierOffset = 32;
    internal const int RetractionCountOffset = 48;

    // Block numbers have 48 bits; all ones is the end of the stream.
    private const long EndOfStream = 0xFFFF_FFFF_FFFF;

    private static readonly WireField StreamField = WireField.Number("STREAM", StreamOffset, 4);
    private static readonly WireField FirstBlockField = WireField.Number("FIRST BLOCK", 12, 6);
    private static readonly WireField EndBlockField = WireField.Number("END BLOCK", EndBlockOffset, 6);
    private static readonly WireField DestinationLbaField = WireField.Number("DESTINATION LBA", 24, 8);
    private static readonly WireField RetractionCountField = WireField.Number("RETRACTION COUNT", RetractionCountOffset, 4);

    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "write log: planned restore",
        EncodedLength,
        [
            SegmentFields.Cat, SegmentFields.SourceIndex, SegmentFields.DestinationIndex, StreamField, FirstBlockField, EndBlockField,
            DestinationLbaField, LogIdentity.Field(LogIdentifierOffset), RetractionCountField,
        ]);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the disk.</param>
    /// <param name="logIdentifier">LOG IDENTIFIER: the log that the stream is of.</param>
    /// <param name="retractionCount">RETRACTION COUNT: how many retractions the log had when the blocks were looked up.</param>
    /// <param name="stream">STREAM: the ordinal of the stream in the log.</param>
    /// <param name="blocks">FIRST BLOCK and END BLOCK: the blocks of the stream; <see cref="BlockRange.All"/>, or any range that goes on
    /// beyond 48 bits, ends with the stream.</param>
    /// <param name="destinationLba">DESTINATION LBA: the first disk block.</param>
    /// <param name="cat">CAT: whether what does not fill a disk block stays for the next segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The first block needs more than 48 bits.</exception>
    public PlannedRestoreSegment(
        ushort sourceIndex, ushort destinationIndex, Guid logIdentifier, uint retractionCount, StreamId stream, BlockRange blocks, ulong destinationLba, bool cat = false)
    {
        byte[] bytes = VariableSegment.Build(Layout, default);
        SegmentFields.SourceIndex.Set(bytes, sourceIndex);
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        StreamField.Set(bytes, StreamField.Check(stream.Ordinal, nameof(stream)));
        FirstBlockField.Set(bytes, FirstBlockField.Check(blocks.FirstBlock, nameof(blocks)));
        EndBlockField.Set(bytes, (ulong)Math.Min(blocks.EndBlock, EndOfStream));
        DestinationLbaField.Set(bytes, destinationLba);
        GuidBytes.Write(bytes.AsSpan(LogIdentifierOffset), logIdentifier);
        RetractionCountField.Set(bytes, retractionCount);
        SegmentFields.Cat.Set(bytes, cat);
        _bytes = new WireBytes(bytes);
    }

    private PlannedRestoreSegment(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the tape.</summary>
    public ushort SourceIndex => (ushort)SegmentFields.SourceIndex.Get(Bytes.Span);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the disk.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(Bytes.Span);

    /// <summary>Gets STREAM (bytes 8 to 11): the ordinal of the stream in the log.</summary>
    public uint Stream => (uint)StreamField.Get(Bytes.Span);

    /// <summary>Gets FIRST BLOCK (bytes 12 to 17): the first block of the stream that is wanted.</summary>
    public long FirstBlock => (long)FirstBlockField.Get(Bytes.Span);

    /// <summary>Gets END BLOCK (bytes 18 to 23): the block after the last; <see cref="long.MaxValue"/> (on the wire FFFFFFFFFFFFh) is the
    /// end of the stream.</summary>
    public long EndBlock => EndBlockField.Get(Bytes.Span) is var end && end == EndOfStream ? long.MaxValue : (long)end;

    /// <summary>Gets DESTINATION LBA (bytes 24 to 31): the first disk block.</summary>
    public ulong DestinationLba => DestinationLbaField.Get(Bytes.Span);

    /// <summary>Gets LOG IDENTIFIER (bytes 32 to 47): the log that the stream is of.</summary>
    public Guid LogIdentifier => GuidBytes.Read(Bytes.Span.Slice(LogIdentifierOffset));

    /// <summary>Gets RETRACTION COUNT (bytes 48 to 51): how many retractions the log had when the blocks were looked up.</summary>
    public uint RetractionCount => (uint)RetractionCountField.Get(Bytes.Span);

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a disk block stays for the next segment.</summary>
    public bool Cat => SegmentFields.Cat.GetFlag(Bytes.Span);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out PlannedRestoreSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new PlannedRestoreSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static PlannedRestoreSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out PlannedRestoreSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
