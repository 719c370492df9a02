namespace MultiThreadBackupLog.Log.Format;

/// <summary>What a block that carries part of a log on the tape is part of.</summary>
internal enum LogCopyType
{
    /// <summary>The label at the beginning of a session: identity, and no bytes of the log.</summary>
    SessionLabel = 1,

    /// <summary>The pages since the checkpoint before.</summary>
    Increment = 2,

    /// <summary>The whole log, at the end of a session.</summary>
    Closing = 3,
}
