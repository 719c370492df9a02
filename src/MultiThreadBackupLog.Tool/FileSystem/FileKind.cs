namespace MultiThreadBackupLog.Tool.FileSystem;

/// <summary>What stands behind a name in a directory.</summary>
internal enum FileKind
{
    RegularFile,
    Directory,
    SymbolicLink,
    Fifo,
    Socket,
    CharacterDevice,
    BlockDevice,
    Other,
}
