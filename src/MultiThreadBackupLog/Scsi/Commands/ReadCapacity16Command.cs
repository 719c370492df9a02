using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>
/// Asks for the size of a disk: READ CAPACITY(16), operation code 9Eh, service action 10h (SBC-3, READ CAPACITY(16) command).
/// </summary>
/// <remarks>
/// <para>The default value takes no byte. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct ReadCapacity16Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField LogicalBlockAddressField = WireField.Number("LOGICAL BLOCK ADDRESS", 2, 8);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 10, 4);
    private static readonly WireField IsPartialMediumIndicatorField = WireField.Flag("PMI", 14, 0);

    internal static readonly WireLayout<ReadCapacity16Command> Layout = WireLayout<ReadCapacity16Command>.Command(
        "READ CAPACITY(16)", "SBC-3, READ CAPACITY(16) command", 0x9E, EncodedLength, image => new ReadCapacity16Command(image),
        WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe(0x10),
        LogicalBlockAddressField,
        AllocationLengthField,
        IsPartialMediumIndicatorField);

    private readonly WireImage _image;

    /// <summary>Describes the READ CAPACITY(16) CDB.</summary>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    /// <param name="logicalBlockAddress">The block address; obsolete.</param>
    /// <param name="isPartialMediumIndicator">Whether the answer is for the blocks after the address; obsolete.</param>
    public ReadCapacity16Command(uint allocationLength, ulong logicalBlockAddress = 0, bool isPartialMediumIndicator = false)
        : this(default(WireImage)
            .With(AllocationLengthField, (ulong)allocationLength)
            .With(LogicalBlockAddressField, logicalBlockAddress)
            .With(IsPartialMediumIndicatorField, isPartialMediumIndicator))
    {
    }

    private ReadCapacity16Command(WireImage image) => _image = image;

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public uint AllocationLength => (uint)AllocationLengthField.Get(_image);

    /// <summary>Gets the block address (obsolete since SBC-3), 0 unless PMI is set (LOGICAL BLOCK ADDRESS).</summary>
    public ulong LogicalBlockAddress => LogicalBlockAddressField.Get(_image);

    /// <summary>Gets whether the answer is for the blocks after the address (PMI, obsolete since SBC-3).</summary>
    public bool IsPartialMediumIndicator => IsPartialMediumIndicatorField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ CAPACITY(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The READ CAPACITY(16) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReadCapacity16Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the READ CAPACITY(16) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The READ CAPACITY(16) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ReadCapacity16Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ CAPACITY(16) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
