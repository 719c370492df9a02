using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a device of the library's contracts would have answered on a SCSI bus: the status and sense data that COPY ABORTED forwards.</summary>
/// <remarks>Codes of SSC-3 and SBC-3; where a condition leaves a choice, the code that drives use most.</remarks>
internal static class TargetSense
{
    public static ForwardedSense Of(TapeResult result, ForwardedSenseSource source, bool isWrite)
    {
        if (result.Condition == TapeCondition.ReservationConflict)
        {
            return new ForwardedSense(source, ScsiStatus.ReservationConflict, default);
        }

        return new ForwardedSense(source, ScsiStatus.CheckCondition, Build(result, isWrite).Bytes.Span);
    }

    public static ForwardedSense Of(StorageResult result, ForwardedSenseSource source, bool isWrite)
    {
        switch (result.Condition)
        {
            case StorageCondition.ReservationConflict:
                return new ForwardedSense(source, ScsiStatus.ReservationConflict, default);
            case StorageCondition.Busy:
                return new ForwardedSense(source, ScsiStatus.Busy, default);
            default:
                (SenseKey key, SenseCode code) = CodeOf(result.Condition, isWrite);
                return new ForwardedSense(source, ScsiStatus.CheckCondition, new SenseDataBuilder(key, code).Build(SenseFormat.Fixed).Bytes.Span);
        }
    }

    private static SenseData Build(TapeResult result, bool isWrite)
    {
        (SenseKey key, SenseCode code) = CodeOf(result.Condition, isWrite);
        return new SenseDataBuilder(key, code)
        {
            IsDeferred = result.IsDeferred,
            IsFilemark = result.Condition == TapeCondition.Filemark,
            IsIncorrectLength = result.Condition == TapeCondition.IncorrectLength,
            IsEndOfMedium = result.IsEarlyWarning || result.Condition is TapeCondition.EndOfMedium or TapeCondition.BeginningOfMedium,
            Information = Residual(result),
        }.Build(SenseFormat.Fixed);
    }

    private static long? Residual(TapeResult result) => result.Condition switch
    {
        TapeCondition.IncorrectLength => result.ResidualBytes,
        TapeCondition.Filemark or TapeCondition.EndOfData or TapeCondition.BeginningOfMedium or TapeCondition.EndOfMedium =>
            result.ResidualBlocks + result.ResidualFilemarks,
        _ => null,
    };

    private static (SenseKey Key, SenseCode Code) CodeOf(TapeCondition condition, bool isWrite) => condition switch
    {
        TapeCondition.Filemark => (SenseKey.NoSense, new SenseCode(0x00, 0x01)),
        TapeCondition.EndOfData => (SenseKey.BlankCheck, new SenseCode(0x00, 0x05)),
        TapeCondition.BeginningOfMedium => (SenseKey.NoSense, new SenseCode(0x00, 0x04)),
        TapeCondition.EndOfMedium => (SenseKey.VolumeOverflow, new SenseCode(0x00, 0x02)),
        TapeCondition.IncorrectLength => (SenseKey.NoSense, new SenseCode(0x00, 0x00)),
        TapeCondition.WriteProtected => (SenseKey.DataProtect, new SenseCode(0x27, 0x00)),
        TapeCondition.MediumError => (SenseKey.MediumError, isWrite ? new SenseCode(0x0C, 0x00) : new SenseCode(0x11, 0x00)),
        TapeCondition.NotReady => (SenseKey.NotReady, new SenseCode(0x3A, 0x00)),
        TapeCondition.MediumChanged => (SenseKey.UnitAttention, new SenseCode(0x28, 0x00)),
        TapeCondition.DeviceReset => (SenseKey.UnitAttention, new SenseCode(0x29, 0x00)),
        TapeCondition.InvalidRequest => (SenseKey.IllegalRequest, new SenseCode(0x24, 0x00)),
        TapeCondition.NotSupported => (SenseKey.IllegalRequest, new SenseCode(0x20, 0x00)),
        TapeCondition.PositionError => (SenseKey.MediumError, new SenseCode(0x3B, 0x00)),
        TapeCondition.OutcomeUnknown => (SenseKey.AbortedCommand, new SenseCode(0x4B, 0x00)),
        TapeCondition.CorruptData => (SenseKey.MediumError, new SenseCode(0x11, 0x00)),
        _ => (SenseKey.HardwareError, new SenseCode(0x44, 0x00)),
    };

    private static (SenseKey Key, SenseCode Code) CodeOf(StorageCondition condition, bool isWrite) => condition switch
    {
        StorageCondition.OutOfRange => (SenseKey.IllegalRequest, new SenseCode(0x21, 0x00)),
        StorageCondition.NoSpace => (SenseKey.DataProtect, new SenseCode(0x27, 0x07)),
        StorageCondition.WriteProtected => (SenseKey.DataProtect, new SenseCode(0x27, 0x00)),
        StorageCondition.MediumError => (SenseKey.MediumError, isWrite ? new SenseCode(0x0C, 0x00) : new SenseCode(0x11, 0x00)),
        StorageCondition.NotReady => (SenseKey.NotReady, new SenseCode(0x04, 0x00)),
        StorageCondition.MediumChanged => (SenseKey.UnitAttention, new SenseCode(0x28, 0x00)),
        StorageCondition.DeviceReset => (SenseKey.UnitAttention, new SenseCode(0x29, 0x00)),
        StorageCondition.InvalidRequest => (SenseKey.IllegalRequest, new SenseCode(0x24, 0x00)),
        StorageCondition.NotSupported => (SenseKey.IllegalRequest, new SenseCode(0x20, 0x00)),
        StorageCondition.OutcomeUnknown => (SenseKey.AbortedCommand, new SenseCode(0x4B, 0x00)),
        _ => (SenseKey.HardwareError, new SenseCode(0x44, 0x00)),
    };
}
