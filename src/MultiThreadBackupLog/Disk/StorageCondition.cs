namespace MultiThreadBackupLog.Disk;

/// <summary>How an operation of a <see cref="BlockStorage"/> ended.</summary>
/// <remarks>
/// A disk has no expected events such as a tape's filemarks: every value but <see cref="None"/> is a failure. Where a tape has the same
/// failure, the number is that of its condition.
/// </remarks>
public enum StorageCondition
{
    /// <summary>Done in full.</summary>
    None = 0,

    /// <summary>Some of the blocks lie beyond the end of the device (21h/00h); nothing was done.</summary>
    OutOfRange = 1,

    /// <summary>A thinly provisioned device, or the disk under a file, has no room for the blocks (27h/07h); blocks behind the transferred ones may hold anything.</summary>
    NoSpace = 2,

    /// <summary>The medium or the device's state forbids writing; nothing was written.</summary>
    WriteProtected = 100,

    /// <summary>The medium could not be read or written (sense key 3h).</summary>
    MediumError = 101,

    /// <summary>The device failed (sense key 4h).</summary>
    HardwareError = 102,

    /// <summary>The device is not ready or holds no medium (sense key 2h); nothing was done.</summary>
    NotReady = 103,

    /// <summary>The medium may have been changed (28h/00h); nothing was done. Told once: the next operation meets what is there now.</summary>
    MediumChanged = 104,

    /// <summary>The device was reset or lost power (29h); nothing was done, and writes that were not flushed may be lost. Told once.</summary>
    DeviceReset = 105,

    /// <summary>Another initiator holds a reservation; nothing was done.</summary>
    ReservationConflict = 106,

    /// <summary>The device refused the request as not valid; nothing was done.</summary>
    InvalidRequest = 107,

    /// <summary>The device does not know this operation; nothing was done.</summary>
    NotSupported = 108,

    /// <summary>The device is busy with others' commands (BUSY, TASK SET FULL); nothing was done, and later it may go.</summary>
    Busy = 109,

    /// <summary>The answer was lost: whether the operation ran is not known. Reading or writing the same blocks again does no harm.</summary>
    OutcomeUnknown = 110,
}
