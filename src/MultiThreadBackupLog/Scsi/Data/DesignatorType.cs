namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>How a designator is formed (DESIGNATOR TYPE, SPC-4, device identification VPD page). The values are those on the wire.</summary>
public enum DesignatorType
{
    /// <summary>Vendor specific (0h).</summary>
    VendorSpecific = 0x0,

    /// <summary>T10 vendor identification and vendor's own text (1h).</summary>
    T10VendorIdentification = 0x1,

    /// <summary>EUI-64 based (2h).</summary>
    Eui64 = 0x2,

    /// <summary>NAA (3h).</summary>
    Naa = 0x3,

    /// <summary>Relative target port identifier (4h).</summary>
    RelativeTargetPort = 0x4,

    /// <summary>Target port group (5h).</summary>
    TargetPortGroup = 0x5,

    /// <summary>Logical unit group (6h).</summary>
    LogicalUnitGroup = 0x6,

    /// <summary>MD5 logical unit identifier (7h).</summary>
    Md5LogicalUnit = 0x7,

    /// <summary>SCSI name string (8h).</summary>
    ScsiNameString = 0x8,

    /// <summary>Protocol specific port identifier (9h).</summary>
    ProtocolSpecificPort = 0x9,

    /// <summary>UUID (Ah).</summary>
    Uuid = 0xA,
}
