using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Where the fields of sense data lie (SPC-4 clauses 4.5.2 and 4.5.3).</summary>
internal static class SenseFields
{
    public static readonly Func<ulong, string?> KeyName = WireField.Names(
        "NO SENSE", "RECOVERED ERROR", "NOT READY", "MEDIUM ERROR", "HARDWARE ERROR", "ILLEGAL REQUEST", "UNIT ATTENTION", "DATA PROTECT",
        "BLANK CHECK", "VENDOR SPECIFIC", "COPY ABORTED", "ABORTED COMMAND", "RESERVED", "VOLUME OVERFLOW", "MISCOMPARE", "COMPLETED");

    public static readonly Func<ulong, string?> StatusName = status => status switch
    {
        0x00 => "GOOD",
        0x02 => "CHECK CONDITION",
        0x04 => "CONDITION MET",
        0x08 => "BUSY",
        0x18 => "RESERVATION CONFLICT",
        0x28 => "TASK SET FULL",
        0x30 => "ACA ACTIVE",
        0x40 => "TASK ABORTED",
        _ => null,
    };

    public static readonly Func<ulong, string?> DescriptorName = type => type switch
    {
        0x00 => "information",
        0x01 => "command specific information",
        0x02 => "sense key specific",
        0x03 => "field replaceable unit",
        0x04 => "stream commands",
        0x05 => "block commands",
        0x0C => "forwarded sense data",
        _ => null,
    };

    /// <summary>The length of the descriptors that carry a number of 64 bits.</summary>
    public const int LongDescriptorLength = 12;

    // Both formats.
    public static readonly WireField ResponseCode = WireField.CodeBits("RESPONSE CODE", 0, 6, 7, value => value switch
    {
        0x70 => "current, fixed format",
        0x71 => "deferred, fixed format",
        0x72 => "current, descriptor format",
        0x73 => "deferred, descriptor format",
        _ => null,
    });

    public static readonly WireField AdditionalLength = WireField.Number("ADDITIONAL SENSE LENGTH", 7, 1);

    // Fixed format.
    public static readonly WireField FixedValid = WireField.Flag("VALID", 0, 7);
    public static readonly WireField FixedFilemark = WireField.Flag("FILEMARK", 2, 7);
    public static readonly WireField FixedEndOfMedium = WireField.Flag("EOM", 2, 6);
    public static readonly WireField FixedIncorrectLength = WireField.Flag("ILI", 2, 5);
    public static readonly WireField FixedOverflow = WireField.Flag("SDAT_OVFL", 2, 4);
    public static readonly WireField FixedKey = WireField.CodeBits("SENSE KEY", 2, 3, 4, KeyName);
    public static readonly WireField FixedInformation = WireField.Signed("INFORMATION", 3, 4);
    public static readonly WireField FixedCommandSpecific = WireField.Code("COMMAND-SPECIFIC INFORMATION", 8, 4);
    public static readonly WireField FixedCode = WireField.Code("ADDITIONAL SENSE CODE", 12, 1);
    public static readonly WireField FixedQualifier = WireField.Code("ADDITIONAL SENSE CODE QUALIFIER", 13, 1);
    public static readonly WireField FixedReplaceableUnit = WireField.Code("FIELD REPLACEABLE UNIT CODE", 14, 1);
    public static readonly WireField FixedKeySpecific = WireField.Code("SENSE KEY SPECIFIC", 15, 3);

    // Descriptor format: the header, and then offsets inside one descriptor.
    public static readonly WireField DescriptorKey = WireField.CodeBits("SENSE KEY", 1, 3, 4, KeyName);
    public static readonly WireField DescriptorCode = WireField.Code("ADDITIONAL SENSE CODE", 2, 1);
    public static readonly WireField DescriptorQualifier = WireField.Code("ADDITIONAL SENSE CODE QUALIFIER", 3, 1);
    public static readonly WireField DescriptorOverflow = WireField.Flag("SDAT_OVFL", 4, 7);
    public static readonly WireField InformationValid = WireField.Flag("VALID", 2, 7);
    public static readonly WireField LongValue = WireField.Code("COMMAND-SPECIFIC INFORMATION", 4, 8);
    public static readonly WireField KeySpecific = WireField.Code("SENSE KEY SPECIFIC", 4, 3);
    public static readonly WireField ReplaceableUnit = WireField.Code("FIELD REPLACEABLE UNIT CODE", 3, 1);
    public static readonly WireField StreamFilemark = WireField.Flag("FILEMARK", 3, 7);
    public static readonly WireField StreamEndOfMedium = WireField.Flag("EOM", 3, 6);
    public static readonly WireField StreamIncorrectLength = WireField.Flag("ILI", 3, 5);
    public static readonly WireField ForwardedTruncated = WireField.Flag("FSDT", 2, 7);
    public static readonly WireField ForwardedSource = WireField.CodeBits("SENSE DATA SOURCE", 2, 3, 4, WireField.Names("unknown", "copy source", "copy destination"));
    public static readonly WireField ForwardedStatus = WireField.Code("FORWARDED STATUS", 3, 1, StatusName);
}
