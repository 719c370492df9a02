using System.Collections.Generic;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Copying;

/// <summary>A block device that was registered, with its names.</summary>
internal sealed class CopyDisk(BlockStorage storage, IReadOnlyList<CopyDeviceName> names)
{
    public BlockStorage Storage { get; } = storage;

    public IReadOnlyList<CopyDeviceName> Names { get; } = names;

    /// <summary>Gets what is locked while part of a block is changed: read and written back, the other part would undo what another command puts there meanwhile.</summary>
    public object EdgeGate { get; } = new();
}
