using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Moves to the beginning of the partition: REWIND, operation code 01h (SSC-3, REWIND command).</summary>
/// <remarks>
/// <para>Data in the buffer are written first.</para>
/// <para>The default value waits for the movement. Reserved bits that were decoded are kept on writing. Immutable; safe to share
/// between threads.</para>
/// </remarks>
public readonly record struct RewindCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 0);

    internal static readonly WireLayout<RewindCommand> Layout = WireLayout<RewindCommand>.Command(
        "REWIND", "SSC-3, REWIND command", 0x01, EncodedLength, image => new RewindCommand(image),
        IsImmediateField);

    private readonly WireImage _image;

    /// <summary>Describes the REWIND CDB.</summary>
    /// <param name="isImmediate">Whether status comes before the tape has moved.</param>
    public RewindCommand(bool isImmediate = false)
        : this(default(WireImage).With(IsImmediateField, isImmediate))
    {
    }

    private RewindCommand(WireImage image) => _image = image;

    /// <summary>Gets whether status comes before the tape has moved (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the REWIND CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The REWIND CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RewindCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the REWIND CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The REWIND CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static RewindCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the REWIND CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
