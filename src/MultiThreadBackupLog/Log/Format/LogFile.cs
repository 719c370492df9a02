using System;
using System.IO;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The few operations on a file that the safety of a log rests on, apart from everything that uses them, so that a test can lose any of them.</summary>
/// <remarks>
/// What a system may do with writes and changes of length between two synchronisations: keep them, lose them, keep them in another
/// order, and tear them at the borders of sectors. A sector is written whole or not at all. One thread writes; any thread reads.
/// </remarks>
internal abstract class LogFile : IDisposable
{
    /// <summary>Gets what to call the file in a message.</summary>
    public abstract string Name { get; }

    /// <summary>Writes the first bytes of an array. When it throws, any part of them may stand in the file.</summary>
    public abstract void Write(long offset, byte[] bytes, int count);

    /// <summary>Cuts the file, or makes it longer with zeros.</summary>
    public abstract void SetLength(long length);

    /// <summary>Returns once everything done before would survive a loss of power, the name of the file apart: that is its folder's affair.</summary>
    public abstract void Synchronize();

    /// <summary>Reads what was written, synchronised or not.</summary>
    public abstract int Read(long offset, Span<byte> destination);

    public abstract void Dispose();
}

/// <summary>A file of the operating system.</summary>
internal sealed class DiskLogFile : LogFile
{
    private readonly FileStream _file;
    private readonly StreamLogSource _readable;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="replaces">Whether a file of that name becomes empty; if not, there must be none.</param>
    public DiskLogFile(string path, bool replaces)
    {
        Name = path;
        _file = new FileStream(
            path, replaces ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            // A handle of its own: the position of the writer's belongs to the writer.
            _readable = new StreamLogSource(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1), ownsStream: true);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override void Write(long offset, byte[] bytes, int count)
    {
        _file.Position = offset;
        _file.Write(bytes, 0, count);
        _file.Flush();
    }

    public override void SetLength(long length) => _file.SetLength(length);

    public override void Synchronize() => _file.Flush(flushToDisk: true);

    public override int Read(long offset, Span<byte> destination) => _readable.Read(offset, destination);

    public override void Dispose()
    {
        _file.Dispose();
        _readable.Dispose();
    }
}
