using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The block lengths that a sequential device takes (SSC-3, READ BLOCK LIMITS command).</summary>
/// <remarks>
/// <para>The default value has no limits. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct BlockLimitsData
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField GranularityExponentField = WireField.Bits("GRANULARITY", 0, 4, 5);
    private static readonly WireField MaximumBlockLengthBytesField = WireField.Number("MAXIMUM BLOCK LENGTH LIMIT", 1, 3);
    private static readonly WireField MinimumBlockLengthBytesField = WireField.Number("MINIMUM BLOCK LENGTH LIMIT", 4, 2);

    internal static readonly WireLayout<BlockLimitsData> Layout = new(
        "READ BLOCK LIMITS data", "SSC-3, READ BLOCK LIMITS command", EncodedLength, image => new BlockLimitsData(image),
        GranularityExponentField,
        MaximumBlockLengthBytesField,
        MinimumBlockLengthBytesField);

    private readonly WireImage _image;

    /// <summary>Describes the READ BLOCK LIMITS data.</summary>
    /// <param name="maximumBlockLengthBytes">The longest block in bytes; 0 for no limit.</param>
    /// <param name="minimumBlockLengthBytes">The shortest block in bytes.</param>
    /// <param name="granularityExponent">The power of two of which block lengths are multiples, 0 to 31.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumBlockLengthBytes"/> or
    /// <paramref name="granularityExponent"/> needs more bits than its field has.</exception>
    public BlockLimitsData(int maximumBlockLengthBytes, ushort minimumBlockLengthBytes, byte granularityExponent = 0)
        : this(default(WireImage)
            .With(MaximumBlockLengthBytesField, maximumBlockLengthBytes, nameof(maximumBlockLengthBytes))
            .With(MinimumBlockLengthBytesField, (ulong)minimumBlockLengthBytes)
            .With(GranularityExponentField, granularityExponent, nameof(granularityExponent)))
    {
    }

    private BlockLimitsData(WireImage image) => _image = image;

    /// <summary>Gets the longest block in bytes; 0 for no limit (MAXIMUM BLOCK LENGTH LIMIT).</summary>
    public int MaximumBlockLengthBytes => (int)MaximumBlockLengthBytesField.Get(_image);

    /// <summary>Gets the shortest block in bytes (MINIMUM BLOCK LENGTH LIMIT).</summary>
    public ushort MinimumBlockLengthBytes => (ushort)MinimumBlockLengthBytesField.Get(_image);

    /// <summary>Gets the power of two of which block lengths are multiples, counted from the minimum (GRANULARITY).</summary>
    public byte GranularityExponent => (byte)GranularityExponentField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ BLOCK LIMITS data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The READ BLOCK LIMITS data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out BlockLimitsData value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>Decodes the READ BLOCK LIMITS data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The READ BLOCK LIMITS data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static BlockLimitsData Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ BLOCK LIMITS data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
