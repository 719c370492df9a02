using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>The fields that CSCD descriptors share (SPC-4 table 132), and the layout that goes round the fields of one type.</summary>
internal static class CscdFields
{
    /// <summary>One place of the CSCD descriptor list; an index counts these.</summary>
    public const int SlotLength = 32;

    /// <summary>A type with an extension takes two places.</summary>
    public const int ExtendedLength = 64;

    /// <summary>The first byte of an extension.</summary>
    public const byte ExtensionTypeCode = 0xFF;

    /// <summary>A designator ends with its descriptor.</summary>
    public const int MaximumDesignatorLength = 20;

    public static readonly WireField PeripheralDeviceType = WireField.Bits("PERIPHERAL DEVICE TYPE", 1, 4, 5);
    public static readonly WireField Nul = WireField.Flag("NUL", 1, 5);
    public static readonly WireField LuIdType = WireField.Bits("LU ID TYPE", 1, 7, 2);
    public static readonly WireField RelativeInitiatorPort = WireField.Number("RELATIVE INITIATOR PORT", 2, 2);
    public static readonly WireField LuIdentifier = WireField.Bytes("LU IDENTIFIER", 4, 8);
    public static readonly WireField Pad = WireField.Flag("PAD", 28, 2);
    public static readonly WireField Fixed = WireField.Flag("FIXED", 28, 0);
    public static readonly WireField BlockLength = WireField.Number("BLOCK LENGTH", 29, 3);

    /// <summary>Says whether a device type has addressable blocks (SPC-4 table 136).</summary>
    public static bool IsBlockDevice(int peripheralDeviceType) => peripheralDeviceType is 0x00 or 0x04 or 0x05 or 0x07 or 0x0E;

    /// <summary>The layout of a type of 32 bytes. Which of the last four bytes mean something depends on the device type and is not asked
    /// here.</summary>
    public static WireLayout<T> Layout<T>(byte typeCode, string title, Func<WireImage, T> create, params WireField[] fields)
        where T : struct
    {
        var all = new List<WireField>
        {
            WireField.Code("TYPE", 0, 1).MustBe(typeCode, SenseCode.UnsupportedTargetDescriptorTypeCode),
            PeripheralDeviceType, Nul, LuIdType, RelativeInitiatorPort,
        };
        all.AddRange(fields);
        all.AddRange([Pad, Fixed, BlockLength]);
        return new WireLayout<T>(title, "SPC-4, CSCD descriptors", SlotLength, create, [.. all]);
    }
}
