using System;
using System.IO;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The file that a sealed form is written to, under another name until it is whole and durable.</summary>
/// <remarks>
/// The order is what makes a crash harmless: the content is read back, and synchronised, before the file is given its name, and the name after that. So the name leads to
/// what it led to before, or to the whole sealed form, and to the latter once all is done.
/// </remarks>
internal static class SealedFile
{
    private const string Suffix = ".sealing";

    /// <summary>Writes a log's sealed form beside a path and makes it durable. What another attempt left there is written over.</summary>
    public static void Write(LogFolder folder, WriteLogSnapshot log, string path)
    {
        string temporary = path + Suffix;
        using LogFile file = folder.Create(temporary, replaces: true);
        try
        {
            using var output = new LogFileStream(file);
            LogSealer.Seal(log, output);
            Verify(file, output.Length, path);
            file.Synchronize();
        }
        catch
        {
            TryDelete(folder, temporary);
            throw;
        }
    }

    /// <summary>Gives the file its name, in one step, and makes that durable.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <param name="path">The name.</param>
    /// <param name="replaces">Whether it takes the place of a file, which then stays as it was when this throws; if not, nothing is left then.</param>
    public static void PutInPlace(LogFolder folder, string path, bool replaces)
    {
        try
        {
            folder.Rename(path + Suffix, path, replaces);
        }
        catch
        {
            // Where the one that was to be replaced is gone all the same, this is all that there is of the log.
            if (!replaces || folder.Exists(path))
                TryDelete(folder, path + Suffix);

            throw;
        }

        try
        {
            folder.SynchronizeRenamed(path);
        }
        catch when (!replaces)
        {
            TryDelete(folder, path);
            throw;
        }
    }

    /// <summary>Reads what was written. The index was made from the live form, and is compared with what the sealed pages give: the live form may be gone for good after this.</summary>
    private static void Verify(LogFile file, long length, string path)
    {
        using var log = new WriteLogSnapshot(new LogFileSource(file, length), length, ownsSource: true);
        WriteLogFault fault = WriteLogIndex.VerifyCarried(log);
        if (fault.IsFault)
            throw new IOException("The sealed form of the write log '" + path + "' is not what was written: " + fault);
    }

    private static void TryDelete(LogFolder folder, string path)
    {
        try
        {
            folder.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What went wrong before this is what the caller has to know.
        }
    }
}
