using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Moves a sequential device by a count: SPACE(6), operation code 11h (SSC-3, SPACE(6) command).</summary>
/// <remarks>
/// <para>SCSI-2 has three bits for CODE; the values 0 to 5 are the same in both widths.</para>
/// <para>Spacing over blocks ends at the first filemark.</para>
/// <para>The default value moves by nothing. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct Space6Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField UnitField = WireField.CodeBits("CODE", 1, 3, 4, FieldNames.SpaceCode);
    private static readonly WireField CountField = WireField.Signed("COUNT", 2, 3);

    internal static readonly WireLayout<Space6Command> Layout = WireLayout<Space6Command>.Command(
        "SPACE(6)", "SSC-3, SPACE(6) command", 0x11, EncodedLength, image => new Space6Command(image),
        UnitField,
        CountField);

    private readonly WireImage _image;

    /// <summary>Describes the SPACE(6) CDB.</summary>
    /// <param name="unit">What the count counts.</param>
    /// <param name="count">How far to move, -8,388,608 to 8,388,607; negative is towards the beginning of the partition. Ignored for
    /// the end of data.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> or <paramref name="count"/> needs more bits than its field
    /// has.</exception>
    public Space6Command(SpaceUnit unit, int count)
        : this(default(WireImage).With(UnitField, (int)unit, nameof(unit)).With(CountField, count, nameof(count)))
    {
    }

    private Space6Command(WireImage image) => _image = image;

    /// <summary>Gets what the count counts; values beyond the enumeration are given as they are (CODE).</summary>
    public SpaceUnit Unit => (SpaceUnit)UnitField.Get(_image);

    /// <summary>Gets how far to move, -8,388,608 to 8,388,607; negative is towards the beginning of the partition (COUNT).</summary>
    public int Count => (int)CountField.GetSigned(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the SPACE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The SPACE(6) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Space6Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the SPACE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The SPACE(6) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Space6Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the SPACE(6) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
