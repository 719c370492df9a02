using System;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>A file, a block device or a pipe: its bytes until its end.</summary>
internal sealed class FileSource : BackupSource
{
    private readonly ProblemList _problems;

    public FileSource(string name, string path, ProblemList problems)
        : base(name, path)
    {
        _problems = problems;
        ExpectedBytes = Measure(FullPath);
    }

    public override string ApplicationIdentifier => StreamOrigin.File;

    public override long? ExpectedBytes { get; }

    public override void WriteTo(BlockFillStream destination, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = SourceFile.Open(FullPath);
        FileStatus before = FileStatus.OfHandle(file, FullPath);

        // Unbuffered, so it reads straight into the block; a stream, since a pipe has no offsets.
        using var content = new FileStream(file, FileAccess.Read, bufferSize: 0);
        bool mayWait = before.Kind is not (FileKind.RegularFile or FileKind.BlockDevice);
        long offset = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (mayWait)
            {
                SourceFile.WaitUntilReadable(file, cancellationToken);
            }

            int read = content.Read(destination.FreeSpan);
            if (read == 0)
            {
                break;
            }

            destination.Advance(read);
            offset += read;
        }

        FileStatus after = FileStatus.OfHandle(file, FullPath);
        if (before.Kind == FileKind.RegularFile && (after.Length != before.Length || after.ModificationTime != before.ModificationTime))
        {
            _problems.Fail(FullPath, "it was changed while it was read; " + offset + " bytes were kept");
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
