using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>Hands a copy manager a parameter list: EXTENDED COPY, operation code 83h, service action 00h (LID1) or 01h (LID4) (SPC-4
/// tables 125 and 171).</summary>
/// <remarks>
/// <para>In SPC-2 and SPC-3 the byte of the service action is reserved and zero, which is LID1. PARAMETER LIST LENGTH 0 copies nothing
/// and is no error.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ExtendedCopyCommand
{
    /// <summary>OPERATION CODE.</summary>
    public const byte OperationCode = 0x83;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField ParameterListLengthField = WireField.Number("PARAMETER LIST LENGTH", 10, 4);

    internal static readonly WireLayout<ExtendedCopyCommand> Lid1Layout = LayoutOf("EXTENDED COPY (LID1)", 0x00);
    internal static readonly WireLayout<ExtendedCopyCommand> Lid4Layout = LayoutOf("EXTENDED COPY (LID4)", 0x01);

    private readonly WireImage _image;
    private readonly bool _isLid4;

    /// <summary>Describes the CDB.</summary>
    /// <param name="format">LID1 or LID4.</param>
    /// <param name="parameterListLengthBytes">PARAMETER LIST LENGTH: the length of the data-out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public ExtendedCopyCommand(ListIdentifierFormat format, uint parameterListLengthBytes)
    {
        _isLid4 = HeaderFields.Of(format).Format == ListIdentifierFormat.Lid4;
        _image = default(WireImage).With(ParameterListLengthField, parameterListLengthBytes);
    }

    private ExtendedCopyCommand(WireImage image, bool isLid4)
    {
        _image = image;
        _isLid4 = isLid4;
    }

    /// <summary>Gets the form of the parameter list, which the service action tells.</summary>
    public ListIdentifierFormat Format => _isLid4 ? ListIdentifierFormat.Lid4 : ListIdentifierFormat.Lid1;

    /// <summary>Gets PARAMETER LIST LENGTH (bytes 10 to 13): the length of the data-out in bytes.</summary>
    public uint ParameterListLengthBytes => (uint)ParameterListLengthField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    private WireLayout<ExtendedCopyCommand> Layout => _isLid4 ? Lid4Layout : Lid1Layout;

    /// <summary>Decodes the CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ExtendedCopyCommand command, out ParseFault fault) =>
        Find(source).TryParse(source, out command, out fault);

    /// <summary>Decodes the CDB; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The CDB.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static ExtendedCopyCommand Parse(ReadOnlySpan<byte> source) => Find(source).Parse(source);

    /// <summary>Encodes the CDB.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);

    private static WireLayout<ExtendedCopyCommand> Find(ReadOnlySpan<byte> source) =>
        source.Length > 1 && (source[1] & 0x1F) == 0x01 ? Lid4Layout : Lid1Layout;

    private static WireLayout<ExtendedCopyCommand> LayoutOf(string name, byte serviceAction) => WireLayout<ExtendedCopyCommand>.Command(
        name, "SPC-4, EXTENDED COPY", OperationCode, EncodedLength, image => new ExtendedCopyCommand(image, serviceAction != 0),
        WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe(serviceAction), ParameterListLengthField);
}
