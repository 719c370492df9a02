using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>Writes filemarks to a tape (segment descriptor type 10h; SPC-4 table 160).</summary>
/// <remarks>
/// <para>The values go into a WRITE FILEMARKS command as they are.</para>
/// <para>Bits that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteFilemarksSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0x10;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField FilemarkCountField = WireField.Number("FILEMARK COUNT", 9, 3);
    private static readonly WireField ImmedField = WireField.Flag("IMMED", 8, 0);
    private static readonly WireField WsmkField = WireField.Flag("WSMK", 8, 1);

    internal static readonly WireLayout<WriteFilemarksSegment> Layout = SegmentFields.Layout(
        TypeCode, "filemark -> tape", EncodedLength, image => new WriteFilemarksSegment(image),
        DestinationIndexField, ImmedField, WsmkField, FilemarkCountField);

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the destination.</param>
    /// <param name="filemarkCount">FILEMARK COUNT: how many; 0 only synchronises the medium, 0 to 16,777,215.</param>
    /// <param name="immed">IMMED: whether the marks may stay in the buffer of the drive.</param>
    /// <param name="wsmk">WSMK: whether setmarks are written instead (SPC-2 only).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public WriteFilemarksSegment(ushort destinationIndex, int filemarkCount, bool immed = false, bool wsmk = false)
        => _image = default(WireImage)
            .With(DestinationIndexField, destinationIndex)
            .With(FilemarkCountField, filemarkCount, nameof(filemarkCount))
            .With(ImmedField, immed)
            .With(WsmkField, wsmk);

    private WriteFilemarksSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the destination.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets FILEMARK COUNT (bytes 9 to 11): how many; 0 only synchronises the medium.</summary>
    public int FilemarkCount => (int)FilemarkCountField.Get(_image);

    /// <summary>Gets IMMED (byte 8 bit 0): whether the marks may stay in the buffer of the drive.</summary>
    public bool Immed => ImmedField.GetFlag(_image);

    /// <summary>Gets WSMK (byte 8 bit 1): whether setmarks are written instead (SPC-2 only).</summary>
    public bool Wsmk => WsmkField.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteFilemarksSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteFilemarksSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
