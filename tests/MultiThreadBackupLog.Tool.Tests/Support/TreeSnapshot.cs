using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using MultiThreadBackupLog.Tool.FileSystem;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>A tree as lines of text: kind, mode, owner, time, content or target, and which names are one file.</summary>
internal static class TreeSnapshot
{
    public static string[] Of(string root)
    {
        var firstNames = new Dictionary<FileIdentity, string>();
        return Names(root).Select(name => Line(root, name, firstNames)).ToArray();
    }

    private static IEnumerable<string> Names(string root)
    {
        var options = new EnumerationOptions { AttributesToSkip = 0, ReturnSpecialDirectories = false };
        IEnumerable<string> Below(string folder) => Directory.EnumerateFileSystemEntries(folder, "*", options)
            .OrderBy(path => path, StringComparer.Ordinal)
            .SelectMany(path => Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null ? Below(path).Prepend(path) : [path]);
        return Below(root).Prepend(root).Select(path => Path.GetRelativePath(root, path));
    }

    private static string Line(string root, string name, Dictionary<FileIdentity, string> firstNames)
    {
        string path = Path.Join(root, name);
        FileStatus status = FileStatus.OfPath(path, followLink: name == ".");
        string content = status.Kind switch
        {
            FileKind.RegularFile => Content(path, name, status, firstNames),
            FileKind.SymbolicLink => "-> " + new FileInfo(path).LinkTarget,
            _ => string.Empty,
        };
        return string.Join(
            "|",
            name,
            status.Kind,
            Convert.ToString((int)status.Mode, 8),
            status.User,
            status.Group,
            status.ModificationTime.ToString("O", CultureInfo.InvariantCulture),
            content);
    }

    private static string Content(string path, string name, FileStatus status, Dictionary<FileIdentity, string> firstNames)
    {
        if (status.LinkCount > 1 && !firstNames.TryAdd(status.Identity!.Value, name))
        {
            return "is " + firstNames[status.Identity!.Value];
        }

        return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
    }
}
