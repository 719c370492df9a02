namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>The kinds of entries that are unpacked, and one for all others.</summary>
internal enum TarItemKind
{
    RegularFile,
    Directory,
    SymbolicLink,
    HardLink,
    Other,
}
