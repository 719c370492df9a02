using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>
/// Moves a sequential device to a logical object, a logical file or the end of data: LOCATE(16), operation code 92h (SSC-3,
/// LOCATE(16) command).
/// </summary>
/// <remarks>
/// <para>The default value goes to the beginning of the current partition. Reserved bits that were decoded are kept on writing.
/// Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct Locate16Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    // DEST_TYPE is read from bits 4-3, as SSC and mhvtl have it; FreeBSD masks bits 5-3, which gives the same for every value in use.
    private static readonly WireField DestinationTypeField = WireField.CodeBits("DEST_TYPE", 1, 4, 2, FieldNames.DestinationType);
    private static readonly WireField ChangesPartitionField = WireField.Flag("CP", 1, 1);
    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 0);
    private static readonly WireField IsExplicitAddressModeField = WireField.Flag("BAM", 2, 0);
    private static readonly WireField PartitionField = WireField.Number("PARTITION", 3, 1);
    private static readonly WireField LogicalIdentifierField = WireField.Number("LOGICAL IDENTIFIER", 4, 8);

    internal static readonly WireLayout<Locate16Command> Layout = WireLayout<Locate16Command>.Command(
        "LOCATE(16)", "SSC-3, LOCATE(16) command", 0x92, EncodedLength, image => new Locate16Command(image),
        DestinationTypeField,
        ChangesPartitionField,
        IsImmediateField,
        IsExplicitAddressModeField,
        PartitionField,
        LogicalIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes the LOCATE(16) CDB.</summary>
    /// <param name="destinationType">What the identifier counts.</param>
    /// <param name="logicalIdentifier">The logical object or the logical file to go to.</param>
    /// <param name="changesPartition">Whether the partition is changed.</param>
    /// <param name="partition">The partition, used where it is changed.</param>
    /// <param name="isImmediate">Whether status comes before the tape has moved.</param>
    /// <param name="isExplicitAddressMode">Whether the device goes over to explicit addresses.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destinationType"/> needs more bits than its field has.</exception>
    public Locate16Command(
        LocateDestinationType destinationType,
        ulong logicalIdentifier,
        bool changesPartition = false,
        byte partition = 0,
        bool isImmediate = false,
        bool isExplicitAddressMode = false)
        : this(default(WireImage)
            .With(DestinationTypeField, (int)destinationType, nameof(destinationType))
            .With(LogicalIdentifierField, logicalIdentifier)
            .With(ChangesPartitionField, changesPartition)
            .With(PartitionField, (ulong)partition)
            .With(IsImmediateField, isImmediate)
            .With(IsExplicitAddressModeField, isExplicitAddressMode))
    {
    }

    private Locate16Command(WireImage image) => _image = image;

    /// <summary>Gets what the identifier counts (DEST_TYPE).</summary>
    public LocateDestinationType DestinationType => (LocateDestinationType)DestinationTypeField.Get(_image);

    /// <summary>Gets the logical object or the logical file to go to (LOGICAL IDENTIFIER).</summary>
    public ulong LogicalIdentifier => LogicalIdentifierField.Get(_image);

    /// <summary>Gets whether the partition is changed (CP).</summary>
    public bool ChangesPartition => ChangesPartitionField.GetFlag(_image);

    /// <summary>Gets the partition, used where it is changed (PARTITION).</summary>
    public byte Partition => (byte)PartitionField.Get(_image);

    /// <summary>Gets whether status comes before the tape has moved (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets whether the device goes over to explicit addresses (BAM).</summary>
    public bool IsExplicitAddressMode => IsExplicitAddressModeField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the LOCATE(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The LOCATE(16) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Locate16Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the LOCATE(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The LOCATE(16) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Locate16Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the LOCATE(16) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
