using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>NAME=PATH of a command line: which stream is made of what.</summary>
internal sealed class SourceArgument
{
    private SourceArgument(string name, string path)
    {
        Name = name;
        Path = path;
    }

    public string Name { get; }

    public string Path { get; }

    /// <summary>Makes a source of a name and a path that are known to be good.</summary>
    public static SourceArgument Of(string name, string path) =>
        StreamName.IsUsable(name) ? new SourceArgument(name, path) : throw new ArgumentException("This is no name of a source.", nameof(name));

    /// <summary>Reads one argument. The name ends at the first equals sign; a path may have more of them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SourceArgument? source, out string fault)
    {
        source = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string shown = "'" + Printable.Text(text) + "'";
        if (equals < 0)
        {
            fault = shown + " is no source: NAME=PATH is wanted.";
            return false;
        }

        string name = text[..equals];
        if (StreamName.FaultOf(name) is { } what)
        {
            fault = "The name of the source " + shown + " cannot be a file's name at restore: " + what + ".";
            return false;
        }

        if (equals == text.Length - 1)
        {
            fault = "The source " + shown + " has no path.";
            return false;
        }

        source = new SourceArgument(name, text[(equals + 1)..]);
        fault = string.Empty;
        return true;
    }

    /// <summary>Reads all arguments, in order.</summary>
    /// <param name="texts">The arguments.</param>
    /// <param name="sources">The sources, those before a fault.</param>
    /// <param name="fault">On failure what is wrong, naming the argument.</param>
    public static bool TryParseAll(IEnumerable<string> texts, out List<SourceArgument> sources, out string fault)
    {
        sources = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            if (!TryParse(text, out SourceArgument? source, out fault))
            {
                return false;
            }

            if (!names.Add(source.Name))
            {
                fault = "Two sources have the name '" + Printable.Text(source.Name) + "'; each needs its own.";
                return false;
            }

            sources.Add(source);
        }

        fault = string.Empty;
        return true;
    }

    /// <summary>Looks at what the path leads to and makes the source.</summary>
    /// <exception cref="IOException">There is nothing, or it cannot be looked at.</exception>
    public BackupSource Open(ProblemList problems, IReadOnlySet<FileSystem.FileIdentity> ownOutputs)
    {
        FileSystem.FileStatus status = FileSystem.FileStatus.OfPath(Path, followLink: true);
        return status.Kind switch
        {
            FileSystem.FileKind.Directory => new DirectorySource(Name, Path, problems, ownOutputs),
            FileSystem.FileKind.Socket => throw new IOException("'" + Path + "' is a socket and has no bytes to back up"),
            _ => new FileSource(Name, Path, problems, ownOutputs),
        };
    }
}
