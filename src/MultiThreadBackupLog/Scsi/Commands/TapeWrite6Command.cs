using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Writes blocks at the current position of a sequential device: WRITE(6), operation code 0Ah (SSC-3, WRITE(6) command).</summary>
/// <remarks>
/// <para>The default value writes nothing. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct TapeWrite6Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField IsFixedField = WireField.Flag("FIXED", 1, 0);
    private static readonly WireField TransferLengthField = WireField.Number("TRANSFER LENGTH", 2, 3);

    internal static readonly WireLayout<TapeWrite6Command> Layout = WireLayout<TapeWrite6Command>.Command(
        "WRITE(6)", "SSC-3, WRITE(6) command", 0x0A, EncodedLength, image => new TapeWrite6Command(image),
        IsFixedField,
        TransferLengthField).For(PeripheralDeviceType.SequentialAccess);

    private readonly WireImage _image;

    /// <summary>Describes the WRITE(6) CDB.</summary>
    /// <param name="isFixed">Whether the transfer length counts blocks of the fixed block length, instead of the bytes of one
    /// block.</param>
    /// <param name="transferLength">The bytes of one block, or the number of fixed blocks; 0 to 16,777,215.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="transferLength"/> needs more bits than its field has.</exception>
    public TapeWrite6Command(bool isFixed, int transferLength)
        : this(default(WireImage).With(IsFixedField, isFixed).With(TransferLengthField, transferLength, nameof(transferLength)))
    {
    }

    private TapeWrite6Command(WireImage image) => _image = image;

    /// <summary>
    /// Gets whether the transfer length counts blocks of the fixed block length, instead of the bytes of one block (FIXED).
    /// </summary>
    public bool IsFixed => IsFixedField.GetFlag(_image);

    /// <summary>
    /// Gets the bytes of one block, or with <see cref="IsFixed"/> the number of blocks; 0 transfers nothing (TRANSFER LENGTH).
    /// </summary>
    public int TransferLength => (int)TransferLengthField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the WRITE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The WRITE(6) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out TapeWrite6Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the WRITE(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The WRITE(6) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static TapeWrite6Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the WRITE(6) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
