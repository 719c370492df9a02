namespace MultiThreadBackupLog.Log.Format;

/// <summary>What of a tape is kept beside the runs of its streams.</summary>
internal sealed class TapeTables
{
    public TapeTables()
        : this(new FilemarkTable(), new SystemBlockTable(), new ZoneTable())
    {
    }

    public TapeTables(FilemarkTable filemarks, SystemBlockTable systemBlocks, ZoneTable zones)
    {
        Filemarks = filemarks;
        SystemBlocks = systemBlocks;
        Zones = zones;
    }

    public FilemarkTable Filemarks { get; }

    public SystemBlockTable SystemBlocks { get; }

    public ZoneTable Zones { get; }
}
