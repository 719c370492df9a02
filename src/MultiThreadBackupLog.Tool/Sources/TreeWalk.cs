using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>Everything in a directory, each directory before what is in it, names in ordinal order: the same tree gives the same walk.</summary>
/// <remarks>Symbolic links are entries and are not followed. What cannot be looked at goes to the problem list, and the walk goes on.</remarks>
internal sealed class TreeWalk
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
        MatchType = MatchType.Simple,
    };

    private readonly string _root;
    private readonly ProblemList _problems;

    public TreeWalk(string root, ProblemList problems)
    {
        _root = root;
        _problems = problems;
    }

    /// <summary>Walks the tree; the root itself comes first, with an empty relative path.</summary>
    /// <exception cref="IOException">The root cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The root may not be read.</exception>
    public IEnumerable<TreeEntry> Entries()
    {
        yield return new TreeEntry(string.Empty, _root, FileStatus.OfPath(_root, followLink: true));

        // A stack of its own: how deep a tree may be is not for the thread's stack to say. Names wait in reverse, next one last.
        var waiting = new Stack<string>(NamesIn(_root).Reverse());
        while (waiting.TryPop(out string? relative))
        {
            string full = Path.Join(_root, relative);
            if (Look(full) is not { } status)
            {
                continue;
            }

            yield return new TreeEntry(relative, full, status);
            if (status.Kind == FileKind.Directory)
            {
                foreach (string name in ReadableNamesIn(full).Reverse())
                {
                    waiting.Push(relative + "/" + name);
                }
            }
        }
    }

    private FileStatus? Look(string path)
    {
        try
        {
            return FileStatus.OfPath(path, followLink: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Names that are no valid UTF-8 arrive with replacement characters, and under those names there is nothing.
            _problems.Fail(path, path.Contains('\uFFFD', StringComparison.Ordinal) ? "passed over: its name is not valid UTF-8" : "passed over: " + e.Message);
            return null;
        }
    }

    private string[] ReadableNamesIn(string directory)
    {
        try
        {
            return NamesIn(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Fail(directory, "what is in this directory was passed over: " + e.Message);
            return [];
        }
    }

    private string[] NamesIn(string directory)
    {
        string[] names = Directory.EnumerateFileSystemEntries(directory, "*", Everything).Select(Path.GetFileName).OfType<string>().ToArray();
        Array.Sort(names, string.CompareOrdinal);
        string[] distinct = names.Distinct(StringComparer.Ordinal).ToArray();
        if (distinct.Length != names.Length)
        {
            _problems.Fail(directory, "files in it have names that are not valid UTF-8 and cannot be told apart; passed over");
        }

        return distinct;
    }
}
