using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>
/// Asks for the order in which a drive recommends to read: RECEIVE RECOMMENDED ACCESS ORDER, operation code A3h, service action 1Dh
/// (LTO-9 and later).
/// </summary>
/// <remarks>
/// <para>The default value takes no byte. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct ReceiveRecommendedAccessOrderCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 12;

    // UDS_TYPE 1 for descriptors with geometry is not confirmed; this library sends 0.
    private static readonly WireField WantsLimitsField = WireField.Flag("UDS_LIMITS", 1, 7);
    private static readonly WireField ListOffsetField = WireField.Number("RAO LIST OFFSET", 2, 4);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 6, 4);
    private static readonly WireField SegmentTypeField = WireField.Bits("UDS_TYPE", 10, 2, 3);

    internal static readonly WireLayout<ReceiveRecommendedAccessOrderCommand> Layout =
        WireLayout<ReceiveRecommendedAccessOrderCommand>.Command(
        "RECEIVE RECOMMENDED ACCESS ORDER", "IBM LTO SCSI Reference, recommended access order", 0xA3,
        EncodedLength, image => new ReceiveRecommendedAccessOrderCommand(image),
        WantsLimitsField,
        WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe(0x1D),
        ListOffsetField,
        AllocationLengthField,
        SegmentTypeField);

    private readonly WireImage _image;

    /// <summary>Describes the RECEIVE RECOMMENDED ACCESS ORDER CDB.</summary>
    /// <param name="listOffset">The first byte of the list that is wanted.</param>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    /// <param name="wantsLimits">Whether the limits of the device are wanted instead of a list.</param>
    /// <param name="segmentType">The kind of the user data segment descriptors, 0 to 7; 0 without geometry.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="segmentType"/> needs more bits than its field has.</exception>
    public ReceiveRecommendedAccessOrderCommand(uint listOffset, uint allocationLength, bool wantsLimits = false, byte segmentType = 0)
        : this(default(WireImage)
            .With(ListOffsetField, (ulong)listOffset)
            .With(AllocationLengthField, (ulong)allocationLength)
            .With(WantsLimitsField, wantsLimits)
            .With(SegmentTypeField, segmentType, nameof(segmentType)))
    {
    }

    private ReceiveRecommendedAccessOrderCommand(WireImage image) => _image = image;

    /// <summary>Gets the first byte of the list that is wanted (RAO LIST OFFSET).</summary>
    public uint ListOffset => (uint)ListOffsetField.Get(_image);

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public uint AllocationLength => (uint)AllocationLengthField.Get(_image);

    /// <summary>Gets whether the limits of the device are wanted instead of a list (UDS_LIMITS).</summary>
    public bool WantsLimits => WantsLimitsField.GetFlag(_image);

    /// <summary>Gets the kind of the user data segment descriptors (UDS_TYPE); 0 without geometry.</summary>
    public byte SegmentType => (byte)SegmentTypeField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the RECEIVE RECOMMENDED ACCESS ORDER CDB at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The RECEIVE RECOMMENDED ACCESS ORDER CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReceiveRecommendedAccessOrderCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>
    /// Decodes the RECEIVE RECOMMENDED ACCESS ORDER CDB at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The RECEIVE RECOMMENDED ACCESS ORDER CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ReceiveRecommendedAccessOrderCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the RECEIVE RECOMMENDED ACCESS ORDER CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
