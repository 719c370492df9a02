using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>
/// Block length and density of a sequential device: the block descriptor of mode parameters (SPC-4, mode parameter block
/// descriptor).
/// </summary>
/// <remarks>
/// <para>The default value is variable block mode in the default density. Reserved bits that were decoded are kept on writing.
/// Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ModeBlockDescriptor
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 8;

    private static readonly WireField DensityCodeField = WireField.Code("DENSITY CODE", 0, 1);
    private static readonly WireField BlockCountField = WireField.Number("NUMBER OF LOGICAL BLOCKS", 1, 3);
    private static readonly WireField BlockLengthBytesField = WireField.Number("LOGICAL BLOCK LENGTH", 5, 3);

    internal static readonly WireLayout<ModeBlockDescriptor> Layout = new(
        "mode parameter block descriptor", "SPC-4, mode parameter block descriptor", EncodedLength, image => new ModeBlockDescriptor(image),
        DensityCodeField,
        BlockCountField,
        BlockLengthBytesField);

    private readonly WireImage _image;

    /// <summary>Describes the mode parameter block descriptor.</summary>
    /// <param name="blockLengthBytes">The fixed block length in bytes, 0 to 16,777,215; 0 for variable block mode.</param>
    /// <param name="densityCode">The density; 7Fh leaves it as it is, 0 is the default of the device.</param>
    /// <param name="blockCount">How many blocks the descriptor is for; 0 for all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockLengthBytes"/> or <paramref name="blockCount"/> needs more
    /// bits than its field has.</exception>
    public ModeBlockDescriptor(int blockLengthBytes, byte densityCode = 0x7F, int blockCount = 0)
        : this(default(WireImage)
            .With(BlockLengthBytesField, blockLengthBytes, nameof(blockLengthBytes))
            .With(DensityCodeField, (ulong)densityCode)
            .With(BlockCountField, blockCount, nameof(blockCount)))
    {
    }

    private ModeBlockDescriptor(WireImage image) => _image = image;

    /// <summary>Gets the fixed block length in bytes; 0 for variable block mode (LOGICAL BLOCK LENGTH).</summary>
    public int BlockLengthBytes => (int)BlockLengthBytesField.Get(_image);

    /// <summary>Gets the density; 7Fh leaves it as it is, 0 is the default of the device (DENSITY CODE).</summary>
    public byte DensityCode => (byte)DensityCodeField.Get(_image);

    /// <summary>Gets how many blocks the descriptor is for; 0 for all (NUMBER OF LOGICAL BLOCKS).</summary>
    public int BlockCount => (int)BlockCountField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the mode parameter block descriptor at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The mode parameter block descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ModeBlockDescriptor value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>
    /// Decodes the mode parameter block descriptor at the start of <paramref name="source"/>; later bytes are not looked at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The mode parameter block descriptor.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ModeBlockDescriptor Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the mode parameter block descriptor.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
