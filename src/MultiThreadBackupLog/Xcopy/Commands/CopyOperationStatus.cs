namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>How far a copy is. The values are those of COPY OPERATION STATUS of the LID4 forms (SPC-4 table 248).</summary>
public enum CopyOperationStatus
{
    /// <summary>Nothing is said (00h).</summary>
    None = 0x00,

    /// <summary>It ended without errors (01h).</summary>
    Completed = 0x01,

    /// <summary>It ended with errors (02h).</summary>
    CompletedWithErrors = 0x02,

    /// <summary>It ended without errors and used only part of a ROD (03h).</summary>
    CompletedWithPartialRodUsage = 0x03,

    /// <summary>It ended without errors and left residual data (04h).</summary>
    CompletedWithResidualData = 0x04,

    /// <summary>It runs, it is not known how (10h).</summary>
    InProgress = 0x10,

    /// <summary>It runs in the foreground: its command is not answered yet (11h).</summary>
    InForeground = 0x11,

    /// <summary>It runs in the background: its command was answered (12h).</summary>
    InBackground = 0x12,

    /// <summary>It was terminated (60h).</summary>
    Terminated = 0x60,
}
