using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Writes blocks of a disk: WRITE(10), operation code 2Ah (SBC-3, WRITE(10) command).</summary>
/// <remarks>
/// <para>The default value transfers nothing. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct DiskWrite10Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 10;

    private static readonly WireField ProtectionField = WireField.Bits("WRPROTECT", 1, 7, 3);
    private static readonly WireField DisablesPageOutField = WireField.Flag("DPO", 1, 4);
    private static readonly WireField ForcesUnitAccessField = WireField.Flag("FUA", 1, 3);
    private static readonly WireField ForcesNonVolatileAccessField = WireField.Flag("FUA_NV", 1, 1);
    private static readonly WireField LogicalBlockAddressField = WireField.Number("LOGICAL BLOCK ADDRESS", 2, 4);
    private static readonly WireField GroupNumberField = WireField.Bits("GROUP NUMBER", 6, 4, 5);
    private static readonly WireField BlockCountField = WireField.Number("TRANSFER LENGTH", 7, 2);

    internal static readonly WireLayout<DiskWrite10Command> Layout = WireLayout<DiskWrite10Command>.Command(
        "WRITE(10)", "SBC-3, WRITE(10) command", 0x2A, EncodedLength, image => new DiskWrite10Command(image),
        ProtectionField,
        DisablesPageOutField,
        ForcesUnitAccessField,
        ForcesNonVolatileAccessField,
        LogicalBlockAddressField,
        GroupNumberField,
        BlockCountField);

    private readonly WireImage _image;

    /// <summary>Describes the WRITE(10) CDB.</summary>
    /// <param name="logicalBlockAddress">The first block, counted from 0.</param>
    /// <param name="blockCount">How many blocks to transfer; 0 transfers nothing.</param>
    /// <param name="disablesPageOut">Whether the blocks are not worth a place in the cache.</param>
    /// <param name="forcesUnitAccess">Whether the medium itself is accessed, past the cache.</param>
    /// <param name="protection">How protection information is checked, 0 to 7.</param>
    /// <param name="forcesNonVolatileAccess">Whether a non-volatile cache suffices; obsolete.</param>
    /// <param name="groupNumber">The group into which the device counts the command, 0 to 31.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="protection"/> or <paramref name="groupNumber"/> needs more bits
    /// than its field has.</exception>
    public DiskWrite10Command(
        uint logicalBlockAddress,
        ushort blockCount,
        bool disablesPageOut = false,
        bool forcesUnitAccess = false,
        byte protection = 0,
        bool forcesNonVolatileAccess = false,
        byte groupNumber = 0)
        : this(default(WireImage)
            .With(LogicalBlockAddressField, (ulong)logicalBlockAddress)
            .With(BlockCountField, (ulong)blockCount)
            .With(DisablesPageOutField, disablesPageOut)
            .With(ForcesUnitAccessField, forcesUnitAccess)
            .With(ProtectionField, protection, nameof(protection))
            .With(ForcesNonVolatileAccessField, forcesNonVolatileAccess)
            .With(GroupNumberField, groupNumber, nameof(groupNumber)))
    {
    }

    private DiskWrite10Command(WireImage image) => _image = image;

    /// <summary>Gets the first block, counted from 0 (LOGICAL BLOCK ADDRESS).</summary>
    public uint LogicalBlockAddress => (uint)LogicalBlockAddressField.Get(_image);

    /// <summary>Gets how many blocks to transfer; 0 transfers nothing (TRANSFER LENGTH).</summary>
    public ushort BlockCount => (ushort)BlockCountField.Get(_image);

    /// <summary>Gets whether the blocks are not worth a place in the cache (DPO).</summary>
    public bool DisablesPageOut => DisablesPageOutField.GetFlag(_image);

    /// <summary>Gets whether the medium itself is accessed, past the cache (FUA).</summary>
    public bool ForcesUnitAccess => ForcesUnitAccessField.GetFlag(_image);

    /// <summary>Gets how protection information is checked (WRPROTECT).</summary>
    public byte Protection => (byte)ProtectionField.Get(_image);

    /// <summary>Gets whether a non-volatile cache suffices (FUA_NV, obsolete).</summary>
    public bool ForcesNonVolatileAccess => ForcesNonVolatileAccessField.GetFlag(_image);

    /// <summary>Gets the group into which the device counts the command (GROUP NUMBER).</summary>
    public byte GroupNumber => (byte)GroupNumberField.Get(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the WRITE(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The WRITE(10) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out DiskWrite10Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the WRITE(10) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The WRITE(10) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static DiskWrite10Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the WRITE(10) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
