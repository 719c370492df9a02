using MultiThreadBackupLog.Tool.FileSystem;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>One name of a tree.</summary>
/// <param name="RelativePath">The path below the root, with forward slashes; empty for the root itself.</param>
/// <param name="FullPath">The path to open it by.</param>
/// <param name="Status">What the file system said when the walk came by.</param>
internal readonly record struct TreeEntry(string RelativePath, string FullPath, FileStatus Status);
