namespace MultiThreadBackupLog.Log;

/// <summary>What to do with a log of which something is damaged.</summary>
public enum WriteLogRecoveryMode
{
    /// <summary>Takes what stands before the first damage. It is a prefix of what was written. The default, and what a log after a crash wants.</summary>
    UpToDamage = 0,

    /// <summary>Takes nothing of a log that is damaged anywhere, the torn end after a crash included.</summary>
    Strict = 1,

    /// <summary>Takes what stands before the first damage, and says beside it what the whole pages behind it prove.</summary>
    Salvage = 2,
}
