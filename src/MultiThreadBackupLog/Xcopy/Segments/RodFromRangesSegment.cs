using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Makes a representation of data (ROD) of several ranges of blocks (segment descriptor type BEh; SPC-4 tables 167 to
/// 169).</summary>
/// <remarks>
/// <para>A range is a number of blocks from a logical block address on (range descriptor type 01h).</para>
/// <para>Bits that the standard reserves, and padding, are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct RodFromRangesSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xBE;

    /// <summary>The most ranges that one descriptor carries.</summary>
    public const int MaximumRangeCount = 4_094;

    private const int RangeLength = 16;

    private const int HeadLength = 16;

    private static readonly WireField RangeDescriptorTypeField = WireField.Number("RANGE DESCRIPTOR TYPE", 13, 1);

    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "ROD <- block ranges",
        HeadLength,
        [SegmentFields.SourceIndex, SegmentFields.DestinationIndex, RangeDescriptorTypeField],
        new CountedBytes(
            "RANGES", HeadLength, WireField.Number("RANGE DESCRIPTORS LENGTH", 14, 2), int.MaxValue,
            [RodBlockRange.LbaField, RodBlockRange.NumberOfBlocksField], RangeLength),
        isFixed: false);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment; the ranges are copied.</summary>
    /// <param name="sourceIndex">SOURCE INDEX: the device of the blocks; FFFFh is the copy manager's own logical unit.</param>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor of the ROD.</param>
    /// <param name="ranges">The ranges in their order, at most <see cref="MaximumRangeCount"/>.</param>
    /// <exception cref="ArgumentException">There are too many ranges.</exception>
    public RodFromRangesSegment(ushort sourceIndex, ushort destinationIndex, ReadOnlySpan<RodBlockRange> ranges)
    {
        if (ranges.Length > MaximumRangeCount)
        {
            throw new ArgumentException("A descriptor takes 4,094 ranges.", nameof(ranges));
        }

        var tail = new byte[ranges.Length * RangeLength];
        for (int index = 0; index < ranges.Length; index++)
        {
            ranges[index].Write(tail.AsSpan(index * RangeLength));
        }

        byte[] bytes = VariableSegment.Build(Layout, tail);
        SegmentFields.SourceIndex.Set(bytes, sourceIndex);
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        RangeDescriptorTypeField.Set(bytes, 1);
        _bytes = new WireBytes(bytes);
    }

    private RodFromRangesSegment(WireBytes bytes) => _bytes = bytes;

    /// <inheritdoc/>
    public int EncodedLength => Bytes.Length;

    /// <summary>Gets SOURCE INDEX (bytes 4 to 5): the index of the CSCD descriptor that names the source.</summary>
    public ushort SourceIndex => (ushort)SegmentFields.SourceIndex.Get(_bytes.Span);

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_bytes.Span);

    /// <summary>Gets RANGE DESCRIPTOR TYPE (byte 13): the form of the ranges; 01h is the only one.</summary>
    public byte RangeDescriptorType => (byte)RangeDescriptorTypeField.Get(_bytes.Span);

    /// <summary>Gets how many ranges there are.</summary>
    public int RangeCount => Layout.Tail!.Length(Bytes.Span) / RangeLength;

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RodFromRangesSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new RodFromRangesSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static RodFromRangesSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out RodFromRangesSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <summary>Gets one range.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many ranges.</exception>
    public RodBlockRange GetRange(int index) => index >= 0 && index < RangeCount
        ? RodBlockRange.Read(Bytes.Span.Slice(HeadLength + (index * RangeLength)))
        : throw new ArgumentOutOfRangeException(nameof(index), index, "There are not so many ranges.");

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
