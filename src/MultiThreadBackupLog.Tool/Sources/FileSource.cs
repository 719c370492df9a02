using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>A file, a block device or a pipe: its bytes until its end.</summary>
/// <remarks>A file that grows is cut at the length that it had at first: one that is written all the time would never end.</remarks>
internal sealed class FileSource : BackupSource
{
    private readonly ProblemList _problems;
    private readonly IReadOnlySet<FileIdentity> _ownOutputs;

    /// <param name="name">The stream's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="problems">Where to tell that the file was changed meanwhile.</param>
    /// <param name="ownOutputs">Files that this very backup writes; looked at when reading begins.</param>
    public FileSource(string name, string path, ProblemList problems, IReadOnlySet<FileIdentity> ownOutputs)
        : base(name, path)
    {
        _problems = problems;
        _ownOutputs = ownOutputs;
        ExpectedBytes = Measure(FullPath);
    }

    public override string ApplicationIdentifier => StreamOrigin.File;

    public override long? ExpectedBytes { get; }

    public override void WriteTo(BlockFillStream destination, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = SourceFile.Open(FullPath);
        FileStatus before = FileStatus.OfHandle(file, FullPath);

        if (before.Identity is { } identity && _ownOutputs.Contains(identity))
        {
            throw new IOException("this backup writes it, so it cannot be a source of it");
        }

        // Unbuffered, so it reads straight into the block; a stream, since a pipe has no offsets. Files that the kernel makes up have length 0.
        using var content = new FileStream(file, FileAccess.Read, bufferSize: 0);
        bool mayWait = before.Kind is not (FileKind.RegularFile or FileKind.BlockDevice);
        long most = before is { Kind: FileKind.RegularFile, Length: > 0 } ? before.Length : long.MaxValue;
        long kept = 0;
        while (kept < most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (mayWait)
            {
                SourceFile.WaitUntilReadable(file, cancellationToken);
            }

            Span<byte> free = destination.FreeSpan;
            int read = content.Read(free[..(int)Math.Min(free.Length, most - kept)]);
            if (read == 0)
            {
                break;
            }

            destination.Advance(read);
            kept += read;
        }

        FileStatus after = FileStatus.OfHandle(file, FullPath);
        if (before.Kind == FileKind.RegularFile && (after.Length != before.Length || after.ModificationTime != before.ModificationTime))
        {
            _problems.Fail(FullPath, "it was changed while it was read; " + kept + " bytes were kept");
        }
    }

    // The length of a block device is where seeking to its end arrives; its status says 0.
    private static long? Measure(string path)
    {
        FileStatus status = FileStatus.OfPath(path, followLink: true);
        switch (status.Kind)
        {
            case FileKind.RegularFile:
                return status.Length;
            case FileKind.BlockDevice when OperatingSystem.IsLinux():
                using (SafeFileHandle device = SourceFile.Open(path))
                {
                    long end = LibC.Seek(device, 0, LibC.SeekEnd);
                    return end >= 0 ? end : null;
                }

            default:
                return null;
        }
    }
}
