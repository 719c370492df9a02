namespace MultiThreadBackupLog.Copying;

/// <summary>What an initiator wants of a write log, see <see cref="CopyLogAccess"/>.</summary>
public enum CopyLogAccessType
{
    /// <summary>To begin a log.</summary>
    Initiate = 0,

    /// <summary>To see its status.</summary>
    ReportStatus = 1,

    /// <summary>To fetch its bytes.</summary>
    Retrieve = 2,

    /// <summary>To have it copied to the medium, and closed.</summary>
    CopyToMedium = 3,

    /// <summary>To clear it.</summary>
    Clear = 4,

    /// <summary>To have blocks of <see cref="CopyLogAccess.Stream"/> restored by a plan that the copy manager makes from the log.</summary>
    Restore = 5,

    /// <summary>To write to <see cref="CopyLogAccess.Stream"/>, which another initiator opened under the same application identifier, or to put a stream of its
    /// own in its place.</summary>
    AttachStream = 6,
}
