namespace MultiThreadBackupLog.Copying;

/// <summary>One segment while it runs: each step does one thing, and none waits.</summary>
internal abstract class SegmentRun
{
    /// <summary>Does one thing.</summary>
    public abstract CopyStep Step();

    /// <summary>Gets how many bytes the segment wrote to a disk, as far as it came.</summary>
    public virtual long DiskBytes => 0;

    /// <summary>Gets what it would have written less what it wrote, in blocks of the disk; null where it wrote nothing or has no count.</summary>
    public virtual long? ResidualDiskBlocks => null;
}
