using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>Writes the entries of a tree into an archive, one kind after the other's manner.</summary>
internal sealed class TreeArchiver
{
    private readonly TarWriter _archive;
    private readonly ProblemList _problems;
    private readonly IReadOnlySet<FileIdentity> _ownOutputs;
    private readonly CancellationToken _cancellationToken;

    // The first name under which each file with several names went into the archive.
    private readonly Dictionary<FileIdentity, string> _firstNames = [];

    public TreeArchiver(TarWriter archive, ProblemList problems, IReadOnlySet<FileIdentity> ownOutputs, CancellationToken cancellationToken)
    {
        _archive = archive;
        _problems = problems;
        _ownOutputs = ownOutputs;
        _cancellationToken = cancellationToken;
    }

    public void Add(TreeEntry entry)
    {
        switch (entry.Status.Kind)
        {
            case FileKind.Directory:
                Write(new PaxTarEntry(TarEntryType.Directory, entry.RelativePath.Length == 0 ? "./" : entry.RelativePath + "/"), entry.Status);
                break;
            case FileKind.SymbolicLink:
                AddSymbolicLink(entry);
                break;
            case FileKind.RegularFile:
                AddFile(entry);
                break;
            default:
                _problems.Note(entry.FullPath, "passed over: it is " + Words(entry.Status.Kind));
                break;
        }
    }

    private static string Words(FileKind kind) => kind switch
    {
        FileKind.Fifo => "a FIFO",
        FileKind.Socket => "a socket",
        FileKind.CharacterDevice => "a character device",
        FileKind.BlockDevice => "a block device",
        _ => "neither file nor directory nor link",
    };

    private void AddSymbolicLink(TreeEntry entry)
    {
        string target;
        try
        {
            target = SourceFile.LinkTarget(entry.FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Fail(entry.FullPath, "passed over: " + e.Message);
            return;
        }

        Write(new PaxTarEntry(TarEntryType.SymbolicLink, entry.RelativePath) { LinkName = target }, entry.Status);
    }

    private void AddFile(TreeEntry entry)
    {
        if (entry.Status.Identity is { } identity)
        {
            if (_ownOutputs.Contains(identity))
            {
                _problems.Note(entry.FullPath, "passed over: this backup writes it");
                return;
            }

            if (entry.Status.LinkCount > 1 && _firstNames.TryGetValue(identity, out string? firstName))
            {
                Write(new PaxTarEntry(TarEntryType.HardLink, entry.RelativePath) { LinkName = firstName }, entry.Status);
                return;
            }
        }

        using SafeFileHandle? file = OpenAsSeen(entry, out FileStatus status);
        if (file is null)
        {
            return;
        }

        WriteContent(entry, file, status);
        if (status is { LinkCount: > 1, Identity: { } shared })
        {
            _firstNames[shared] = entry.RelativePath;
        }
    }

    private SafeFileHandle? OpenAsSeen(TreeEntry entry, out FileStatus status)
    {
        status = default;
        SafeFileHandle? file = null;
        try
        {
            file = SourceFile.Open(entry.FullPath);
            status = FileStatus.OfHandle(file, entry.FullPath);
            if (status.Kind == FileKind.RegularFile && status.Identity == entry.Status.Identity)
            {
                return file;
            }

            // Another file, or a link to anywhere, was put in its place: what was opened is not what the walk saw.
            _problems.Fail(entry.FullPath, "passed over: it was replaced while the directory was read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Fail(entry.FullPath, "passed over: " + e.Message);
        }

        file?.Dispose();
        return null;
    }

    private void WriteContent(TreeEntry entry, SafeFileHandle file, FileStatus status)
    {
        using var content = new AnnouncedLengthStream(file, status.Length, _cancellationToken);
        Write(new PaxTarEntry(TarEntryType.RegularFile, entry.RelativePath) { DataStream = content }, status);
        if (content.ReadError is not null)
        {
            _problems.Fail(entry.FullPath, "from byte " + content.ZerosFrom + " on zeros were kept: it could not be read further: " + content.ReadError);
        }
        else if (content.ZerosFrom is { } end)
        {
            _problems.Fail(entry.FullPath, "it shrank from " + status.Length + " to " + end + " bytes while it was read; filled with zeros");
        }
        else if (content.HasMoreThanAnnounced())
        {
            _problems.Fail(entry.FullPath, "it grew while it was read; the first " + status.Length + " bytes were kept");
        }
        else if (FileStatus.OfHandle(file, entry.FullPath).ModificationTime != status.ModificationTime)
        {
            _problems.Fail(entry.FullPath, "it was changed while it was read");
        }
    }

    private void Write(PaxTarEntry entry, FileStatus status)
    {
        entry.Mode = status.Mode;
        entry.ModificationTime = status.ModificationTime;
        entry.Uid = Number(status.User, entry.Name, "owner");
        entry.Gid = Number(status.Group, entry.Name, "group");
        _archive.WriteEntry(entry);
    }

    // The archive's type has 31 bits for it, the kernel 32. 65534 is nobody: better no owner than a wrong one.
    private int Number(uint id, string name, string what)
    {
        if (id <= int.MaxValue)
        {
            return (int)id;
        }

        _problems.Note(name, "its " + what + ", " + id + ", is kept as 65534: the archive has no room for the number");
        return 65534;
    }
}
