using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>Unpacks a tar archive into a directory of its own while the archive arrives.</summary>
/// <remarks>
/// <para>Nothing leaves the directory: it is new, so that all directories in it are ours; names that lead out are refused; symbolic
/// links are made last, so that no name can pass through one; hard links are made to files of this archive only.</para>
/// <para>Nothing is overwritten: a name that comes twice stays as it came first. What goes wrong with one entry is told, and the rest goes on.</para>
/// </remarks>
internal sealed class TreeExtractor
{
    private readonly string _root;
    private readonly ProblemList _problems;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly Queue<(string Path, TarItem Item)> _links = new();

    // Every directory in the root, by relative path; null where the archive said nothing of it (yet).
    private readonly Dictionary<string, TarItem?> _directories = new(StringComparer.Ordinal);

    /// <param name="root">The directory; it must be empty, and nobody else may write into it meanwhile.</param>
    /// <param name="problems">Where to tell of single entries.</param>
    /// <param name="cancellationToken">Ends the work between two pieces of a file.</param>
    public TreeExtractor(string root, ProblemList problems, CancellationToken cancellationToken)
    {
        _root = root;
        _problems = problems;
        _cancellationToken = cancellationToken;
        _directories.Add(string.Empty, null);
    }

    /// <summary>Unpacks the whole archive.</summary>
    /// <param name="archive">The archive; read to its end.</param>
    /// <param name="lostBytes">Tells how many of the bytes read so far are zeros in place of lost ones.</param>
    /// <exception cref="IOException">The archive cannot be read further, or the file system has no room left.</exception>
    public void Extract(Stream archive, Func<long> lostBytes)
    {
        var reader = new TarItemReader(archive, damage => _problems.Fail(_root, damage));
        try
        {
            TakeAll(reader, lostBytes);
        }
        catch (IOException e) when (!DiskFull.Is(e))
        {
            // What arrived so far is finished all the same.
            _problems.Fail(_root, e.Message);
        }

        if (!reader.HasSeenItem)
        {
            _problems.Fail(_root, "there is no archive in the stream");
        }

        while (_links.TryDequeue(out (string Path, TarItem Item) link))
        {
            Try(link.Item, () => MakeSymbolicLink(link.Path, link.Item));
        }

        RestoreDirectoryAttributes();
    }

    private void TakeAll(TarItemReader reader, Func<long> lostBytes)
    {
        long lostBefore = 0;
        while (reader.ReadNext() is { } item)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            long lostAtContent = lostBytes();
            if (lostAtContent != lostBefore)
            {
                _problems.Fail(item.Name, "entries before it may be missing: they were lost on the tape");
            }

            Take(item, reader);
            lostBefore = lostBytes();
            if (lostBefore != lostAtContent)
            {
                _problems.Fail(item.Name, (lostBefore - lostAtContent) + " bytes of it were lost on the tape; filled with zeros");
            }
        }

        if (lostBytes() != lostBefore)
        {
            _problems.Fail(_root, "entries at the end of the archive may be missing: they were lost on the tape");
        }
    }

    private void Take(TarItem item, TarItemReader reader)
    {
        if (!EntryPath.TrySplit(item.Name, out string[] parts, out string fault))
        {
            _problems.Fail(item.Name, "not unpacked: " + fault);
            return;
        }

        string path = Path.Join(_root, Path.Join(parts));
        switch (item.Kind)
        {
            case TarItemKind.Directory:
                Try(item, () => MakeDirectory(parts, item));
                break;
            case TarItemKind.Other:
                _problems.Fail(item.Name, "not unpacked: neither file nor directory nor link");
                break;
            case var _ when parts.Length == 0:
                _problems.Fail(item.Name, "not unpacked: the name is that of the destination itself");
                break;
            case TarItemKind.SymbolicLink:
                Try(item, () => EnsureDirectory(parts.AsSpan(0, parts.Length - 1)));
                _links.Enqueue((path, item));
                break;
            case TarItemKind.HardLink:
                Try(item, () => MakeHardLink(parts, path, item));
                break;
            default:
                Try(item, () => MakeFile(parts, path, item, reader));
                break;
        }
    }

    // One entry's trouble is that entry's; a full disk is everybody's.
    private void Try(TarItem item, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && !DiskFull.Is(e)))
        {
            _problems.Fail(item.Name, (e is EndOfStreamException ? "incomplete: " : "not unpacked: ") + e.Message);
        }
    }

    private void EnsureDirectory(ReadOnlySpan<string> parts)
    {
        string relative = string.Empty;
        foreach (string part in parts)
        {
            relative = relative.Length == 0 ? part : relative + "/" + part;
            if (!_directories.ContainsKey(relative))
            {
                CreateDirectory(relative);
            }
        }
    }

    private void CreateDirectory(string relative)
    {
        string path = Path.Join(_root, relative);
        if (Path.Exists(path))
        {
            throw new IOException("'" + relative + "' is no directory of this archive");
        }

        // Only the owner until the archive's mode is set at the end: the content must not be open to others meanwhile.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _directories.Add(relative, null);
    }

    private void MakeDirectory(string[] parts, TarItem item)
    {
        EnsureDirectory(parts);
        _directories[EntryPath.Join(parts)] = item;
    }

    private void MakeFile(string[] parts, string path, TarItem item, TarItemReader reader)
    {
        EnsureDirectory(parts.AsSpan(0, parts.Length - 1));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        try
        {
            for (int read = reader.ReadContent(_buffer); read > 0; read = reader.ReadContent(_buffer))
            {
                _cancellationToken.ThrowIfCancellationRequested();
                file.Write(_buffer, 0, read);
            }
        }
        catch (IOException e) when (e is not EndOfStreamException)
        {
            // Half a file under its own name could pass for the whole one. The one on which the archive ends is kept, and named.
            File.Delete(path);
            throw;
        }

        RestoreAttributes(path, file.SafeFileHandle, item);
    }

    private void MakeHardLink(string[] parts, string path, TarItem item)
    {
        if (!EntryPath.TrySplit(item.LinkName, out string[] targetParts, out string fault) || targetParts.Length == 0)
        {
            throw new IOException("it is a hard link to '" + item.LinkName + "': " + (fault.Length > 0 ? fault : "that is the destination itself"));
        }

        EnsureDirectory(parts.AsSpan(0, parts.Length - 1));
        string targetFolder = EntryPath.Join(targetParts[..^1]);
        string target = Path.Join(_root, Path.Join(targetParts));
        if (!_directories.ContainsKey(targetFolder) || !File.Exists(target))
        {
            throw new IOException("it is a hard link to '" + item.LinkName + "', which was not unpacked");
        }

        HardLink.Create(target, path);
    }

    private static void MakeSymbolicLink(string path, TarItem item)
    {
        if (item.LinkName.Length == 0 || item.LinkName.Contains('\0', StringComparison.Ordinal))
        {
            throw new IOException("what the link points to is damaged or not valid UTF-8");
        }

        File.CreateSymbolicLink(path, item.LinkName);
        FileOwner.Restore(path, item);
        File.SetLastWriteTimeUtc(path, item.ModificationTime.UtcDateTime);
    }

    // Deepest first: making and changing entries sets the time of the directory they are in.
    private void RestoreDirectoryAttributes()
    {
        var paths = new List<string>(_directories.Keys);
        paths.Sort(static (left, right) => string.CompareOrdinal(right, left));
        foreach (string relative in paths)
        {
            if (_directories[relative] is { } item)
            {
                Try(item, () => RestoreAttributes(Path.Join(_root, relative), null, item));
            }
            else if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Join(_root, relative), (UnixFileMode)0x1ED); // rwxr-xr-x, since nothing was said
            }
        }
    }

    private static void RestoreAttributes(string path, SafeFileHandle? handle, TarItem item)
    {
        bool isOwnerRestored = FileOwner.Restore(path, item);
        DateTime time = item.ModificationTime.UtcDateTime;
        if (!OperatingSystem.IsWindows())
        {
            // Without its owner a program would run with the rights of whoever restores it.
            var mode = (UnixFileMode)(isOwnerRestored ? item.Mode : item.Mode & 0x3FF);
            if (handle is null)
            {
                File.SetUnixFileMode(path, mode);
            }
            else
            {
                File.SetUnixFileMode(handle, mode);
            }
        }

        if (handle is not null)
        {
            File.SetLastWriteTimeUtc(handle, time);
        }
        else
        {
            Directory.SetLastWriteTimeUtc(path, time);
        }
    }
}
