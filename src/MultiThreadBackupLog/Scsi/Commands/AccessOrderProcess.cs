namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>What a drive does with a list of user data segments. The values are those of PROCESS (LTO-9 and later).</summary>
public enum AccessOrderProcess
{
    /// <summary>Nothing is said (0); reserved.</summary>
    None = 0,

    /// <summary>The order is kept, times are estimated (1).</summary>
    Estimate = 1,

    /// <summary>The segments are put into the order that the drive recommends (2).</summary>
    Reorder = 2,
}
