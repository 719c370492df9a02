namespace MultiThreadBackupLog.Log;

/// <summary>What a block that belongs to no stream is.</summary>
public enum SystemBlockType
{
    /// <summary>The label at the beginning of a session.</summary>
    SessionLabel = 1,

    /// <summary>Part of an increment of the write log, written at a checkpoint.</summary>
    LogIncrement = 2,

    /// <summary>Part of the closing copy of the write log. A log never holds its own closing copy, since that is written after it was closed.</summary>
    ClosingCopy = 3,
}
