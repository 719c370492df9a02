using System.IO;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The file that a sealed form is written to, under another name until it is whole.</summary>
internal static class SealedFile
{
    private const string Suffix = ".sealing";

    /// <summary>Writes a log's sealed form beside a path and makes it durable. What another attempt left there is written over.</summary>
    public static void Write(WriteLogSnapshot log, string path)
    {
        string temporary = path + Suffix;
        try
        {
            using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
            LogSealer.Seal(log, file);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Gives the file its name, in one step.</summary>
    public static void PutInPlace(string path, bool replaces)
    {
        try
        {
            if (replaces)
                Replace(path + Suffix, path);
            else
                File.Move(path + Suffix, path);
        }
        catch
        {
            File.Delete(path + Suffix);
            throw;
        }
    }

    private static void Replace(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        File.Replace(from, to, null);
#endif
    }
}
