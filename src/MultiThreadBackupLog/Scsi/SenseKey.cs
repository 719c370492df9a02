namespace MultiThreadBackupLog.Scsi;

/// <summary>The SENSE KEY of sense data (SPC-4 clause 4.5.6). The values are those on the wire.</summary>
public enum SenseKey
{
    /// <summary>NO SENSE (0h): nothing is wrong; for a tape a filemark, an early warning or another block length.</summary>
    NoSense = 0x0,

    /// <summary>RECOVERED ERROR (1h): done, with some recovery by the device.</summary>
    RecoveredError = 0x1,

    /// <summary>NOT READY (2h): the logical unit cannot be accessed, for example for want of a cartridge.</summary>
    NotReady = 0x2,

    /// <summary>MEDIUM ERROR (3h): a flaw of the medium or of what is recorded on it.</summary>
    MediumError = 0x3,

    /// <summary>HARDWARE ERROR (4h): the device failed.</summary>
    HardwareError = 0x4,

    /// <summary>ILLEGAL REQUEST (5h): the command or its parameters are not acceptable.</summary>
    IllegalRequest = 0x5,

    /// <summary>UNIT ATTENTION (6h): something changed; the command was not executed and may be sent again.</summary>
    UnitAttention = 0x6,

    /// <summary>DATA PROTECT (7h): the medium is protected against the operation.</summary>
    DataProtect = 0x7,

    /// <summary>BLANK CHECK (8h): end of data was met.</summary>
    BlankCheck = 0x8,

    /// <summary>Vendor specific (9h).</summary>
    VendorSpecific = 0x9,

    /// <summary>COPY ABORTED (Ah): a copy operation failed while one of its segments ran.</summary>
    CopyAborted = 0xA,

    /// <summary>ABORTED COMMAND (Bh): the device gave the command up; it may be sent again.</summary>
    AbortedCommand = 0xB,

    /// <summary>Reserved (Ch); EQUAL in SCSI-2.</summary>
    Reserved = 0xC,

    /// <summary>VOLUME OVERFLOW (Dh): end of partition was met with data still in the buffer.</summary>
    VolumeOverflow = 0xD,

    /// <summary>MISCOMPARE (Eh): data differ from those on the medium.</summary>
    Miscompare = 0xE,

    /// <summary>COMPLETED (Fh): the command succeeded and has something to tell.</summary>
    Completed = 0xF,
}
