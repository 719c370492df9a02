namespace MultiThreadBackupLog.Log;

/// <summary>Why the bytes of a write log, or of a copy of one, were not accepted.</summary>
public enum WriteLogFaultReason
{
    /// <summary>There is no fault.</summary>
    None = 0,

    /// <summary>The bytes do not begin like a write log or a copy block of one.</summary>
    NotALog = 1,

    /// <summary>The format has a version that this library does not know.</summary>
    UnsupportedVersion = 2,

    /// <summary>The bytes end inside a page or block.</summary>
    Truncated = 3,

    /// <summary>A page or block does not have the checksum that it says.</summary>
    Damaged = 4,

    /// <summary>A whole page is not the successor of the one before: a page is missing, repeated, in the wrong place or left over.</summary>
    BrokenChain = 5,

    /// <summary>A page or record has a type that this library does not know and may not pass over.</summary>
    UnknownType = 6,

    /// <summary>A record has content that its type does not allow.</summary>
    Malformed = 7,

    /// <summary>A record contradicts what the log says before it.</summary>
    Inconsistent = 8,
}
