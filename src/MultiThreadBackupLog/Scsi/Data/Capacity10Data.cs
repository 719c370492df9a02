using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The size of a disk (SBC-3, READ CAPACITY(10) command).</summary>
/// <remarks>
/// <para>The default value is a disk of one block without a length. Reserved bits that were decoded are kept on writing. Immutable;
/// safe to share between threads.</para>
/// </remarks>
public readonly record struct Capacity10Data
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 8;

    private static readonly WireField LastLogicalBlockAddressField = WireField.Number("RETURNED LOGICAL BLOCK ADDRESS", 0, 4);
    private static readonly WireField BlockLengthBytesField = WireField.Number("BLOCK LENGTH IN BYTES", 4, 4);

    internal static readonly WireLayout<Capacity10Data> Layout = new(
        "READ CAPACITY(10) data", "SBC-3, READ CAPACITY(10) command", EncodedLength, image => new Capacity10Data(image),
        LastLogicalBlockAddressField,
        BlockLengthBytesField);

    private readonly WireImage _image;

    /// <summary>Describes the READ CAPACITY(10) data.</summary>
    /// <param name="lastLogicalBlockAddress">The address of the last block; FFFFFFFFh says that READ CAPACITY(16) is needed.</param>
    /// <param name="blockLengthBytes">The block length in bytes.</param>
    public Capacity10Data(uint lastLogicalBlockAddress, uint blockLengthBytes)
        : this(default(WireImage)
            .With(LastLogicalBlockAddressField, (ulong)lastLogicalBlockAddress)
            .With(BlockLengthBytesField, (ulong)blockLengthBytes))
    {
    }

    private Capacity10Data(WireImage image) => _image = image;

    /// <summary>
    /// Gets the address of the last block; FFFFFFFFh says that READ CAPACITY(16) is needed (RETURNED LOGICAL BLOCK ADDRESS).
    /// </summary>
    public uint LastLogicalBlockAddress => (uint)LastLogicalBlockAddressField.Get(_image);

    /// <summary>Gets the block length in bytes (BLOCK LENGTH IN BYTES).</summary>
    public uint BlockLengthBytes => (uint)BlockLengthBytesField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ CAPACITY(10) data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The READ CAPACITY(10) data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Capacity10Data value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>Decodes the READ CAPACITY(10) data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The READ CAPACITY(10) data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Capacity10Data Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ CAPACITY(10) data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
