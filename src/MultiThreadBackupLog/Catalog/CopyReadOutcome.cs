namespace MultiThreadBackupLog.Catalog;

/// <summary>What was found where a block of a log's copy might lie.</summary>
internal enum CopyReadOutcome
{
    /// <summary>A proven block of a label or copy.</summary>
    Copy,

    /// <summary>Some other block, a filemark, or the end of data.</summary>
    SomethingElse,

    /// <summary>A block that could not be read, or that claims to be part of a copy and is damaged.</summary>
    Unreadable,
}
