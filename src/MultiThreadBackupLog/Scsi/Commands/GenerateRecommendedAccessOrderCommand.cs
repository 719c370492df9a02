using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>
/// Has a drive work out in which order to read: GENERATE RECOMMENDED ACCESS ORDER, operation code A4h, service action 1Dh (LTO-9
/// and later).
/// </summary>
/// <remarks>
/// <para>The default value sends no data. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct GenerateRecommendedAccessOrderCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 12;

    // UDS_TYPE 1 for descriptors with geometry is not confirmed; this library sends 0.
    private static readonly WireField ProcessField = WireField.CodeBits("PROCESS", 2, 2, 3, FieldNames.AccessOrderProcess);
    private static readonly WireField SegmentTypeField = WireField.Bits("UDS_TYPE", 3, 2, 3);
    private static readonly WireField ParameterListLengthField = WireField.Number("PARAMETER LIST LENGTH", 6, 4);

    internal static readonly WireLayout<GenerateRecommendedAccessOrderCommand> Layout =
        WireLayout<GenerateRecommendedAccessOrderCommand>.Command(
        "GENERATE RECOMMENDED ACCESS ORDER", "IBM LTO SCSI Reference, recommended access order", 0xA4,
        EncodedLength, image => new GenerateRecommendedAccessOrderCommand(image),
        WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe(0x1D),
        ProcessField,
        SegmentTypeField,
        ParameterListLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the GENERATE RECOMMENDED ACCESS ORDER CDB.</summary>
    /// <param name="process">What the drive does with the list.</param>
    /// <param name="parameterListLength">The bytes of data-out.</param>
    /// <param name="segmentType">The kind of the user data segment descriptors, 0 to 7; 0 without geometry.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="process"/> or <paramref name="segmentType"/> needs more bits than
    /// its field has.</exception>
    public GenerateRecommendedAccessOrderCommand(AccessOrderProcess process, uint parameterListLength, byte segmentType = 0)
        : this(default(WireImage)
            .With(ProcessField, (int)process, nameof(process))
            .With(ParameterListLengthField, (ulong)parameterListLength)
            .With(SegmentTypeField, segmentType, nameof(segmentType)))
    {
    }

    private GenerateRecommendedAccessOrderCommand(WireImage image) => _image = image;

    /// <summary>Gets what the drive does with the list (PROCESS).</summary>
    public AccessOrderProcess Process => (AccessOrderProcess)ProcessField.Get(_image);

    /// <summary>Gets the bytes of data-out (PARAMETER LIST LENGTH).</summary>
    public uint ParameterListLength => (uint)ParameterListLengthField.Get(_image);

    /// <summary>Gets the kind of the user data segment descriptors (UDS_TYPE); 0 without geometry.</summary>
    public byte SegmentType => (byte)SegmentTypeField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the GENERATE RECOMMENDED ACCESS ORDER CDB at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The GENERATE RECOMMENDED ACCESS ORDER CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out GenerateRecommendedAccessOrderCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>
    /// Decodes the GENERATE RECOMMENDED ACCESS ORDER CDB at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The GENERATE RECOMMENDED ACCESS ORDER CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static GenerateRecommendedAccessOrderCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the GENERATE RECOMMENDED ACCESS ORDER CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
