using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Erases from an explicit address on: ERASE(16), operation code 93h (SSC-3, ERASE(16) command).</summary>
/// <remarks>
/// <para>The default value is a short erase at the beginning of partition 0 that waits. Reserved bits that were decoded are kept on
/// writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct Erase16Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField IsFirstCommandInSequenceField = WireField.Flag("FCS", 1, 3);
    private static readonly WireField IsLastCommandInSequenceField = WireField.Flag("LCS", 1, 2);
    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 1);
    private static readonly WireField IsLongField = WireField.Flag("LONG", 1, 0);
    private static readonly WireField PartitionField = WireField.Number("PARTITION", 3, 1);
    private static readonly WireField LogicalObjectIdentifierField = WireField.Number("LOGICAL OBJECT IDENTIFIER", 4, 8);

    internal static readonly WireLayout<Erase16Command> Layout = WireLayout<Erase16Command>.Command(
        "ERASE(16)", "SSC-3, ERASE(16) command", 0x93, EncodedLength, image => new Erase16Command(image),
        IsFirstCommandInSequenceField,
        IsLastCommandInSequenceField,
        IsImmediateField,
        IsLongField,
        PartitionField,
        LogicalObjectIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes the ERASE(16) CDB.</summary>
    /// <param name="isLong">Whether everything to the end of the partition is erased, instead of a mark being written.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="logicalObjectIdentifier">The logical object, blocks and filemarks counted together from the beginning of the
    /// partition.</param>
    /// <param name="isImmediate">Whether status comes before the medium is erased.</param>
    /// <param name="isFirstCommandInSequence">Whether the command is the first of a sequence with explicit addresses.</param>
    /// <param name="isLastCommandInSequence">Whether the command is the last of a sequence with explicit addresses.</param>
    public Erase16Command(
        bool isLong,
        byte partition,
        ulong logicalObjectIdentifier,
        bool isImmediate = false,
        bool isFirstCommandInSequence = false,
        bool isLastCommandInSequence = false)
        : this(default(WireImage)
            .With(IsLongField, isLong)
            .With(PartitionField, (ulong)partition)
            .With(LogicalObjectIdentifierField, logicalObjectIdentifier)
            .With(IsImmediateField, isImmediate)
            .With(IsFirstCommandInSequenceField, isFirstCommandInSequence)
            .With(IsLastCommandInSequenceField, isLastCommandInSequence))
    {
    }

    private Erase16Command(WireImage image) => _image = image;

    /// <summary>Gets whether everything to the end of the partition is erased, instead of a mark being written (LONG).</summary>
    public bool IsLong => IsLongField.GetFlag(_image);

    /// <summary>Gets the partition (PARTITION).</summary>
    public byte Partition => (byte)PartitionField.Get(_image);

    /// <summary>
    /// Gets the logical object, blocks and filemarks counted together from the beginning of the partition (LOGICAL OBJECT
    /// IDENTIFIER).
    /// </summary>
    public ulong LogicalObjectIdentifier => LogicalObjectIdentifierField.Get(_image);

    /// <summary>Gets whether status comes before the medium is erased (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets whether the command is the first of a sequence with explicit addresses (FCS).</summary>
    public bool IsFirstCommandInSequence => IsFirstCommandInSequenceField.GetFlag(_image);

    /// <summary>Gets whether the command is the last of a sequence with explicit addresses (LCS).</summary>
    public bool IsLastCommandInSequence => IsLastCommandInSequenceField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the ERASE(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The ERASE(16) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Erase16Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the ERASE(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The ERASE(16) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Erase16Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the ERASE(16) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
