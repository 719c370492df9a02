using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The size of a disk (SBC-3, READ CAPACITY(16) command).</summary>
/// <remarks>
/// <para>The default value is a disk of one block without a length. Reserved bits that were decoded are kept on writing. Immutable;
/// safe to share between threads.</para>
/// </remarks>
public readonly record struct Capacity16Data
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 32;

    private static readonly WireField LastLogicalBlockAddressField = WireField.Number("RETURNED LOGICAL BLOCK ADDRESS", 0, 8);
    private static readonly WireField BlockLengthBytesField = WireField.Number("BLOCK LENGTH IN BYTES", 8, 4);
    private static readonly WireField ProtectionTypeField = WireField.Bits("P_TYPE", 12, 3, 3);
    private static readonly WireField IsProtectedField = WireField.Flag("PROT_EN", 12, 0);
    private static readonly WireField ProtectionIntervalExponentField = WireField.Bits("P_I_EXPONENT", 13, 7, 4);
    private static readonly WireField PhysicalBlockExponentField = WireField.Bits("LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT", 13, 3, 4);
    private static readonly WireField IsThinProvisionedField = WireField.Flag("LBPME", 14, 7);
    private static readonly WireField ReadsUnmappedAsZeroField = WireField.Flag("LBPRZ", 14, 6);
    private static readonly WireField LowestAlignedBlockAddressField = WireField.Bits("LOWEST ALIGNED LOGICAL BLOCK ADDRESS", 14, 5, 14);

    internal static readonly WireLayout<Capacity16Data> Layout = new(
        "READ CAPACITY(16) data", "SBC-3, READ CAPACITY(16) command", EncodedLength, image => new Capacity16Data(image),
        LastLogicalBlockAddressField,
        BlockLengthBytesField,
        ProtectionTypeField,
        IsProtectedField,
        ProtectionIntervalExponentField,
        PhysicalBlockExponentField,
        IsThinProvisionedField,
        ReadsUnmappedAsZeroField,
        LowestAlignedBlockAddressField);

    private readonly WireImage _image;

    /// <summary>Describes the READ CAPACITY(16) data.</summary>
    /// <param name="lastLogicalBlockAddress">The address of the last block.</param>
    /// <param name="blockLengthBytes">The block length in bytes.</param>
    /// <param name="isProtected">Whether blocks carry protection information.</param>
    /// <param name="protectionType">The type of protection less one, 0 to 7.</param>
    /// <param name="protectionIntervalExponent">The power of two of protection intervals in a block, 0 to 15.</param>
    /// <param name="physicalBlockExponent">The power of two of blocks in a physical block, 0 to 15.</param>
    /// <param name="isThinProvisioned">Whether blocks may be unmapped.</param>
    /// <param name="readsUnmappedAsZero">Whether unmapped blocks read as zeros.</param>
    /// <param name="lowestAlignedBlockAddress">The first block at the beginning of a physical block, 0 to 16,383.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument needs more bits than its field has.</exception>
    public Capacity16Data(
        ulong lastLogicalBlockAddress,
        uint blockLengthBytes,
        bool isProtected = false,
        byte protectionType = 0,
        byte protectionIntervalExponent = 0,
        byte physicalBlockExponent = 0,
        bool isThinProvisioned = false,
        bool readsUnmappedAsZero = false,
        ushort lowestAlignedBlockAddress = 0)
        : this(default(WireImage)
            .With(LastLogicalBlockAddressField, lastLogicalBlockAddress)
            .With(BlockLengthBytesField, (ulong)blockLengthBytes)
            .With(IsProtectedField, isProtected)
            .With(ProtectionTypeField, protectionType, nameof(protectionType))
            .With(ProtectionIntervalExponentField, protectionIntervalExponent, nameof(protectionIntervalExponent))
            .With(PhysicalBlockExponentField, physicalBlockExponent, nameof(physicalBlockExponent))
            .With(IsThinProvisionedField, isThinProvisioned)
            .With(ReadsUnmappedAsZeroField, readsUnmappedAsZero)
            .With(LowestAlignedBlockAddressField, lowestAlignedBlockAddress, nameof(lowestAlignedBlockAddress)))
    {
    }

    private Capacity16Data(WireImage image) => _image = image;

    /// <summary>Gets the address of the last block (RETURNED LOGICAL BLOCK ADDRESS).</summary>
    public ulong LastLogicalBlockAddress => LastLogicalBlockAddressField.Get(_image);

    /// <summary>Gets the block length in bytes (BLOCK LENGTH IN BYTES).</summary>
    public uint BlockLengthBytes => (uint)BlockLengthBytesField.Get(_image);

    /// <summary>Gets whether blocks carry protection information (PROT_EN).</summary>
    public bool IsProtected => IsProtectedField.GetFlag(_image);

    /// <summary>Gets the type of protection less one (P_TYPE).</summary>
    public byte ProtectionType => (byte)ProtectionTypeField.Get(_image);

    /// <summary>Gets the power of two of protection intervals in a block (P_I_EXPONENT).</summary>
    public byte ProtectionIntervalExponent => (byte)ProtectionIntervalExponentField.Get(_image);

    /// <summary>Gets the power of two of blocks in a physical block (LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT).</summary>
    public byte PhysicalBlockExponent => (byte)PhysicalBlockExponentField.Get(_image);

    /// <summary>Gets whether blocks may be unmapped (LBPME).</summary>
    public bool IsThinProvisioned => IsThinProvisionedField.GetFlag(_image);

    /// <summary>Gets whether unmapped blocks read as zeros (LBPRZ).</summary>
    public bool ReadsUnmappedAsZero => ReadsUnmappedAsZeroField.GetFlag(_image);

    /// <summary>Gets the first block at the beginning of a physical block (LOWEST ALIGNED LOGICAL BLOCK ADDRESS).</summary>
    public ushort LowestAlignedBlockAddress => (ushort)LowestAlignedBlockAddressField.Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ CAPACITY(16) data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <param name="value">The READ CAPACITY(16) data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out Capacity16Data value, out ParseFault fault) =>
        Layout.TryParse(source, out value, out fault);

    /// <summary>Decodes the READ CAPACITY(16) data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes as they were transferred.</param>
    /// <returns>The READ CAPACITY(16) data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static Capacity16Data Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ CAPACITY(16) data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
