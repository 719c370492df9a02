namespace MultiThreadBackupLog.Catalog;

/// <summary>How much of a session's log lies on its tape.</summary>
public enum TapeSessionState
{
    /// <summary>The label alone: the session ended before its first checkpoint, or keeps its log elsewhere.</summary>
    LabelOnly = 0,

    /// <summary>Increments up to the last checkpoint: the session did not come to its end.</summary>
    Increments = 1,

    /// <summary>A closing copy: the session came to its end.</summary>
    Closed = 2,
}
