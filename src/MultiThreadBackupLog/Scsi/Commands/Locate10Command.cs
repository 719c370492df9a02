using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Moves a sequential device to a logical object: LOCATE(10), operation code 2Bh (SSC-3, LOCATE(10) command).</summary>
/// <remarks>
/// <para>The default value goes to the beginning of the current partition. Reserved bits that were decoded are kept on writing.
/// Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct Locate10Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 10;

    private static readonly WireField IsVendorAddressField = WireField.Flag("BT", 1, 2);
    private static readonly WireField ChangesPartitionField = WireField.Flag("CP", 1, 1);
    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 0);
    private static readonly WireField LogicalObjectIdentifierField = WireField.Number("LOGICAL OBJECT IDENTIFIER", 3, 4);
    private static readonly WireField PartitionField = WireField.Number("PARTITION", 8, 1);

    internal static readonly WireLayout<Locate10Command> Layout = WireLayout<Locate10Command>.Command(
        "LOCATE(10)", "SSC-3, LOCATE(10) command", 0x2B, EncodedLength, image => new Locate10Command(image),
        IsVendorAddressField,
        ChangesPartitionField,
        IsImmediateField,
        LogicalObjectIdentifierField,
        PartitionField);

    private readonly WireImage _image;

    /// <summary>Describes the LOCATE(10) CDB.</summary>
    /// <param name="logicalObjectIdentifier">The logical object to go to, blocks and filemarks counted together.</param>
    /// <param name="changesPartition">Whether the partition is changed.</param>
    /// <param name="partition">The partition, used where it is changed.</param>
    /// <param name="isImmediate">Whether status comes before the tape has moved.</param>
    /// <param name="isVendorAddress">Whether the address is a vendor-specific one.</param>
    public Locate10Command(
        uint logicalObjectIdentifier,
        bool changesPartition = false,
        byte partition = 0,
        bool isImmediate = false,
        bool isVendorAddress = false)
        : this(default(WireImage)
            .With(LogicalObjectIdentifierField, (ulong)logicalObjectIdentifier)
            .With(ChangesPartitionField, changesPartition)
            .With(PartitionField, (ulong)partition)
            .With(IsImmediateField, isImmediate)
            .With(IsVendorAddressField, isVendorAddress))
    {
    }

    private Locate10Command(WireImage image) => _image = image;

    /// <summary>Gets the logical object to go to, blocks and filemarks counted together (LOGICAL OBJECT IDENTIFIER).</summary>
    public uint LogicalObjectIdentifier => (uint)LogicalObjectIdentifierField.Get(_image);

    /// <summary>Gets whether the partition is changed (CP).</summary>
    public bool ChangesPartition => ChangesPartitionField.GetFlag(_image);

    /// <summary>Gets the partition, used where it is changed (PARTITION).</summary>
    public byte Partition => (byte)PartitionField.Get(_image);

    /// <summary>Gets whether status comes before the tape has moved (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets whether the address is a vendor-specific one (BT).</summary>
    public bool IsVendorAddress => IsVendorAddressField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the LOCATE(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The LOCATE(10) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Locate10Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the LOCATE(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The LOCATE(10) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Locate10Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the LOCATE(10) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
