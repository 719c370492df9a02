namespace MultiThreadBackupLog.Tool.FileSystem;

/// <summary>What two names of one file have in common.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);
