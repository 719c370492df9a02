using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks where a sequential device stands: READ POSITION, operation code 34h (SSC-3, READ POSITION command).</summary>
/// <remarks>
/// <para>The default value asks for the short form. Reserved bits that were decoded are kept on writing. Immutable; safe to share
/// between threads.</para>
/// </remarks>
public readonly record struct ReadPositionCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 10;

    private static readonly WireField FormField = WireField.CodeBits("SERVICE ACTION", 1, 4, 5, FieldNames.PositionForm);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 7, 2);

    internal static readonly WireLayout<ReadPositionCommand> Layout = WireLayout<ReadPositionCommand>.Command(
        "READ POSITION", "SSC-3, READ POSITION command", 0x34, EncodedLength, image => new ReadPositionCommand(image),
        FormField,
        AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the READ POSITION CDB.</summary>
    /// <param name="form">The form of the answer.</param>
    /// <param name="allocationLength">The most bytes that the initiator takes, of the extended form only.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="form"/> needs more bits than its field has.</exception>
    public ReadPositionCommand(ReadPositionForm form, ushort allocationLength = 0)
        : this(default(WireImage).With(FormField, (int)form, nameof(form)).With(AllocationLengthField, (ulong)allocationLength))
    {
    }

    private ReadPositionCommand(WireImage image) => _image = image;

    /// <summary>Gets the form of the answer; values beyond the enumeration are given as they are (SERVICE ACTION).</summary>
    public ReadPositionForm Form => (ReadPositionForm)FormField.Get(_image);

    /// <summary>Gets the most bytes that the initiator takes, of the extended form only; otherwise 0 (ALLOCATION LENGTH).</summary>
    public ushort AllocationLength => (ushort)AllocationLengthField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ POSITION CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The READ POSITION CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReadPositionCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the READ POSITION CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The READ POSITION CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ReadPositionCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ POSITION CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
