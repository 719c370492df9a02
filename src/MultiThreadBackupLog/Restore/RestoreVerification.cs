namespace MultiThreadBackupLog.Restore;

/// <summary>What is known about the content of a restored stream.</summary>
public enum RestoreVerification
{
    /// <summary>Nothing but the tape's own checks: the log has no checksum for the part that was restored, and the blocks have no trailers.</summary>
    Unverified = 0,

    /// <summary>Every delivered block carried a trailer that names this stream and this block and whose checksum is right.</summary>
    BlockTrailers = 1,

    /// <summary>The checksum over all that was restored, the whole stream or its beginning up to a checkpoint, is the one in the log.</summary>
    StreamChecksum = 2,

    /// <summary>A checksum over the stream, or over its beginning up to a checkpoint, is NOT the one in the log: some delivered block is not what was written.</summary>
    Mismatch = 3,
}
