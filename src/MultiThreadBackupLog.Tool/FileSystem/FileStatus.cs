using System;
using System.IO;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MultiThreadBackupLog.Tool.FileSystem;

/// <summary>What the file system says of one file. Outside Linux there are no identities, so hard links are kept as plain files there.</summary>
internal readonly struct FileStatus
{
    private FileStatus(FileKind kind, long length, UnixFileMode mode, DateTimeOffset modificationTime)
    {
        Kind = kind;
        Length = length;
        Mode = mode;
        ModificationTime = modificationTime;
    }

    public FileKind Kind { get; }

    /// <summary>Gets the length in bytes of a regular file; what others say means nothing here.</summary>
    public long Length { get; }

    public UnixFileMode Mode { get; }

    public DateTimeOffset ModificationTime { get; }

    public uint User { get; private init; }

    public uint Group { get; private init; }

    /// <summary>Gets how many names the file has; 1 where that is not known.</summary>
    public uint LinkCount { get; private init; } = 1;

    /// <summary>Gets the file's identity, or null where the platform gives none.</summary>
    public FileIdentity? Identity { get; private init; }

    /// <summary>Asks for the status of a name.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be looked at.</exception>
    public static FileStatus OfPath(string path, bool followLink) => OperatingSystem.IsLinux()
        ? FromStatx(path, LibC.Statx(LibC.CurrentFolder, path, followLink ? 0 : LibC.DoNotFollow, LibC.BasicStatus, out StatxBuffer status), status)
        : FromFileInfo(path, followLink);

    /// <summary>Asks for the status of an open file.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileStatus OfHandle(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new(
                FileKind.RegularFile,
                RandomAccess.GetLength(file),
                OperatingSystem.IsWindows() ? DefaultMode(isDirectory: false) : File.GetUnixFileMode(file),
                new DateTimeOffset(File.GetLastWriteTimeUtc(file)));
        }

        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return FromStatx(
                path,
                LibC.Statx((int)file.DangerousGetHandle(), string.Empty, LibC.EmptyPath, LibC.BasicStatus, out StatxBuffer status),
                status);
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static FileStatus FromStatx(string path, int returned, in StatxBuffer status)
    {
        if (returned != 0)
        {
            throw LibC.Failure(path);
        }

        return new(KindOf(status.Mode), unchecked((long)status.Size), (UnixFileMode)(status.Mode & 0xFFF), Time(status.ModifiedSeconds, status.ModifiedNanoseconds))
        {
            User = status.User,
            Group = status.Group,
            LinkCount = status.LinkCount,
            Identity = new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode),
        };
    }

    // S_IFMT and its values, the same on every Linux.
    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.RegularFile,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.SymbolicLink,
        0x1000 => FileKind.Fifo,
        0xC000 => FileKind.Socket,
        0x2000 => FileKind.CharacterDevice,
        0x6000 => FileKind.BlockDevice,
        _ => FileKind.Other,
    };

    // A file system can hold times that no calendar type does; the nearest one is kept.
    private static DateTimeOffset Time(long seconds, uint nanoseconds)
    {
        long bounded = Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(bounded).AddTicks(nanoseconds / 100);
    }

    private static FileStatus FromFileInfo(string path, bool followLink)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (followLink && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            info = target;
        }

        FileAttributes attributes = info.Attributes;
        if ((int)attributes == -1)
        {
            throw new FileNotFoundException("Could not find '" + path + "'.", path);
        }

        FileKind kind = info.LinkTarget is not null ? FileKind.SymbolicLink
            : (attributes & FileAttributes.Directory) != 0 ? FileKind.Directory
            : FileKind.RegularFile;
        return new(
            kind,
            kind == FileKind.RegularFile ? ((FileInfo)info).Length : 0,
            OperatingSystem.IsWindows() ? DefaultMode(kind == FileKind.Directory) : info.UnixFileMode,
            new DateTimeOffset(info.LastWriteTimeUtc));
    }

    private static UnixFileMode DefaultMode(bool isDirectory) => (UnixFileMode)(isDirectory ? 0x1ED : 0x1A4); // rwxr-xr-x, rw-r--r--
}
