using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Why a segment cannot go on: what COPY ABORTED sense data are made of (SPC-4 clause 5.17.7.4).</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
internal sealed class CopyFault
{
    private CopyFault(SenseCode code, string reason, SenseFieldPointer? field, ForwardedSense? forwarded)
    {
        Code = code;
        Reason = reason;
        Field = field;
        Forwarded = forwarded;
    }

    public SenseCode Code { get; }

    /// <summary>Gets the reason in words, for logs and people.</summary>
    public string Reason { get; }

    public SenseFieldPointer? Field { get; }

    /// <summary>Gets what the device answered that the fault comes from, or null.</summary>
    public ForwardedSense? Forwarded { get; }

    /// <summary>Makes a fault of the list, or of what it asks for.</summary>
    /// <param name="code">The sense code.</param>
    /// <param name="reason">The reason in words.</param>
    /// <param name="byteInSegment">The byte of the segment descriptor at fault, or null.</param>
    public static CopyFault InSegment(SenseCode code, string reason, int? byteInSegment = null) =>
        new(code, reason, byteInSegment is { } offset ? new SenseFieldPointer((ushort)offset, isInSegment: true) : null, null);

    /// <summary>Makes a fault of a device that the list names but that is not there, or is another than the list says.</summary>
    /// <param name="code">The sense code.</param>
    /// <param name="reason">The reason in words.</param>
    /// <param name="byteInList">The first byte of its CSCD descriptor in the list, or of the field at fault; null where there is none.</param>
    public static CopyFault InList(SenseCode code, string reason, int? byteInList) =>
        new(code, reason, byteInList is >= 0 and <= ushort.MaxValue ? new SenseFieldPointer((ushort)byteInList.Value) : null, null);

    /// <summary>Makes the fault of a tape's answer to a command (THIRD PARTY DEVICE FAILURE).</summary>
    /// <param name="operation">What was tried.</param>
    /// <param name="result">The answer.</param>
    /// <param name="source">Whether the tape was source or destination.</param>
    /// <param name="isWrite">Whether the command wrote.</param>
    /// <param name="cscdOffset">Where the tape's CSCD descriptor begins in the list.</param>
    public static CopyFault OfTape(string operation, TapeResult result, ForwardedSenseSource source, bool isWrite, int cscdOffset) => new(
        SenseCode.ThirdPartyDeviceFailure, operation + ": " + result, Pointer(cscdOffset), TargetSense.Of(result, source, isWrite));

    /// <summary>Makes the fault of a disk's answer to a command (THIRD PARTY DEVICE FAILURE).</summary>
    public static CopyFault OfDisk(string operation, StorageResult result, ForwardedSenseSource source, bool isWrite, int cscdOffset) => new(
        SenseCode.ThirdPartyDeviceFailure, operation + ": " + result, Pointer(cscdOffset), TargetSense.Of(result, source, isWrite));

    /// <summary>Gives the same fault with the field pointer at a CSCD descriptor, where it has none.</summary>
    public CopyFault At(int cscdOffset) => Field is null && Forwarded is not null ? new CopyFault(Code, Reason, Pointer(cscdOffset), Forwarded) : this;

    public override string ToString() => Code + ": " + Reason;

    private static SenseFieldPointer? Pointer(int offset) =>
        offset is >= 0 and <= ushort.MaxValue ? new SenseFieldPointer((ushort)offset) : null;
}
