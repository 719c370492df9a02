using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>What the values of coded fields mean, as data for descriptions.</summary>
internal static class FieldNames
{
    public static readonly Func<ulong, string?> SpaceCode = WireField.Names(
        "logical blocks", "filemarks", "sequential filemarks", "end-of-data", "setmarks", "sequential setmarks");

    public static readonly Func<ulong, string?> PageControl = WireField.Names(
        "current values", "changeable values", "default values", "saved values");

    public static readonly Func<ulong, string?> PositionForm = WireField.Names(
        "short form", "short form, vendor specific", null, null, null, null, "long form", null, "extended form");

    public static readonly Func<ulong, string?> DestinationType = WireField.Names(
        "logical object identifier", "logical file identifier", "obsolete", "end-of-data");

    public static readonly Func<ulong, string?> AccessOrderProcess = WireField.Names(null, "keep the order, estimate times", "reorder");

    // SPC-4, vital product data parameters; B0h and B1h differ by device type (SBC-3 and SSC-3).
    public static readonly Func<ulong, string?> VpdPage = code => code switch
    {
        0x00 => "supported VPD pages",
        0x80 => "unit serial number",
        0x83 => "device identification",
        0x85 => "management network addresses",
        0x86 => "extended INQUIRY data",
        0x87 => "mode page policy",
        0x88 => "SCSI ports",
        0x8F => "third-party copy",
        0xB0 => "block limits, or sequential-access device capabilities",
        0xB1 => "block device characteristics, or manufacturer-assigned serial number",
        0xB2 => "logical block provisioning, or TapeAlert supported flags",
        _ => null,
    };
}
