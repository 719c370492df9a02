using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Sources;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>Under which names streams are written. Names in a log are outside input: they choose a name in the folder, and never a folder.</summary>
internal static class OutputNames
{
    /// <summary>Chooses a name for each stream, all different.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="extracts">Whether archives become directories.</param>
    /// <returns>The names, in the order of the streams.</returns>
    public static IReadOnlyList<string> Assign(IReadOnlyList<WriteLogStream> streams, bool extracts)
    {
        var names = new string[streams.Count];

        // Names that differ by case only are one file on some systems; two sources of this tool never get there.
        var taken = new HashSet<string>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        for (int index = 0; index < streams.Count; index++)
        {
            string name = streams[index].Description.Name;
            string suffix = IsArchive(streams[index]) && !extracts ? ".tar" : string.Empty;
            names[index] = StreamName.IsUsable(name) && taken.Add(name + suffix) ? name + suffix : string.Empty;
        }

        for (int index = 0; index < streams.Count; index++)
        {
            if (names[index].Length == 0)
            {
                string suffix = IsArchive(streams[index]) && !extracts ? ".tar" : string.Empty;
                string name = "stream-" + streams[index].Id.Ordinal;
                while (!taken.Add(name + suffix))
                {
                    name += "_";
                }

                names[index] = name + suffix;
            }
        }

        return names;
    }

    /// <summary>Says whether a stream is a directory that this tool backed up.</summary>
    public static bool IsArchive(WriteLogStream stream) => stream.Description.ApplicationIdentifier == StreamOrigin.Tar;
}
