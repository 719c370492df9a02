using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Where a sequential device stands: READ POSITION long form data (SSC-3, READ POSITION command).</summary>
/// <remarks>
/// <para>This form says nothing of the buffer.</para>
/// <para>The default value is the beginning of partition 0. Reserved bits that were decoded are kept on writing. Immutable; safe to
/// share between threads.</para>
/// </remarks>
public readonly record struct LongPositionData
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField IsBeginningOfPartitionField = WireField.Flag("BOP", 0, 7);
    private static readonly WireField IsEndOfPartitionField = WireField.Flag("EOP", 0, 6);
    private static readonly WireField IsMarkPositionUnknownField = WireField.Flag("MPU", 0, 3);
    private static readonly WireField IsObjectNumberUnknownField = WireField.Flag("LONU", 0, 2);
    private static readonly WireField IsBeyondProgrammableEarlyWarningField = WireField.Flag("BPEW", 0, 0);
    private static readonly WireField PartitionField = WireField.Number("PARTITION NUMBER", 4, 4);
    private static readonly WireField LogicalObjectIdentifierField = WireField.Number("LOGICAL OBJECT NUMBER", 8, 8);
    private static readonly WireField LogicalFileIdentifierField = WireField.Number("LOGICAL FILE IDENTIFIER", 16, 8);
    private static readonly WireField LogicalSetIdentifierField = WireField.Number("LOGICAL SET IDENTIFIER", 24, 8);

    internal static readonly WireLayout<LongPositionData> Layout = new(
        "READ POSITION long form data", "SSC-3, READ POSITION command", EncodedLength, image => new LongPositionData(image),
        IsBeginningOfPartitionField,
        IsEndOfPartitionField,
        IsMarkPositionUnknownField,
        IsObjectNumberUnknownField,
        IsBeyondProgrammableEarlyWarningField,
        PartitionField,
        LogicalObjectIdentifierField,
        LogicalFileIdentifierField,
        LogicalSetIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes the READ POSITION long form data.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="logicalObjectIdentifier">The next object that the host will transfer: the position.</param>
    /// <param name="logicalFileIdentifier">The filemarks between the beginning of the partition and the position.</param>
    /// <param name="logicalSetIdentifier">The setmarks before the position; obsolete.</param>
    /// <param name="isBeginningOfPartition">Whether the device stands at the beginning of the partition.</param>
    /// <param name="isEndOfPartition">Whether the device stands between early warning and the end of the partition.</param>
    /// <param name="isBeyondProgrammableEarlyWarning">Whether the device stands beyond programmable early warning.</param>
    /// <param name="isMarkPositionUnknown">Whether the file and the set are not known.</param>
    /// <param name="isObjectNumberUnknown">Whether the partition and the object are not known.</param>
    public LongPositionData(
        uint partition,
        ulong logicalObjectIdentifier,
        ulong logicalFileIdentifier,
        ulong logicalSetIdentifier = 0,
        bool isBeginningOfPartition = false,
        bool isEndOfPartition = false,
        bool isBeyondProgrammableEarlyWarning = false,
        bool isMarkPositionUnknown = false,
        bool isObjectNumberUnknown = false)
        : this(default(WireImage)
            .With(PartitionField, (ulong)partition)
            .With(LogicalObjectIdentifierField, logicalObjectIdentifier)
            .With(LogicalFileIdentifierField, logicalFileIdentifier)
            .With(LogicalSetIdentifierField, logicalSetIdentifier)
            .With(IsBeginningOfPartitionField, isBeginningOfPartition)
            .With(IsEndOfPartitionField, isEndOfPartition)
            .With(IsBeyondProgrammableEarlyWarningField, isBeyondProgrammableEarlyWarning)
            .With(IsMarkPositionUnknownField, isMarkPositionUnknown)
            .With(IsObjectNumberUnknownField, isObjectNumberUnknown))
    {
    }

    private LongPositionData(WireImage image) => _image = image;

    /// <summary>Gets the partition (PARTITION NUMBER).</summary>
    public uint Partition => (uint)PartitionField.Get(_image);

    /// <summary>Gets the next object that the host will transfer: the position (LOGICAL OBJECT NUMBER).</summary>
    public ulong LogicalObjectIdentifier => LogicalObjectIdentifierField.Get(_image);

    /// <summary>Gets the filemarks between the beginning of the partition and the position (LOGICAL FILE IDENTIFIER).</summary>
    public ulong LogicalFileIdentifier => LogicalFileIdentifierField.Get(_image);

    /// <summary>Gets the setmarks before the position (LOGICAL SET IDENTIFIER, obsolete).</summary>
    public ulong LogicalSetIdentifier => LogicalSetIdentifierField.Get(_image);

    /// <summary>Gets whether the device stands at the beginning of the partition (BOP).</summary>
    public bool IsBeginningOfPartition => IsBeginningOfPartitionField.GetFlag(_image);

    /// <summary>Gets whether the device stands between early warning and the end of the partition (EOP).</summary>
    public bool IsEndOfPartition => IsEndOfPartitionField.GetFlag(_image);

    /// <summary>Gets whether the device stands beyond programmable early warning (BPEW).</summary>
    public bool IsBeyondProgrammableEarlyWarning => IsBeyondProgrammableEarlyWarningField.GetFlag(_image);

    /// <summary>Gets whether the file and the set are not known (MPU).</summary>
    public bool IsMarkPositionUnknown => IsMarkPositionUnknownField.GetFlag(_image);

    /// <summary>Gets whether the partition and the object are not known (LONU).</summary>
    public bool IsObjectNumberUnknown => IsObjectNumberUnknownField.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the READ POSITION long form data at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The READ POSITION long form data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out LongPositionData value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>
    /// Decodes the READ POSITION long form data at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The READ POSITION long form data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static LongPositionData Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ POSITION long form data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
