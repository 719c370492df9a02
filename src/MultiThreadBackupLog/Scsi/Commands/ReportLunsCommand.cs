using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks for the logical units of a target: REPORT LUNS, operation code A0h (SPC-4, REPORT LUNS command).</summary>
/// <remarks>
/// <para>The default value takes no byte. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct ReportLunsCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField SelectReportField = WireField.Code("SELECT REPORT", 2, 1);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 6, 4);

    internal static readonly WireLayout<ReportLunsCommand> Layout = WireLayout<ReportLunsCommand>.Command(
        "REPORT LUNS", "SPC-4, REPORT LUNS command", 0xA0, EncodedLength, image => new ReportLunsCommand(image),
        SelectReportField,
        AllocationLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the REPORT LUNS CDB.</summary>
    /// <param name="selectReport">Which logical units are wanted; 0 for those that are addressed directly, 2 for all.</param>
    /// <param name="allocationLength">The most bytes of data-in that the initiator takes.</param>
    public ReportLunsCommand(byte selectReport, uint allocationLength)
        : this(default(WireImage).With(SelectReportField, (ulong)selectReport).With(AllocationLengthField, (ulong)allocationLength))
    {
    }

    private ReportLunsCommand(WireImage image) => _image = image;

    /// <summary>Gets which logical units are wanted; 0 for those that are addressed directly (SELECT REPORT).</summary>
    public byte SelectReport => (byte)SelectReportField.Get(_image);

    /// <summary>Gets the most bytes of data-in that the initiator takes (ALLOCATION LENGTH).</summary>
    public uint AllocationLength => (uint)AllocationLengthField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the REPORT LUNS CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The REPORT LUNS CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReportLunsCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the REPORT LUNS CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The REPORT LUNS CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ReportLunsCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the REPORT LUNS CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
