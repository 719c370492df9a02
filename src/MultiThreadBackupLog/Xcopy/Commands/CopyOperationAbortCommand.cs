using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>Ends a copy that runs: COPY OPERATION ABORT, operation code 83h, service action 1Ch (SPC-4, COPY OPERATION ABORT
/// command).</summary>
/// <remarks>
/// <para>An unknown list identifier is ILLEGAL REQUEST 24h/00h. The copy that is ended in the foreground reports COPY ABORTED
/// 2Fh/02h.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct CopyOperationAbortCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField ListIdentifierField = WireField.Number("LIST IDENTIFIER", 2, 4);

    internal static readonly WireLayout<CopyOperationAbortCommand> Layout = WireLayout<CopyOperationAbortCommand>.Command(
        "COPY OPERATION ABORT", "SPC-4, COPY OPERATION ABORT", ExtendedCopyCommand.OperationCode, EncodedLength,
        image => new CopyOperationAbortCommand(image),
        WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe(0x1C), ListIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes the CDB.</summary>
    /// <param name="listIdentifier">LIST IDENTIFIER of the copy to end.</param>
    public CopyOperationAbortCommand(uint listIdentifier) => _image = default(WireImage).With(ListIdentifierField, listIdentifier);

    private CopyOperationAbortCommand(WireImage image) => _image = image;

    /// <summary>Gets LIST IDENTIFIER (bytes 2 to 5) of the copy to end.</summary>
    public uint ListIdentifier => (uint)ListIdentifierField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out CopyOperationAbortCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the CDB; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The CDB.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static CopyOperationAbortCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the CDB.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
