using System;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>A directory into which an archive is unpacked on a thread of its own. It has its name only when it is whole.</summary>
internal sealed class OutputTree : IDisposable
{
    private readonly string _path;
    private readonly ProblemList _problems;
    private readonly CancellationToken _cancellationToken;
    private readonly BlockPipe _pipe = new();
    private readonly Thread _thread;
    private readonly long _failuresBefore;
    private bool _hasGap;

    /// <param name="path">The name in the end.</param>
    /// <param name="problems">Where to tell of single files. One list of its own per tree: a failure in it keeps the tree partial.</param>
    /// <param name="cancellationToken">Ends the unpacking.</param>
    /// <exception cref="IOException">There is something of that name already, or the directory cannot be made.</exception>
    public OutputTree(string path, ProblemList problems, CancellationToken cancellationToken)
    {
        OutputName.Demand(path, replacesExisting: false);
        _path = path;
        _problems = problems;
        _cancellationToken = cancellationToken;
        _failuresBefore = problems.FailureCount;
        Directory.CreateDirectory(OutputName.Partial(path));
        _thread = new Thread(Unpack) { IsBackground = true, Name = "unpack " + Path.GetFileName(path) };
        _thread.Start();
    }

    public void Write(ReadOnlySpan<byte> bytes) => _pipe.Write(bytes);

    /// <summary>Passes on that bytes cannot be had.</summary>
    public void WriteGap(long bytes)
    {
        _hasGap = true;
        _pipe.WriteGap(bytes);
    }

    /// <summary>All bytes are there: waits until they are unpacked, and gives the directory its name when all of it is as it was.</summary>
    /// <returns>False when it stays partial; the problem list says why.</returns>
    public bool Commit()
    {
        _pipe.Complete();
        _thread.Join();
        if (_hasGap || _problems.FailureCount != _failuresBefore)
        {
            return false;
        }

        Synchronise(OutputName.Partial(_path));
        Directory.Move(OutputName.Partial(_path), _path);
        return true;
    }

    /// <summary>Ends the unpacking; without <see cref="Commit"/> what is there keeps the partial name.</summary>
    public void Dispose()
    {
        _pipe.Fail(new IOException("the restore was ended"));
        _thread.Join();
        _pipe.Dispose();
        string partial = OutputName.Partial(_path);
        if (Directory.Exists(partial) && !Directory.EnumerateFileSystemEntries(partial).Any())
        {
            Directory.Delete(partial);
        }
    }

    // One call for the file system instead of one for each file.
    private static void Synchronise(string directory)
    {
        if (OperatingSystem.IsLinux())
        {
            string probe = Path.Join(directory, "..", Path.GetFileName(directory) + "." + Guid.NewGuid().ToString("N"));
            using SafeFileHandle file = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
            if (LibC.SyncFileSystem(file) != 0)
            {
                throw new IOException("The file system of '" + directory + "' could not be synchronised.");
            }
        }
    }

    private void Unpack()
    {
        try
        {
            new TreeExtractor(OutputName.Partial(_path), _problems, _cancellationToken).Extract(_pipe, () => _pipe.LostBytesBefore);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _problems.Fail(_path, e.Message);
        }
        finally
        {
            // Whoever still writes must not wait for a reader that is gone.
            _pipe.Dispose();
        }
    }
}
