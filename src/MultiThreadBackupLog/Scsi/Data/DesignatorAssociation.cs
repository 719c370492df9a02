namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>What a designator names (ASSOCIATION, SPC-4, device identification VPD page). The values are those on the wire.</summary>
public enum DesignatorAssociation
{
    /// <summary>The logical unit (00b).</summary>
    LogicalUnit = 0,

    /// <summary>The target port that was asked (01b).</summary>
    TargetPort = 1,

    /// <summary>The target device (10b).</summary>
    TargetDevice = 2,

    /// <summary>Reserved (11b).</summary>
    Reserved = 3,
}
