using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks for mode parameters: MODE SENSE(6), operation code 1Ah (SPC-4, MODE SENSE(6) command).</summary>
/// <remarks>
/// <para>The default value asks for page 0 and takes no byte. Reserved bits that were decoded are kept on writing. Immutable; safe to
/// share between threads.</para>
/// </remarks>
public readonly record struct ModeSense6Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField DisablesBlockDescriptorsField = WireField.Flag("DBD", 1, 3);
    private static readonly WireField PageControlField = WireField.CodeBits("PC", 2, 7, 2, FieldNames.PageControl);
    private static readonly WireField PageCodeField = WireField.CodeBits("PAGE CODE", 2, 5, 6);
    private static readonly WireField SubpageCodeField = WireField.Code("SUBPAGE CODE", 3, 1);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 4, 1);

    internal static readonly WireLayout<ModeSense6Command> Layout = WireLayout<ModeSense6Command>.Command(
        "MODE SENSE(6)", "SPC-4, MODE SENSE(6) command", 0x1A, EncodedLength, image => new ModeSense6Command(image),
        DisablesBlockDescriptorsField,
        PageControlField,
        PageCodeField,
        SubpageCodeField,
        AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the MODE SENSE(6) CDB.</summary>
    /// <param name="pageCode">The mode page, 0 to 3Fh.</param>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    /// <param name="disablesBlockDescriptors">Whether no block descriptor is wanted.</param>
    /// <param name="pageControl">Which values are wanted.</param>
    /// <param name="subpageCode">The subpage.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pageCode"/> or <paramref name="pageControl"/> needs more bits than
    /// its field has.</exception>
    public ModeSense6Command(
        byte pageCode,
        byte allocationLength,
        bool disablesBlockDescriptors = false,
        ModePageControl pageControl = ModePageControl.Current,
        byte subpageCode = 0)
        : this(default(WireImage)
            .With(PageCodeField, pageCode, nameof(pageCode))
            .With(AllocationLengthField, (ulong)allocationLength)
            .With(DisablesBlockDescriptorsField, disablesBlockDescriptors)
            .With(PageControlField, (int)pageControl, nameof(pageControl))
            .With(SubpageCodeField, (ulong)subpageCode))
    {
    }

    private ModeSense6Command(WireImage image) => _image = image;

    /// <summary>Gets the mode page, 3Fh for all (PAGE CODE); 0 where only the header and the block descriptor are wanted.</summary>
    public byte PageCode => (byte)PageCodeField.Get(_image);

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public byte AllocationLength => (byte)AllocationLengthField.Get(_image);

    /// <summary>Gets whether no block descriptor is wanted (DBD).</summary>
    public bool DisablesBlockDescriptors => DisablesBlockDescriptorsField.GetFlag(_image);

    /// <summary>Gets which values are wanted (PC).</summary>
    public ModePageControl PageControl => (ModePageControl)PageControlField.Get(_image);

    /// <summary>Gets the subpage, FFh for all (SUBPAGE CODE).</summary>
    public byte SubpageCode => (byte)SubpageCodeField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the MODE SENSE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The MODE SENSE(6) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ModeSense6Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the MODE SENSE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The MODE SENSE(6) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ModeSense6Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the MODE SENSE(6) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
