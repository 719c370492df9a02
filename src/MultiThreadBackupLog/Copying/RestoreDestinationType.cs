namespace MultiThreadBackupLog.Copying;

/// <summary>What a restore does with bytes of a stream.</summary>
public enum RestoreDestinationType
{
    /// <summary>They are read over and dropped.</summary>
    Discard = 0,

    /// <summary>They go to a disk.</summary>
    Disk = 1,

    /// <summary>They are held for the application client, who fetches them with RECEIVE COPY RESULTS / RECEIVE DATA.</summary>
    ApplicationClient = 2,
}
