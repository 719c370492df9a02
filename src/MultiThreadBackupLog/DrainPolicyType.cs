namespace MultiThreadBackupLog;

/// <summary>Which rule a <see cref="DrainPolicy"/> follows.</summary>
public enum DrainPolicyType
{
    /// <summary>In the order in which streams were found ready.</summary>
    ArrivalOrder = 0,

    /// <summary>In turn, each for a quantum of bytes.</summary>
    RoundRobin = 1,

    /// <summary>One stream until its run is long.</summary>
    LongRuns = 2,
}
