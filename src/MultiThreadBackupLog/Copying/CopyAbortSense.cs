using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Copying;

/// <summary>The sense data of a copy that a segment ended (SPC-4 clause 5.17.7.4).</summary>
internal static class CopyAbortSense
{
    /// <summary>Builds them in the fixed format.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="segmentIndex">The segment's place in the list, from 0.</param>
    /// <param name="residual">What the segment would have written less what it wrote; null where it wrote nothing or has no count.</param>
    /// <param name="isDeferred">Whether the command was already answered.</param>
    public static SenseData Build(CopyFault fault, int segmentIndex, long? residual, bool isDeferred = false)
    {
        var builder = new SenseDataBuilder(SenseKey.CopyAborted, fault.Code)
        {
            SegmentNumber = (ushort)segmentIndex,
            Information = residual,
            FieldPointer = fault.Field,
            IsDeferred = isDeferred,
        };
        if (fault.Forwarded is { } forwarded)
        {
            builder.ForwardedSense.Add(forwarded);
        }

        return builder.Build(SenseFormat.Fixed);
    }
}
