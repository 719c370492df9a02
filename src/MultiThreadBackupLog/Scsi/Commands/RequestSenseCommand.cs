using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks for sense data: REQUEST SENSE, operation code 03h (SPC-4, REQUEST SENSE command).</summary>
/// <remarks>
/// <para>The default value takes no byte. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct RequestSenseCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField WantsDescriptorFormatField = WireField.Flag("DESC", 1, 0);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 4, 1);

    internal static readonly WireLayout<RequestSenseCommand> Layout = WireLayout<RequestSenseCommand>.Command(
        "REQUEST SENSE", "SPC-4, REQUEST SENSE command", 0x03, EncodedLength, image => new RequestSenseCommand(image),
        WantsDescriptorFormatField,
        AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the REQUEST SENSE CDB.</summary>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    /// <param name="wantsDescriptorFormat">Whether sense data are wanted in descriptor form.</param>
    public RequestSenseCommand(byte allocationLength, bool wantsDescriptorFormat = false)
        : this(default(WireImage)
            .With(AllocationLengthField, (ulong)allocationLength)
            .With(WantsDescriptorFormatField, wantsDescriptorFormat))
    {
    }

    private RequestSenseCommand(WireImage image) => _image = image;

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public byte AllocationLength => (byte)AllocationLengthField.Get(_image);

    /// <summary>Gets whether sense data are wanted in descriptor form (DESC).</summary>
    public bool WantsDescriptorFormat => WantsDescriptorFormatField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the REQUEST SENSE CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The REQUEST SENSE CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out RequestSenseCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the REQUEST SENSE CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The REQUEST SENSE CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static RequestSenseCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the REQUEST SENSE CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
