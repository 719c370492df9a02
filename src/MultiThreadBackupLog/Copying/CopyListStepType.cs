namespace MultiThreadBackupLog.Copying;

/// <summary>What one segment of a restoring list does.</summary>
internal enum CopyListStepType
{
    /// <summary>Whole disk blocks, 01h.</summary>
    ToBlocks,

    /// <summary>Bytes of a disk, 09h.</summary>
    ToBytes,

    /// <summary>Bytes held for the application client, 0Fh.</summary>
    Hold,

    /// <summary>Bytes dropped, 06h.</summary>
    Discard,

    /// <summary>What is left of a tape block is dropped by ending the list, where there is no 06h. No segment.</summary>
    EndList,

    /// <summary>A relative move, 11h.</summary>
    Space,

    /// <summary>An absolute move, 12h.</summary>
    Locate,
}
