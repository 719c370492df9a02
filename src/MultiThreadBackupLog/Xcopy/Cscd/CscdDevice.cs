using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>What every CSCD descriptor says of its device, whatever names it: bytes 1 to 3 and the device type specific parameters (SPC-4
/// tables 132, 136, 137 and 139).</summary>
/// <remarks>The default value is a disk whose block length the copy manager finds out itself. Immutable; safe to share between
/// threads.</remarks>
public readonly record struct CscdDevice
{
    /// <summary>Describes a device of any type.</summary>
    /// <param name="peripheralDeviceType">PERIPHERAL DEVICE TYPE, a value of 5 bits.</param>
    /// <param name="blockLengthBytes">DISK BLOCK LENGTH or STREAM BLOCK LENGTH, 0 to 16,777,215.</param>
    /// <param name="pad">PAD: what to do with data that do not fill a block.</param>
    /// <param name="isFixed">FIXED: for a tape, whether transfers are of blocks of one length.</param>
    /// <param name="isNull">NUL: a null device, to which no command goes (obsolete in SPC-4).</param>
    /// <param name="luIdType">LU ID TYPE, 0 to 3: 0 a logical unit number, 1 a proxy token.</param>
    /// <param name="relativeInitiatorPort">RELATIVE INITIATOR PORT IDENTIFIER; 0 is any port.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public CscdDevice(
        PeripheralDeviceType peripheralDeviceType,
        int blockLengthBytes = 0,
        bool pad = false,
        bool isFixed = false,
        bool isNull = false,
        byte luIdType = 0,
        ushort relativeInitiatorPort = 0)
    {
        PeripheralDeviceType = (PeripheralDeviceType)CscdFields.PeripheralDeviceType.Check((long)peripheralDeviceType, nameof(peripheralDeviceType));
        BlockLengthBytes = (int)CscdFields.BlockLength.Check((long)blockLengthBytes, nameof(blockLengthBytes));
        Pad = pad;
        IsFixed = isFixed;
        IsNull = isNull;
        LuIdType = (byte)CscdFields.LuIdType.Check((ulong)luIdType, nameof(luIdType));
        RelativeInitiatorPort = relativeInitiatorPort;
    }

    /// <summary>Gets PERIPHERAL DEVICE TYPE (byte 1 bits 4 to 0).</summary>
    public PeripheralDeviceType PeripheralDeviceType { get; }

    /// <summary>Gets NUL (byte 1 bit 5): whether this is a null device, to which no command goes.</summary>
    public bool IsNull { get; }

    /// <summary>Gets LU ID TYPE (byte 1 bits 7 and 6): 0 a logical unit number, 1 a proxy token.</summary>
    public byte LuIdType { get; }

    /// <summary>Gets RELATIVE INITIATOR PORT IDENTIFIER (bytes 2 and 3); 0 is any port.</summary>
    public ushort RelativeInitiatorPort { get; }

    /// <summary>Gets PAD (byte 28 bit 2): whether a block that stays incomplete is filled with zeros or its rest dropped.</summary>
    public bool Pad { get; }

    /// <summary>Gets FIXED (byte 28 bit 0): for a tape, whether transfer lengths count blocks of <see cref="BlockLengthBytes"/>.</summary>
    public bool IsFixed { get; }

    /// <summary>Gets DISK BLOCK LENGTH or STREAM BLOCK LENGTH (bytes 29 to 31); for a disk 0 leaves it to the copy manager to find
    /// out.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Gets whether data go to and from the device in addressable blocks (device types 00h, 04h, 05h, 07h and 0Eh).</summary>
    public bool IsBlockDevice => CscdFields.IsBlockDevice((int)PeripheralDeviceType);

    /// <summary>Gets whether data go to and from the device as a stream (device types 01h and 03h).</summary>
    public bool IsStreamDevice => PeripheralDeviceType is PeripheralDeviceType.SequentialAccess or PeripheralDeviceType.Processor;

    /// <summary>Describes a disk.</summary>
    /// <param name="blockLengthBytes">The length of a logical block; 0 leaves it to the copy manager to find out.</param>
    /// <param name="pad">PAD.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length needs more than 24 bits.</exception>
    public static CscdDevice Disk(int blockLengthBytes, bool pad = false) => new(PeripheralDeviceType.DirectAccess, blockLengthBytes, pad);

    /// <summary>Describes a tape.</summary>
    /// <param name="fixedBlockLengthBytes">The length of every block in fixed-block mode; 0 is variable-block mode, where each transfer
    /// is one block.</param>
    /// <param name="pad">PAD.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length needs more than 24 bits.</exception>
    public static CscdDevice Tape(int fixedBlockLengthBytes = 0, bool pad = false) =>
        new(PeripheralDeviceType.SequentialAccess, fixedBlockLengthBytes, pad, isFixed: fixedBlockLengthBytes != 0);

    internal static CscdDevice Read(in WireImage image) => new(
        (PeripheralDeviceType)CscdFields.PeripheralDeviceType.Get(image),
        (int)CscdFields.BlockLength.Get(image),
        CscdFields.Pad.GetFlag(image),
        CscdFields.Fixed.GetFlag(image),
        CscdFields.Nul.GetFlag(image),
        (byte)CscdFields.LuIdType.Get(image),
        (ushort)CscdFields.RelativeInitiatorPort.Get(image));

    internal WireImage ToImage() => default(WireImage)
        .With(CscdFields.PeripheralDeviceType, (ulong)PeripheralDeviceType)
        .With(CscdFields.Nul, IsNull)
        .With(CscdFields.LuIdType, LuIdType)
        .With(CscdFields.RelativeInitiatorPort, RelativeInitiatorPort)
        .With(CscdFields.Pad, Pad)
        .With(CscdFields.Fixed, IsFixed)
        .With(CscdFields.BlockLength, (ulong)BlockLengthBytes);
}
