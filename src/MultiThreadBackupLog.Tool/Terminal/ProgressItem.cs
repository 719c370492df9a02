namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>How far one piece of work is.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="DoneBytes">The bytes done.</param>
/// <param name="TotalBytes">All bytes, or null when nobody knows before the end.</param>
/// <param name="IsEnded">Whether nothing more comes.</param>
internal readonly record struct ProgressItem(string Name, long DoneBytes, long? TotalBytes, bool IsEnded);
