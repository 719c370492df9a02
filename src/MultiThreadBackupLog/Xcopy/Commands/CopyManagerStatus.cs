namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>How far a copy is. The values are those of COPY MANAGER STATUS (SPC-4 table 253).</summary>
public enum CopyManagerStatus
{
    /// <summary>It runs (00h).</summary>
    InProgress = 0x00,

    /// <summary>It ended without errors (01h).</summary>
    Completed = 0x01,

    /// <summary>It ended with errors (02h).</summary>
    CompletedWithErrors = 0x02,
}
