using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Frees the memory that holds a tape's write log (segment descriptor type C4h; vendor specific, docs/xcopy.md).</summary>
/// <remarks>
/// <para>Only the log that is named is cleared: the tape's current log may have been replaced since its host fetched it.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogClearSegment : ISegmentDescriptor
{
    /// <summary>DESCRIPTOR TYPE CODE.</summary>
    public const byte TypeCode = 0xC4;

    /// <summary>Encoded length in bytes, the 4-byte header included.</summary>
    public const int EncodedLength = 28;

    private const int LogIdentifierOffset = 12;

    private static readonly WireField DestinationIndexField = SegmentFields.DestinationIndex;
    private static readonly WireField ForceField = WireField.Flag("FORCE", 8, 0);

    internal static readonly WireLayout<WriteLogClearSegment> Layout = SegmentFields.Layout(
        TypeCode, "write log: clear", EncodedLength, image => new WriteLogClearSegment(image),
        DestinationIndexField, ForceField, LogIdentity.Field(LogIdentifierOffset));

    private readonly WireImage _image;

    /// <summary>Describes one segment.</summary>
    /// <param name="destinationIndex">DESTINATION INDEX: index, from 0, of the CSCD descriptor that names the tape.</param>
    /// <param name="logIdentifier">LOG IDENTIFIER: the log that is meant.</param>
    /// <param name="force">FORCE: whether a log that is still open is thrown away too.</param>
    public WriteLogClearSegment(ushort destinationIndex, Guid logIdentifier, bool force = false)
        => _image = LogIdentity.Put(default(WireImage).With(DestinationIndexField, destinationIndex).With(ForceField, force), LogIdentifierOffset, logIdentifier);

    private WriteLogClearSegment(WireImage image) => _image = image;

    /// <summary>Gets DESTINATION INDEX (bytes 6 to 7): the index of the CSCD descriptor that names the tape.</summary>
    public ushort DestinationIndex => (ushort)DestinationIndexField.Get(_image);

    /// <summary>Gets FORCE (byte 8 bit 0): whether a log that is still open is thrown away too.</summary>
    public bool Force => ForceField.GetFlag(_image);

    /// <summary>Gets LOG IDENTIFIER (bytes 12 to 27): the log that is meant.</summary>
    public Guid LogIdentifier => LogIdentity.Get(_image, LogIdentifierOffset);

    /// <summary>Gets the first reserved bit that is set, as a copy manager that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    int ISegmentDescriptor.EncodedLength => EncodedLength;

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <param name="segment">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogClearSegment segment, out ParseFault fault) =>
        Layout.TryParse(source, out segment, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">Bytes of a parameter list, from this descriptor on.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogClearSegment Parse(ReadOnlySpan<byte> source) =>
        Layout.Parse(source);

    /// <inheritdoc/>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
