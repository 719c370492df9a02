using System;
using System.IO;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Disk;

public class MemoryStorageContract : BlockStorageContract
{
    protected override BlockStorage Create(int blockLength, long blockCount) => new MemoryStorage(blockLength, blockCount);
}

public class FileStorageContract : BlockStorageContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _disks;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override BlockStorage Create(int blockLength, long blockCount)
    {
        string path = _folder.File("disk" + ++_disks);
        FileStorage.Create(path, blockLength, blockCount).Dispose();
        return Open(path, blockLength);
    }

    protected override BlockStorage Reload(BlockStorage device)
    {
        device.Dispose();
        return Open(((FileStorage)device).Path, device.BlockLength);
    }

    /// <summary>A file as users have it, but for the flush: thousands of flushes would wait for the disk.</summary>
    private static FileStorage Open(string path, int blockLength) => new(new WatchedStorageFile(path, FileMode.Open), blockLength, isReadOnly: false);
}

/// <summary>The wrapper of the simulations is no different where it injects nothing.</summary>
public class FaultlessFaultyStorageContract : BlockStorageContract
{
    protected override BlockStorage Create(int blockLength, long blockCount) =>
        new FaultyStorage(new MemoryStorage(blockLength, blockCount), (_, _) => null);
}
