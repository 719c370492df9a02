using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>One thing to back up: it becomes one stream.</summary>
internal abstract class BackupSource
{
    protected BackupSource(string name, string path)
    {
        Name = name;
        FullPath = Path.GetFullPath(path);
    }

    /// <summary>Gets the stream's name.</summary>
    public string Name { get; }

    public string FullPath { get; }

    /// <summary>Gets what the log keeps to tell, at restore, how the bytes were made.</summary>
    public abstract string ApplicationIdentifier { get; }

    /// <summary>Gets about how many bytes will come, or null when nobody knows before reading.</summary>
    public abstract long? ExpectedBytes { get; }

    /// <summary>Reads everything and writes it; the last block is left to the caller to finish.</summary>
    /// <exception cref="IOException">The source as a whole cannot be read. What is wrong with single files goes to the problem list.</exception>
    public abstract void WriteTo(BlockFillStream destination, CancellationToken cancellationToken);
}
