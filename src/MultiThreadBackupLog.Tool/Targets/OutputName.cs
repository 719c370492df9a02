using System.IO;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>How things that are not whole (yet) are called, and what stands in the way of a new one.</summary>
internal static class OutputName
{
    private const string PartialSuffix = ".partial";

    public static string Partial(string path) => path + PartialSuffix;

    /// <summary>Refuses a name that is taken.</summary>
    /// <exception cref="IOException">Something is there, and it may not or cannot be replaced. Directories are never replaced.</exception>
    public static void Demand(string path, bool replacesExisting)
    {
        foreach (string name in new[] { path, Partial(path) })
        {
            if (Directory.Exists(name))
            {
                throw new IOException("'" + name + "' is there already, and a directory is never replaced; nothing was overwritten");
            }

            // A link to nowhere does not "exist", but it is in the way.
            if (!replacesExisting && (File.Exists(name) || new FileInfo(name).LinkTarget is not null))
            {
                throw new IOException("'" + name + "' is there already; nothing was overwritten (--force replaces it)");
            }
        }
    }
}
