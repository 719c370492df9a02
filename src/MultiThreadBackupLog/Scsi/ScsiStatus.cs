namespace MultiThreadBackupLog.Scsi;

/// <summary>The status byte of a command (SAM-5 clause 5.3). The values are those on the wire.</summary>
public enum ScsiStatus
{
    /// <summary>GOOD (00h).</summary>
    Good = 0x00,

    /// <summary>CHECK CONDITION (02h): sense data say what there is to know.</summary>
    CheckCondition = 0x02,

    /// <summary>CONDITION MET (04h).</summary>
    ConditionMet = 0x04,

    /// <summary>BUSY (08h): the command was not taken and may be sent again.</summary>
    Busy = 0x08,

    /// <summary>RESERVATION CONFLICT (18h): another initiator holds the logical unit.</summary>
    ReservationConflict = 0x18,

    /// <summary>TASK SET FULL (28h): the command was not taken and may be sent again.</summary>
    TaskSetFull = 0x28,

    /// <summary>ACA ACTIVE (30h).</summary>
    AcaActive = 0x30,

    /// <summary>TASK ABORTED (40h): another initiator ended the command.</summary>
    TaskAborted = 0x40,
}
