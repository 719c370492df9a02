using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Begins the write log of a tape (segment descriptor type C0h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>From byte 8 on the descriptor holds the same parameters as the command does.</para>
/// <para>Bits that the standard reserves, and padding, are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogInitiateSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC0;

    private const int HeadLength = 88;


    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "write log: initiate",
        HeadLength,
        [SegmentFields.DestinationIndex, .. WriteLogInitiateParameters.Fields(SegmentFields.HeaderLength)],
        WriteLogInitiateParameters.Tail(SegmentFields.HeaderLength),
        isFixed: false);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="parameters">What the log is to be; copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    public WriteLogInitiateSegment(ushort destinationIndex, WriteLogInitiateParameters parameters)
    {
        var list = new byte[Guard.NotNull(parameters).EncodedLength];
        parameters.Write(list);
        byte[] bytes = VariableSegment.Build(Layout, list.AsSpan(HeadLength - SegmentFields.HeaderLength));
        list.CopyTo(bytes.AsSpan(SegmentFields.HeaderLength));
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        _bytes = new WireBytes(bytes);
    }

    private WriteLogInitiateSegment(WireBytes bytes) => _bytes = bytes;

    /// <inheritdoc/>
    public int EncodedLength => Bytes.Length;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the tape.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_bytes.Span);

    /// <summary>Decodes the parameters (from byte 8).</summary>
    /// <returns>A new object.</returns>
    /// <exception cref="ParseException">The format of the parameters is not known, or the identifier is not UTF-8.</exception>
    public WriteLogInitiateParameters GetParameters() => WriteLogInitiateParameters.Parse(Bytes.Span.Slice(SegmentFields.HeaderLength));

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogInitiateSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new WriteLogInitiateSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogInitiateSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogInitiateSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
