namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>How the bytes of a designator are to be read (CODE SET, SPC-4, device identification VPD page). The values are those on the wire.</summary>
public enum DesignatorCodeSet
{
    /// <summary>Reserved (0h).</summary>
    Reserved = 0,

    /// <summary>Binary (1h).</summary>
    Binary = 1,

    /// <summary>ASCII (2h).</summary>
    Ascii = 2,

    /// <summary>UTF-8 (3h).</summary>
    Utf8 = 3,
}
