using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Restores blocks of one stream to a disk, by a plan that the copy manager makes from the write log in its memory (segment
/// descriptor type C5h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>The copy manager moves the tape as it sees fit and puts the bytes of the blocks one behind the other, from the given disk block
/// on. The source
/// names the tape, whose current log tells where the blocks are.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct PlannedRestoreSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC5;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 32;

    // Block numbers have 48 bits, so that the whole fits into 32 bytes; all ones is the end of the stream.
    private const long EndOfStream = 0xFFFF_FFFF_FFFF;

    private static readonly WireField StreamField = WireField.Number("STREAM", 8, 4);
    private static readonly WireField FirstBlockField = WireField.Number("FIRST BLOCK", 12, 6);
    private static readonly WireField EndBlockField = WireField.Number("END BLOCK", 18, 6);
    private static readonly WireField DestinationLbaField = WireField.Number("DESTINATION LBA", 24, 8);

    internal static readonly WireLayout<PlannedRestoreSegment> Wire = SegmentFields.Layout(
        TypeCode, "write log: planned restore", EncodedLength, image => new PlannedRestoreSegment(image),
        SegmentFields.Cat, SegmentFields.SourceIndex, SegmentFields.DestinationIndex, StreamField, FirstBlockField, EndBlockField,
        DestinationLbaField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the disk.</param>
    /// <param name="stream">STREAM: the ordinal of the stream in the log.</param>
    /// <param name="blocks">FIRST BLOCK and END BLOCK: the blocks of the stream; <see cref="BlockRange.All"/>, or any range that goes on
    /// beyond 48 bits, ends with the stream.</param>
    /// <param name="destinationLba">DESTINATION LBA: the first disk block.</param>
    /// <param name="cat">CAT: whether what does not fill a disk block stays for the next segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The first block needs more than 48 bits.</exception>
    public PlannedRestoreSegment(ushort sourceIndex, ushort destinationIndex, StreamId stream, BlockRange blocks, ulong destinationLba, bool cat = false) => _image = default(WireImage)
        .With(SegmentFields.SourceIndex, sourceIndex)
        .With(SegmentFields.DestinationIndex, destinationIndex)
        .With(StreamField, stream.Ordinal, nameof(stream))
        .With(FirstBlockField, blocks.FirstBlock, nameof(blocks))
        .With(EndBlockField, (ulong)Math.Min(blocks.EndBlock, EndOfStream))
        .With(DestinationLbaField, destinationLba)
        .With(SegmentFields.Cat, cat);

    private PlannedRestoreSegment(WireImage image) => _image = image;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the tape.</summary>
    public ushort SourceIndex => (ushort)SegmentFields.SourceIndex.Get(_image);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the disk.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_image);

    /// <summary>Gets STREAM (bytes 8 to 11): the ordinal of the stream in the log.</summary>
    public uint Stream => (uint)StreamField.Get(_image);

    /// <summary>Gets FIRST BLOCK (bytes 12 to 17): the first block of the stream that is wanted.</summary>
    public long FirstBlock => (long)FirstBlockField.Get(_image);

    /// <summary>Gets END BLOCK (bytes 18 to 23): the block after the last; <see cref="long.MaxValue"/> (on the wire FFFFFFFFFFFFh) is the
    /// end of the stream.</summary>
    public long EndBlock => EndBlockField.Get(_image) is var end && end == EndOfStream ? long.MaxValue : (long)end;

    /// <summary>Gets DESTINATION LBA (bytes 24 to 31): the first disk block.</summary>
    public ulong DestinationLba => DestinationLbaField.Get(_image);

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a disk block stays for the next segment.</summary>
    public bool Cat => SegmentFields.Cat.GetFlag(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out PlannedRestoreSegment segment, out ParseFault fault) =>
        Wire.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static PlannedRestoreSegment Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);
}
