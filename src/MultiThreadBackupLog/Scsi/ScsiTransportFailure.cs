namespace MultiThreadBackupLog.Scsi;

/// <summary>What happened to a command that got no status.</summary>
public enum ScsiTransportFailure
{
    /// <summary>Nothing: the device answered with a status.</summary>
    None = 0,

    /// <summary>The command surely did not reach the device, so it did not run.</summary>
    NotSent = 1,

    /// <summary>The answer did not come, in time or at all: the command may have run. Of a tape command only READ POSITION can tell.</summary>
    OutcomeUnknown = 2,
}
