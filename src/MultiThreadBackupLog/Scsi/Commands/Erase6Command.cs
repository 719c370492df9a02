using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Erases from the current position on: ERASE(6), operation code 19h (SSC-3, ERASE(6) command).</summary>
/// <remarks>
/// <para>The default value is a short erase that waits. Reserved bits that were decoded are kept on writing. Immutable; safe to share
/// between threads.</para>
/// </remarks>
public readonly record struct Erase6Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 1);
    private static readonly WireField IsLongField = WireField.Flag("LONG", 1, 0);

    internal static readonly WireLayout<Erase6Command> Layout = WireLayout<Erase6Command>.Command(
        "ERASE(6)", "SSC-3, ERASE(6) command", 0x19, EncodedLength, image => new Erase6Command(image),
        IsImmediateField,
        IsLongField);

    private readonly WireImage _image;

    /// <summary>Describes the ERASE(6) CDB.</summary>
    /// <param name="isLong">Whether everything to the end of the partition is erased, instead of a mark being written.</param>
    /// <param name="isImmediate">Whether status comes before the medium is erased.</param>
    public Erase6Command(bool isLong, bool isImmediate = false)
        : this(default(WireImage).With(IsLongField, isLong).With(IsImmediateField, isImmediate))
    {
    }

    private Erase6Command(WireImage image) => _image = image;

    /// <summary>Gets whether everything to the end of the partition is erased, instead of a mark being written (LONG).</summary>
    public bool IsLong => IsLongField.GetFlag(_image);

    /// <summary>Gets whether status comes before the medium is erased (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the ERASE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The ERASE(6) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Erase6Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the ERASE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The ERASE(6) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Erase6Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the ERASE(6) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
