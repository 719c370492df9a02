using System.Collections.Generic;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Copying;

/// <summary>A block device that was registered, with its names.</summary>
internal sealed class CopyDisk(BlockStorage storage, IReadOnlyList<CopyDeviceName> names)
{
    public BlockStorage Storage { get; } = storage;

    public IReadOnlyList<CopyDeviceName> Names { get; } = names;
}
