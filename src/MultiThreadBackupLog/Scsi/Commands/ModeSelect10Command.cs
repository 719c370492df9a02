using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Sets mode parameters: MODE SELECT(10), operation code 55h (SPC-4, MODE SELECT(10) command).</summary>
/// <remarks>
/// <para>The default value sends no data. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct ModeSelect10Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 10;

    private static readonly WireField IsPageFormatField = WireField.Flag("PF", 1, 4);
    private static readonly WireField SavesPagesField = WireField.Flag("SP", 1, 0);
    private static readonly WireField ParameterListLengthField = WireField.Number("PARAMETER LIST LENGTH", 7, 2);

    internal static readonly WireLayout<ModeSelect10Command> Layout = WireLayout<ModeSelect10Command>.Command(
        "MODE SELECT(10)", "SPC-4, MODE SELECT(10) command", 0x55, EncodedLength, image => new ModeSelect10Command(image),
        IsPageFormatField,
        SavesPagesField,
        ParameterListLengthField);

    private readonly WireImage _image;

    /// <summary>Describes the MODE SELECT(10) CDB.</summary>
    /// <param name="parameterListLength">The bytes of data-out.</param>
    /// <param name="isPageFormat">Whether mode pages follow the standard.</param>
    /// <param name="savesPages">Whether the device keeps the values when it is switched off.</param>
    public ModeSelect10Command(ushort parameterListLength, bool isPageFormat = true, bool savesPages = false)
        : this(default(WireImage)
            .With(ParameterListLengthField, (ulong)parameterListLength)
            .With(IsPageFormatField, isPageFormat)
            .With(SavesPagesField, savesPages))
    {
    }

    private ModeSelect10Command(WireImage image) => _image = image;

    /// <summary>Gets the bytes of data-out (PARAMETER LIST LENGTH).</summary>
    public ushort ParameterListLength => (ushort)ParameterListLengthField.Get(_image);

    /// <summary>Gets whether mode pages follow the standard (PF).</summary>
    public bool IsPageFormat => IsPageFormatField.GetFlag(_image);

    /// <summary>Gets whether the device keeps the values when it is switched off (SP).</summary>
    public bool SavesPages => SavesPagesField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the MODE SELECT(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The MODE SELECT(10) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ModeSelect10Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the MODE SELECT(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The MODE SELECT(10) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ModeSelect10Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the MODE SELECT(10) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
