using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Writes a copy of a tape's write log to the tape itself (segment descriptor type C3h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>Where a log is named nothing is done to another one: the tape's current log may have been replaced since its host looked at it.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogCopySegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC3;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private const int LogIdentifierOffset = 12;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField CloseField = WireField.Flag("CLOSE", 8, 0);
    private static readonly WireField ImmedField = WireField.Flag("IMMED", 8, 1);

    internal static readonly WireLayout<WriteLogCopySegment> Layout = SegmentFields.Layout(
        TypeCode, "write log: copy to medium", EncodedLength, image => new WriteLogCopySegment(image),
        DestinationIndexField, CloseField, ImmedField, LogIdentity.Field(LogIdentifierOffset));

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="close">CLOSE: whether the log is closed and copied whole; otherwise an increment is written and the log goes
    /// on.</param>
    /// <param name="immed">IMMED: whether the copy may stay in the buffer of the drive.</param>
    /// <param name="logIdentifier">LOG IDENTIFIER: the log that is meant; all zero, the default, is the one that is open.</param>
    public WriteLogCopySegment(ushort destinationIndex, bool close = false, bool immed = false, Guid logIdentifier = default)
        => _image = LogIdentity.Put(
            default(WireImage).With(DestinationIndexField, destinationIndex).With(CloseField, close).With(ImmedField, immed), LogIdentifierOffset, logIdentifier);

    private WriteLogCopySegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the tape.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets CLOSE (byte 8 bit 0): whether the log is closed and copied whole; otherwise an increment is written and the log goes
    /// on.</summary>
    public bool Close => CloseField.GetFlag(_image);

    /// <summary>Gets IMMED (byte 8 bit 1): whether the copy may stay in the buffer of the drive.</summary>
    public bool Immed => ImmedField.GetFlag(_image);

    /// <summary>Gets LOG IDENTIFIER (bytes 12 to 27): the log that is meant; all zero is the one that is open.</summary>
    public Guid LogIdentifier => LogIdentity.Get(_image, LogIdentifierOffset);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogCopySegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogCopySegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
