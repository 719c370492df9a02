using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Says whose blocks the later segments of this list write (segment descriptor type C6h; vendor specific,
/// docs/xcopy.md).</summary>
/// <remarks>
/// <para>Without this segment a list writes to the stream of its own list identifier; with it to that of the application identifier, up
/// to the next such segment.</para>
/// <para>Bits that the standard reserves, and padding, are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogStreamSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC6;

    /// <summary>The most bytes of an application identifier.</summary>
    public const int MaximumIdentifierLength = StreamDescription.MaximumTextLength;

    private const int HeadLength = 16;

    private static readonly WireField AttachField = WireField.Flag("ATTACH", 12, 0);

    internal static readonly DescriptorLayout Layout = new(
        DescriptorFrame.Segment,
        TypeCode,
        "write log: name the stream",
        HeadLength,
        [SegmentFields.DestinationIndex, AttachField],
        new CountedBytes("APPLICATION IDENTIFIER", HeadLength, WireField.Number("APPLICATION IDENTIFIER LENGTH", 8, 2), MaximumIdentifierLength),
        isFixed: false);

    private readonly WireBytes _bytes;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="applicationIdentifier">APPLICATION IDENTIFIER, at most <see cref="MaximumIdentifierLength"/> bytes of UTF-8.</param>
    /// <param name="attach">ATTACH: whether the blocks continue the open stream of that identifier, where there is one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="applicationIdentifier"/> is null.</exception>
    /// <exception cref="ArgumentException">The identifier is too long.</exception>
    public WriteLogStreamSegment(ushort destinationIndex, string applicationIdentifier, bool attach)
    {
        byte[] bytes = VariableSegment.Build(Layout, ApplicationName.Encode(applicationIdentifier, nameof(applicationIdentifier)));
        SegmentFields.DestinationIndex.Set(bytes, destinationIndex);
        AttachField.Set(bytes, attach ? 1UL : 0);
        _bytes = new WireBytes(bytes);
    }

    private WriteLogStreamSegment(WireBytes bytes) => _bytes = bytes;

    /// <inheritdoc/>
    public int EncodedLength => Bytes.Length;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the tape.</summary>
    public ushort DestinationIndex => (ushort)SegmentFields.DestinationIndex.Get(_bytes.Span);

    /// <summary>Gets ATTACH (byte 12 bit 0): whether the blocks continue the open stream of that identifier, where there is one.</summary>
    public bool Attach => AttachField.GetFlag(_bytes.Span);

    /// <summary>Gets APPLICATION IDENTIFIER (from byte 16), UTF-8; APPLICATION IDENTIFIER LENGTH (bytes 8 to 9) is its length.</summary>
    public string ApplicationIdentifier => ApplicationName.Decode(Layout.Tail!.Get(Bytes.Span));

    /// <summary>Gets whether APPLICATION IDENTIFIER is UTF-8, as a stream's description needs it.</summary>
    internal bool HasIdentifier => ApplicationName.TryDecode(Layout.Tail!.Get(Bytes.Span), out _);

    private WireBytes Bytes => VariableSegment.OrEmpty(_bytes, Layout);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogStreamSegment segment, out ParseFault fault)
    {
        bool isAcceptable = VariableSegment.TryRead(source, Layout, out WireBytes bytes, out fault);
        segment = new WriteLogStreamSegment(bytes);
        return isAcceptable;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogStreamSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogStreamSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
