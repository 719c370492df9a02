using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Reads blocks of a sequential device at an explicit address: READ(16), operation code 88h (SSC-3, READ(16) command).</summary>
/// <remarks>
/// <para>A disk has another layout for this operation code: <see cref="DiskRead16Command"/>.</para>
/// <para>The default value reads nothing. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct TapeRead16Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField SuppressIncorrectLengthField = WireField.Flag("SILI", 1, 1);
    private static readonly WireField IsFixedField = WireField.Flag("FIXED", 1, 0);
    private static readonly WireField PartitionField = WireField.Number("PARTITION", 3, 1);
    private static readonly WireField LogicalObjectIdentifierField = WireField.Number("LOGICAL OBJECT IDENTIFIER", 4, 8);
    private static readonly WireField TransferLengthField = WireField.Number("TRANSFER LENGTH", 12, 3);

    internal static readonly WireLayout<TapeRead16Command> Layout = WireLayout<TapeRead16Command>.Command(
        "READ(16)", "SSC-3, READ(16) command", 0x88, EncodedLength, image => new TapeRead16Command(image),
        SuppressIncorrectLengthField,
        IsFixedField,
        PartitionField,
        LogicalObjectIdentifierField,
        TransferLengthField).For(PeripheralDeviceType.SequentialAccess);

    private readonly WireImage _image;

    /// <summary>Describes the READ(16) CDB.</summary>
    /// <param name="isFixed">Whether the transfer length counts blocks of the fixed block length, instead of the bytes of one
    /// block.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="logicalObjectIdentifier">The logical object, blocks and filemarks counted together from the beginning of the
    /// partition.</param>
    /// <param name="transferLength">The bytes of one block, or the number of fixed blocks; 0 to 16,777,215.</param>
    /// <param name="suppressIncorrectLength">Whether a block of another length is not reported; not together with fixed blocks.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="transferLength"/> needs more bits than its field has.</exception>
    public TapeRead16Command(
        bool isFixed,
        byte partition,
        ulong logicalObjectIdentifier,
        int transferLength,
        bool suppressIncorrectLength = false)
        : this(default(WireImage)
            .With(IsFixedField, isFixed)
            .With(PartitionField, (ulong)partition)
            .With(LogicalObjectIdentifierField, logicalObjectIdentifier)
            .With(TransferLengthField, transferLength, nameof(transferLength))
            .With(SuppressIncorrectLengthField, suppressIncorrectLength))
    {
    }

    private TapeRead16Command(WireImage image) => _image = image;

    /// <summary>
    /// Gets whether the transfer length counts blocks of the fixed block length, instead of the bytes of one block (FIXED).
    /// </summary>
    public bool IsFixed => IsFixedField.GetFlag(_image);

    /// <summary>Gets the partition (PARTITION).</summary>
    public byte Partition => (byte)PartitionField.Get(_image);

    /// <summary>
    /// Gets the logical object, blocks and filemarks counted together from the beginning of the partition (LOGICAL OBJECT
    /// IDENTIFIER).
    /// </summary>
    public ulong LogicalObjectIdentifier => LogicalObjectIdentifierField.Get(_image);

    /// <summary>
    /// Gets the bytes of one block, or with <see cref="IsFixed"/> the number of blocks; 0 transfers nothing (TRANSFER LENGTH).
    /// </summary>
    public int TransferLength => (int)TransferLengthField.Get(_image);

    /// <summary>Gets whether a block of another length is not reported (SILI).</summary>
    public bool SuppressIncorrectLength => SuppressIncorrectLengthField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The READ(16) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out TapeRead16Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the READ(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The READ(16) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static TapeRead16Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ(16) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
