namespace MultiThreadBackupLog.Restore;

/// <summary>What looking at a block's content said.</summary>
internal enum BlockContent
{
    /// <summary>Nothing speaks against it.</summary>
    Right = 0,

    /// <summary>The trailer's checksum is wrong: damage, or a block of another log.</summary>
    Damaged = 1,

    /// <summary>A sound block of this log, but not the one that the log says lies here.</summary>
    AnotherBlock = 2,
}
