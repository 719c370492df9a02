using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>Asks a copy manager for status, held data, its limits or the cause of a failure: RECEIVE COPY RESULTS, operation code 84h
/// (SPC-4 tables 239 to 252: THIRD-PARTY COPY IN).</summary>
/// <remarks>
/// <para>The list identifier has 8 bits (LID1) or 32 (LID4), as the service action says. A service action without a name is parsed and
/// left to the copy manager to refuse (24h/00h).</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ReceiveCopyResultsCommand
{
    /// <summary>OPERATION CODE.</summary>
    public const byte OperationCode = 0x84;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly Func<ulong, string?> NameOf = WireField.Names(
        "RECEIVE COPY RESULTS / COPY STATUS",
        "RECEIVE COPY RESULTS / RECEIVE DATA",
        null,
        "RECEIVE COPY RESULTS / OPERATING PARAMETERS",
        "RECEIVE COPY RESULTS / FAILED SEGMENT DETAILS",
        "RECEIVE COPY STATUS (LID4)",
        "RECEIVE COPY DATA (LID4)",
        "RECEIVE ROD TOKEN INFORMATION",
        "REPORT ALL ROD TOKENS");

    private static readonly WireField ActionField = WireField.CodeBits("SERVICE ACTION", 1, 4, 5, NameOf);

    private static readonly WireField ShortListIdentifierField = WireField.Number("LIST IDENTIFIER", 2, 1);
    private static readonly WireField LongListIdentifierField = WireField.Number("LIST IDENTIFIER", 2, 4);
    private static readonly WireField AllocationLengthField = WireField.Number("ALLOCATION LENGTH", 10, 4);

    internal static readonly WireLayout<ReceiveCopyResultsCommand> ShortLayout = LayoutOf(
        ActionField, ShortListIdentifierField, AllocationLengthField);
    internal static readonly WireLayout<ReceiveCopyResultsCommand> LongLayout = LayoutOf(ActionField, LongListIdentifierField, AllocationLengthField);
    internal static readonly WireLayout<ReceiveCopyResultsCommand> PlainLayout = LayoutOf(ActionField, AllocationLengthField);

    /// <summary>A layout for each action, by which a decoder tells them apart.</summary>
    internal static readonly WireLayout[] ActionLayouts = new[] { 0, 1, 3, 4, 5, 6, 7, 8 }
        .Select(code => (ReceiveCopyResultsAction)code)
        .Select(action => (WireLayout)WireLayout<ReceiveCopyResultsCommand>.Command(
            NameOf((ulong)action)!, "SPC-4, THIRD-PARTY COPY IN", OperationCode, EncodedLength,
        image => new ReceiveCopyResultsCommand(image),
            [WireField.CodeBits("SERVICE ACTION", 1, 4, 5, NameOf).MustBe((ulong)action), .. FieldOf(action) is { } identifier ? new[] { identifier } : [], AllocationLengthField]))
        .ToArray();

    private readonly WireImage _image;

    /// <summary>Describes the CDB.</summary>
    /// <param name="action">SERVICE ACTION: what is asked for.</param>
    /// <param name="listIdentifier">LIST IDENTIFIER of the copy; 0 for OPERATING PARAMETERS and REPORT ALL ROD TOKENS.</param>
    /// <param name="allocationLengthBytes">ALLOCATION LENGTH: the most bytes to receive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The action needs more than 5 bits, or the list identifier more than the action
    /// has.</exception>
    public ReceiveCopyResultsCommand(ReceiveCopyResultsAction action, uint listIdentifier, uint allocationLengthBytes)
    {
        _image = default(WireImage).With(ActionField, (long)action, nameof(action)).With(AllocationLengthField, allocationLengthBytes);
        if (FieldOf(action) is { } field)
        {
            _image = _image.With(field, listIdentifier, nameof(listIdentifier));
        }
        else if (listIdentifier != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(listIdentifier), listIdentifier, "The action has no list identifier.");
        }
    }

    private ReceiveCopyResultsCommand(WireImage image) => _image = image;

    /// <summary>Gets SERVICE ACTION (byte 1 bits 4 to 0): what is asked for.</summary>
    public ReceiveCopyResultsAction Action => (ReceiveCopyResultsAction)ActionField.Get(_image);

    /// <summary>Gets LIST IDENTIFIER (byte 2, or bytes 2 to 5 for LID4) of the copy; 0 where the action has none.</summary>
    public uint ListIdentifier => (uint)(FieldOf(Action)?.Get(_image) ?? 0);

    /// <summary>Gets ALLOCATION LENGTH (bytes 10 to 13): the most bytes to receive.</summary>
    public uint AllocationLengthBytes => (uint)AllocationLengthField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    private WireLayout<ReceiveCopyResultsCommand> Layout =>
        FieldOf(Action) is { } identifier ? (identifier == ShortListIdentifierField ? ShortLayout : LongLayout) : PlainLayout;

    /// <summary>Decodes the CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReceiveCopyResultsCommand command, out ParseFault fault) =>
        LongLayout.TryParse(source, out command, out fault);

    /// <summary>Decodes the CDB; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The CDB.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static ReceiveCopyResultsCommand Parse(ReadOnlySpan<byte> source) => LongLayout.Parse(source);

    /// <summary>Encodes the CDB.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => LongLayout.Write(_image, destination);

    private static WireField? FieldOf(ReceiveCopyResultsAction action) => action switch
    {
        ReceiveCopyResultsAction.OperatingParameters or ReceiveCopyResultsAction.ReportAllRodTokens => null,
        ReceiveCopyResultsAction.CopyStatusLid4 or ReceiveCopyResultsAction.ReceiveDataLid4 or ReceiveCopyResultsAction.RodTokenInformation => LongListIdentifierField,
        _ => ShortListIdentifierField,
    };

    private static WireLayout<ReceiveCopyResultsCommand> LayoutOf(params WireField[] fields) =>
        WireLayout<ReceiveCopyResultsCommand>.Command(
            "RECEIVE COPY RESULTS", "SPC-4, THIRD-PARTY COPY IN", OperationCode, EncodedLength,
            image => new ReceiveCopyResultsCommand(image), fields);
}
