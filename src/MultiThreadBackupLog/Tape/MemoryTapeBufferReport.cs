namespace MultiThreadBackupLog.Tape;

/// <summary>What a <see cref="MemoryTape"/> says of its buffer when it is asked for its position.</summary>
public enum MemoryTapeBufferReport
{
    /// <summary>The truth, and <see cref="SequentialDevice.IsBufferReportTrusted"/> is true.</summary>
    Truthful = 0,

    /// <summary>That it does not know (LOCU and BYCU are one, SSC-3 clause 7.8).</summary>
    Unknown = 1,

    /// <summary>Always an empty buffer, as some drives do; it is not to be trusted and does not ask to be.</summary>
    AlwaysEmpty = 2,
}
