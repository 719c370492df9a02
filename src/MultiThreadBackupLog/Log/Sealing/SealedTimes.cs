namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Where the time stamps of a sealed page stand.</summary>
internal enum SealedTimes : byte
{
    /// <summary>Among the other records, or nowhere.</summary>
    Listed = 0,

    /// <summary>Before some runs, which are said by the runs between them.</summary>
    Sparse = 1,

    /// <summary>Before each run but those that came within the same unit.</summary>
    EachRun = 2,
}
