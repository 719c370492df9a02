namespace MultiThreadBackupLog.Tape;

/// <summary>How an operation of a <see cref="SequentialDevice"/> ended.</summary>
/// <remarks>
/// Values below 100 are expected events on good hardware; the operation did what it could and says what is left.
/// Values from 100 on are failures. Early warning is neither: it accompanies success, see <see cref="TapeResult.IsEarlyWarning"/>.
/// </remarks>
public enum TapeCondition
{
    /// <summary>Done in full.</summary>
    None = 0,

    /// <summary>A filemark ended the read or the move; the device stands on its far side in the direction of motion.</summary>
    Filemark = 1,

    /// <summary>Nothing is recorded beyond; the device stands at the end of data.</summary>
    EndOfData = 2,

    /// <summary>The beginning of the partition ended a move backward.</summary>
    BeginningOfMedium = 3,

    /// <summary>The partition has no room: nothing of the block or filemark that did not fit was recorded.</summary>
    EndOfMedium = 4,

    /// <summary>The block is longer than the buffer; what fitted was returned and the device stands after the block.</summary>
    IncorrectLength = 5,

    /// <summary>The medium or the drive's state forbids writing; nothing was written.</summary>
    WriteProtected = 100,

    /// <summary>The medium could not be read or written (sense key 3h).</summary>
    MediumError = 101,

    /// <summary>The drive failed (sense key 4h).</summary>
    HardwareError = 102,

    /// <summary>The drive is not ready or holds no medium (sense key 2h); nothing was done.</summary>
    NotReady = 103,

    /// <summary>The medium may have been changed (28h/00h); nothing was done and the position is not known.</summary>
    MediumChanged = 104,

    /// <summary>The drive was reset or lost power (29h); nothing was done, buffered blocks are lost and the position is not known.</summary>
    DeviceReset = 105,

    /// <summary>Another initiator holds a reservation; nothing was done.</summary>
    ReservationConflict = 106,

    /// <summary>The device refused the request as not valid, for example a block length outside its limits; nothing was done.</summary>
    InvalidRequest = 107,

    /// <summary>The device does not know this operation; nothing was done.</summary>
    NotSupported = 108,

    /// <summary>A position could not be reached or is not known (3Bh, 14h).</summary>
    PositionError = 109,

    /// <summary>The answer was lost: whether the operation ran has to be found out by reading the position; it must not be sent again before.</summary>
    OutcomeUnknown = 110,

    /// <summary>Recorded data is damaged: it was found, and it is not what was written.</summary>
    CorruptData = 111,
}
