namespace MultiThreadBackupLog.Copying;

/// <summary>What a list relies on when it begins.</summary>
public enum CopyListStart
{
    /// <summary>
    /// Every list begins with a locate (12h): it may run whatever stood before it, by itself and again, as long as the drive is in the partition of the log.
    /// </summary>
    Locate = 0,

    /// <summary>
    /// The first list relies on the tape standing at a given place, every other on standing where the one before left it, and the first move of each is
    /// relative. The caller compares <see cref="CopyList.Begin"/> with the drive's position before each: at another place wrong data would reach the disks.
    /// </summary>
    Relative = 1,
}
