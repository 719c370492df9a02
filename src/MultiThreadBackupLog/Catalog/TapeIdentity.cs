namespace MultiThreadBackupLog.Catalog;

/// <summary>Whether a tape is the one that a log was written for.</summary>
public enum TapeIdentity
{
    /// <summary>Nothing on the tape says: the session has no label, and no copy of its log was found where it should be.</summary>
    NotCheckable = 0,

    /// <summary>A label or a copy of the log on the tape names this log.</summary>
    Same = 1,

    /// <summary>Where this log's label should be lies something else.</summary>
    Different = 2,
}
