namespace MultiThreadBackupLog.Backup;

/// <summary>How a backup session ended.</summary>
public enum BackupOutcome
{
    /// <summary>Every stream ended, and what the device took is on the medium. Streams that failed by themselves are told apart in the report.</summary>
    Completed = 0,

    /// <summary>The medium is full: what was accepted is on it, and what was not went back to the streams.</summary>
    EndOfMedium = 1,

    /// <summary>The device or the log failed: what is on the medium is in the log, and nothing more could be written.</summary>
    Failed = 2,

    /// <summary>The session was disposed of before it was completed.</summary>
    Abandoned = 3,
}
