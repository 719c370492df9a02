namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>The application identifiers of the streams that this tool writes.</summary>
internal static class StreamOrigin
{
    /// <summary>A directory as a pax tar archive.</summary>
    public const string Tar = "mtbl/tar";

    /// <summary>The bytes of a file or a block device.</summary>
    public const string File = "mtbl/file";
}
