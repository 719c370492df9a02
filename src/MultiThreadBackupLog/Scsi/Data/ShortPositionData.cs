using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Where a sequential device stands: READ POSITION short form data (SSC-3, READ POSITION command).</summary>
/// <remarks>
/// <para>Objects from <see cref="LastLogicalObjectIdentifier"/> up to <see cref="FirstLogicalObjectIdentifier"/> were accepted and are
/// not on the medium.</para>
/// <para>The default value is the beginning of partition 0 with an empty buffer. Reserved bits that were decoded are kept on writing.
/// Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ShortPositionData
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 20;

    private static readonly WireField IsBeginningOfPartitionField = WireField.Flag("BOP", 0, 7);
    private static readonly WireField IsEndOfPartitionField = WireField.Flag("EOP", 0, 6);
    private static readonly WireField IsBufferObjectCountUnknownField = WireField.Flag("LOCU", 0, 5);
    private static readonly WireField IsBufferByteCountUnknownField = WireField.Flag("BYCU", 0, 4);
    private static readonly WireField IsLocationUnknownField = WireField.Flag("LOLU", 0, 2);
    private static readonly WireField IsOverflowField = WireField.Flag("PERR", 0, 1);
    private static readonly WireField IsBeyondProgrammableEarlyWarningField = WireField.Flag("BPEW", 0, 0);
    private static readonly WireField PartitionField = WireField.Number("PARTITION NUMBER", 1, 1);
    private static readonly WireField FirstLogicalObjectIdentifierField = WireField.Number("FIRST LOGICAL OBJECT LOCATION", 4, 4);
    private static readonly WireField LastLogicalObjectIdentifierField = WireField.Number("LAST LOGICAL OBJECT LOCATION", 8, 4);
    private static readonly WireField BufferObjectCountField = WireField.Number("NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER", 13, 3);
    private static readonly WireField BufferBytesField = WireField.Number("NUMBER OF BYTES IN OBJECT BUFFER", 16, 4);

    internal static readonly WireLayout<ShortPositionData> Layout = new(
        "READ POSITION short form data", "SSC-3, READ POSITION command", EncodedLength, image => new ShortPositionData(image),
        IsBeginningOfPartitionField,
        IsEndOfPartitionField,
        IsBufferObjectCountUnknownField,
        IsBufferByteCountUnknownField,
        IsLocationUnknownField,
        IsOverflowField,
        IsBeyondProgrammableEarlyWarningField,
        PartitionField,
        FirstLogicalObjectIdentifierField,
        LastLogicalObjectIdentifierField,
        BufferObjectCountField,
        BufferBytesField);

    private readonly WireImage _image;

    /// <summary>Describes the READ POSITION short form data.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="firstLogicalObjectIdentifier">The next object that the host will transfer: the position.</param>
    /// <param name="lastLogicalObjectIdentifier">The next object to move between buffer and medium; everything below it is on the
    /// medium.</param>
    /// <param name="bufferObjectCount">How many objects are in the buffer.</param>
    /// <param name="bufferBytes">How many bytes are in the buffer.</param>
    /// <param name="isBeginningOfPartition">Whether the device stands at the beginning of the partition.</param>
    /// <param name="isEndOfPartition">Whether the device stands between early warning and the end of the partition.</param>
    /// <param name="isBeyondProgrammableEarlyWarning">Whether the device stands beyond programmable early warning.</param>
    /// <param name="isBufferObjectCountUnknown">Whether the count of objects in the buffer is not known.</param>
    /// <param name="isBufferByteCountUnknown">Whether the count of bytes in the buffer is not known.</param>
    /// <param name="isLocationUnknown">Whether the position is not known.</param>
    /// <param name="isOverflow">Whether a value does not fit its field.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bufferObjectCount"/> needs more bits than its field has.</exception>
    public ShortPositionData(
        byte partition,
        uint firstLogicalObjectIdentifier,
        uint lastLogicalObjectIdentifier,
        int bufferObjectCount,
        uint bufferBytes,
        bool isBeginningOfPartition = false,
        bool isEndOfPartition = false,
        bool isBeyondProgrammableEarlyWarning = false,
        bool isBufferObjectCountUnknown = false,
        bool isBufferByteCountUnknown = false,
        bool isLocationUnknown = false,
        bool isOverflow = false)
        : this(default(WireImage)
            .With(PartitionField, (ulong)partition)
            .With(FirstLogicalObjectIdentifierField, (ulong)firstLogicalObjectIdentifier)
            .With(LastLogicalObjectIdentifierField, (ulong)lastLogicalObjectIdentifier)
            .With(BufferObjectCountField, bufferObjectCount, nameof(bufferObjectCount))
            .With(BufferBytesField, (ulong)bufferBytes)
            .With(IsBeginningOfPartitionField, isBeginningOfPartition)
            .With(IsEndOfPartitionField, isEndOfPartition)
            .With(IsBeyondProgrammableEarlyWarningField, isBeyondProgrammableEarlyWarning)
            .With(IsBufferObjectCountUnknownField, isBufferObjectCountUnknown)
            .With(IsBufferByteCountUnknownField, isBufferByteCountUnknown)
            .With(IsLocationUnknownField, isLocationUnknown)
            .With(IsOverflowField, isOverflow))
    {
    }

    private ShortPositionData(WireImage image) => _image = image;

    /// <summary>Gets the partition (PARTITION NUMBER).</summary>
    public byte Partition => (byte)PartitionField.Get(_image);

    /// <summary>Gets the next object that the host will transfer: the position (FIRST LOGICAL OBJECT LOCATION).</summary>
    public uint FirstLogicalObjectIdentifier => (uint)FirstLogicalObjectIdentifierField.Get(_image);

    /// <summary>
    /// Gets the next object to move between buffer and medium; everything below it is on the medium (LAST LOGICAL OBJECT LOCATION).
    /// </summary>
    public uint LastLogicalObjectIdentifier => (uint)LastLogicalObjectIdentifierField.Get(_image);

    /// <summary>Gets how many objects are in the buffer (NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER).</summary>
    public int BufferObjectCount => (int)BufferObjectCountField.Get(_image);

    /// <summary>Gets how many bytes are in the buffer (NUMBER OF BYTES IN OBJECT BUFFER).</summary>
    public uint BufferBytes => (uint)BufferBytesField.Get(_image);

    /// <summary>Gets whether the device stands at the beginning of the partition (BOP).</summary>
    public bool IsBeginningOfPartition => IsBeginningOfPartitionField.GetFlag(_image);

    /// <summary>Gets whether the device stands between early warning and the end of the partition (EOP).</summary>
    public bool IsEndOfPartition => IsEndOfPartitionField.GetFlag(_image);

    /// <summary>Gets whether the device stands beyond programmable early warning (BPEW).</summary>
    public bool IsBeyondProgrammableEarlyWarning => IsBeyondProgrammableEarlyWarningField.GetFlag(_image);

    /// <summary>Gets whether the count of objects in the buffer is not known (LOCU).</summary>
    public bool IsBufferObjectCountUnknown => IsBufferObjectCountUnknownField.GetFlag(_image);

    /// <summary>Gets whether the count of bytes in the buffer is not known (BYCU).</summary>
    public bool IsBufferByteCountUnknown => IsBufferByteCountUnknownField.GetFlag(_image);

    /// <summary>Gets whether the position is not known, so partition and both locations say nothing (LOLU; BPU before SSC-3).</summary>
    public bool IsLocationUnknown => IsLocationUnknownField.GetFlag(_image);

    /// <summary>Gets whether a value does not fit its field, so another form must be asked for (PERR).</summary>
    public bool IsOverflow => IsOverflowField.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the READ POSITION short form data at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The READ POSITION short form data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ShortPositionData value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>
    /// Decodes the READ POSITION short form data at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The READ POSITION short form data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ShortPositionData Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ POSITION short form data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
