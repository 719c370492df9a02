namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Whether data may still be put on a tape.</summary>
internal enum LoggedTapeState
{
    Writing = 0,

    /// <summary>Early warning was met, or the end: no more data, only what closes a session.</summary>
    EndOfMedium = 1,

    /// <summary>The device cannot be used any more: nothing further is written.</summary>
    Failed = 2,
}
