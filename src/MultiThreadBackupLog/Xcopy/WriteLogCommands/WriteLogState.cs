namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>How far the write log of a tape is. The values are those of LOG STATE.</summary>
public enum WriteLogState
{
    /// <summary>There is no log (00h).</summary>
    None = 0,

    /// <summary>The log is open: blocks go to the tape and into it (01h).</summary>
    Open = 1,

    /// <summary>The log is complete; nothing is added any more (02h).</summary>
    Closed = 2,

    /// <summary>An error stopped the writing; the log says what is in doubt (03h).</summary>
    Stopped = 3,
}
