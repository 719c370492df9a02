namespace MultiThreadBackupLog.Backup;

/// <summary>Where on the tape a session begins. A tape that holds anything is never written without a word about it.</summary>
public enum BackupPlacement
{
    /// <summary>The tape must be blank behind the position, and the position must be the beginning of the partition; else nothing is written.</summary>
    BlankOnly = 0,

    /// <summary>The session begins at the end of data; sessions that are there stay.</summary>
    Append = 1,

    /// <summary>The session begins where the device stands; whatever is recorded from there on is lost.</summary>
    Overwrite = 2,
}
