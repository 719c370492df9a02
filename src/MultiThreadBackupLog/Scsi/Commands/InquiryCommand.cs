using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks what a logical unit is: INQUIRY, operation code 12h (SPC-4, INQUIRY command).</summary>
/// <remarks>
/// <para>The default value asks for standard data and takes no byte. Reserved bits that were decoded are kept on writing. Immutable;
/// safe to share between threads.</para>
/// </remarks>
public readonly record struct InquiryCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField WantsCommandSupportDataField = WireField.Flag("CMDDT", 1, 1);
    private static readonly WireField IsVitalProductDataField = WireField.Flag("EVPD", 1, 0);
    private static readonly WireField PageCodeField = WireField.Code("PAGE CODE", 2, 1, FieldNames.VpdPage);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 3, 2);

    internal static readonly WireLayout<InquiryCommand> Layout = WireLayout<InquiryCommand>.Command(
        "INQUIRY", "SPC-4, INQUIRY command", 0x12, EncodedLength, image => new InquiryCommand(image),
        WantsCommandSupportDataField,
        IsVitalProductDataField,
        PageCodeField,
        AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the INQUIRY CDB.</summary>
    /// <param name="isVitalProductData">Whether a vital product data page is wanted instead of standard data.</param>
    /// <param name="pageCode">The vital product data page; 0 for standard data.</param>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    /// <param name="wantsCommandSupportData">Whether command support data are wanted; obsolete.</param>
    public InquiryCommand(bool isVitalProductData, byte pageCode, ushort allocationLength, bool wantsCommandSupportData = false)
        : this(default(WireImage)
            .With(IsVitalProductDataField, isVitalProductData)
            .With(PageCodeField, (ulong)pageCode)
            .With(AllocationLengthField, (ulong)allocationLength)
            .With(WantsCommandSupportDataField, wantsCommandSupportData))
    {
    }

    private InquiryCommand(WireImage image) => _image = image;

    /// <summary>Gets whether a vital product data page is wanted instead of standard data (EVPD).</summary>
    public bool IsVitalProductData => IsVitalProductDataField.GetFlag(_image);

    /// <summary>Gets the vital product data page (PAGE CODE); 0 for standard data.</summary>
    public byte PageCode => (byte)PageCodeField.Get(_image);

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public ushort AllocationLength => (ushort)AllocationLengthField.Get(_image);

    /// <summary>Gets whether command support data are wanted (CMDDT, obsolete since SPC-3).</summary>
    public bool WantsCommandSupportData => WantsCommandSupportDataField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the INQUIRY CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The INQUIRY CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out InquiryCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the INQUIRY CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The INQUIRY CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static InquiryCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the INQUIRY CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
