namespace MultiThreadBackupLog.Log;

/// <summary>How finely a write log records the order of blocks.</summary>
public enum WriteLogGranularity
{
    /// <summary>One entry per run of consecutive blocks of one stream and one length.</summary>
    Runs = 0,

    /// <summary>One entry per block, for readers that want each block confirmed on its own; about as many bytes as blocks.</summary>
    Blocks = 1,
}
