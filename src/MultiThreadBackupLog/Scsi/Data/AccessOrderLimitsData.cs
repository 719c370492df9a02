using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The limits of a drive that recommends an access order (LTO-9 and later).</summary>
/// <remarks>
/// <para>The default value takes no segment. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct AccessOrderLimitsData
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 4;

    private static readonly WireField MaximumSegmentCountField = WireField.Number("MAXIMUM NUMBER OF UDS", 0, 2);
    private static readonly WireField MaximumSegmentDescriptorBytesField = WireField.Number("MAXIMUM SIZE OF UDS", 2, 2);

    internal static readonly WireLayout<AccessOrderLimitsData> Layout = new(
        "RECEIVE RECOMMENDED ACCESS ORDER limits", "IBM LTO SCSI Reference, recommended access order",
        EncodedLength, image => new AccessOrderLimitsData(image),
        MaximumSegmentCountField,
        MaximumSegmentDescriptorBytesField);

    private readonly WireImage _image;

    /// <summary>Describes the RECEIVE RECOMMENDED ACCESS ORDER limits.</summary>
    /// <param name="maximumSegmentCount">How many user data segments a list may have.</param>
    /// <param name="maximumSegmentDescriptorBytes">How many bytes one descriptor may have.</param>
    public AccessOrderLimitsData(ushort maximumSegmentCount, ushort maximumSegmentDescriptorBytes)
        : this(default(WireImage)
            .With(MaximumSegmentCountField, (ulong)maximumSegmentCount)
            .With(MaximumSegmentDescriptorBytesField, (ulong)maximumSegmentDescriptorBytes))
    {
    }

    private AccessOrderLimitsData(WireImage image) => _image = image;

    /// <summary>Gets how many user data segments a list may have (LTO-9: 2730).</summary>
    public ushort MaximumSegmentCount => (ushort)MaximumSegmentCountField.Get(_image);

    /// <summary>Gets how many bytes one descriptor may have.</summary>
    public ushort MaximumSegmentDescriptorBytes => (ushort)MaximumSegmentDescriptorBytesField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>
    /// Decodes the RECEIVE RECOMMENDED ACCESS ORDER limits at the start of <paramref name="source"/>; later bytes are not looked
    /// at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The RECEIVE RECOMMENDED ACCESS ORDER limits, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out AccessOrderLimitsData value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>
    /// Decodes the RECEIVE RECOMMENDED ACCESS ORDER limits at the start of <paramref name="source"/>; later bytes are not looked
    /// at.
    /// </summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The RECEIVE RECOMMENDED ACCESS ORDER limits.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static AccessOrderLimitsData Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the RECEIVE RECOMMENDED ACCESS ORDER limits.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
