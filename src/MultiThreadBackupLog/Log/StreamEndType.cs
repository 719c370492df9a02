namespace MultiThreadBackupLog.Log;

/// <summary>How a stream ended.</summary>
public enum StreamEndType
{
    /// <summary>Its producer gave all its blocks.</summary>
    Completed = 1,

    /// <summary>It ended before that: its producer failed, was cancelled, or lost blocks to an error of the tape.</summary>
    Failed = 2,
}
