namespace MultiThreadBackupLog.Log;

/// <summary>What lies in an extent of the tape.</summary>
public enum TapeExtentType
{
    /// <summary>Blocks of one stream and one length.</summary>
    Run = 0,

    /// <summary>Filemarks of one owner.</summary>
    Filemarks = 1,

    /// <summary>Blocks that belong to no stream.</summary>
    SystemBlocks = 2,
}
