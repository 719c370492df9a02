using System;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Log;

// The sealed form.
public sealed partial class WriteLog
{
    private LogFolder? _folder;
    private string? _fileToSeal;
    private bool _hasSealedFile;

    /// <summary>Writes the sealed form of a closed log: the same records in a file near their entropy, with the index of the log behind them.</summary>
    /// <remarks>
    /// The file has its name only when it is whole and durable: it is written under the name with <c>.sealing</c> behind it, which a crash may leave over. When this returns, the name is durable, too.
    /// The sealed form has the same log identifier. It is another file all the same: offsets into the log, as copies of the log on a tape have them, are those of the live form.
    /// </remarks>
    /// <param name="log">The log, closed, in whichever form.</param>
    /// <param name="path">The file; there must be none of that name.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The log was not closed.</exception>
    /// <exception cref="WriteLogException">The log's bytes are not acceptable.</exception>
    /// <exception cref="IOException">The file exists or cannot be written, or what is read back from it is not what was written, or the log cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void WriteSealed(WriteLogSnapshot log, string path)
    {
        Guard.NotNull(log);
        Guard.NotNull(path);
        WriteSealed(LogFolder.OfSystem, log, path);
    }

    internal static void WriteSealed(LogFolder folder, WriteLogSnapshot log, string path)
    {
        if (folder.Exists(path))
            throw new IOException("The file '" + path + "' exists.");

        SealedFile.Write(folder, log, path);
        SealedFile.PutInPlace(folder, path, replaces: false);
    }

    private void WriteSealedFile()
    {
        if (_fileToSeal is null || _hasSealedFile)
            return;

        SealedFile.Write(_folder!, Snapshot(), _fileToSeal);
        _hasSealedFile = true;
    }

    private void PutSealedFileInPlace()
    {
        if (!_hasSealedFile)
            return;

        try
        {
            SealedFile.PutInPlace(_folder!, _fileToSeal!, replaces: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The live form stays, and is whole; or it was taken away before, and the sealed one keeps its other name; or that one is in its place, and only not known to be there after a crash.
        }
    }
}
