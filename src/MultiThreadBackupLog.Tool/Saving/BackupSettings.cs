using MultiThreadBackupLog.Backup;

namespace MultiThreadBackupLog.Tool.Saving;

/// <summary>What the command line says of a backup, sources apart.</summary>
internal sealed class BackupSettings
{
    public required string TapePath { get; init; }

    public required string LogPath { get; init; }

    public BackupPlacement Placement { get; init; }

    public int BlockLength { get; init; } = 64 * 1024;

    public DrainPolicy Policy { get; init; } = DrainPolicy.ArrivalOrder;

    public long CheckpointBytes { get; init; } = 32L << 30;

    public bool HasBlockTrailers { get; init; } = true;

    /// <summary>Gets how long the image may grow; null for as long as the disk has room.</summary>
    public long? CapacityBytes { get; init; }
}
