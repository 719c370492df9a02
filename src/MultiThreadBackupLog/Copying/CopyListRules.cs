using System;
using System.Linq;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a copy manager said of itself, as the building of lists needs it.</summary>
internal sealed class CopyListRules
{
    private const int LongestTransfer = 0xFF_FFFF;

    public CopyListRules(OperatingParameters parameters)
    {
        Parameters = parameters;
        HasToBlocks = parameters.ImplementedTypeCodes.Contains(StreamToBlockSegment.TypeCode);
        HasToBytes = parameters.ImplementedTypeCodes.Contains(StreamToBlockOffsetSegment.TypeCode);
        HasDiscard = parameters.ImplementedTypeCodes.Contains(StreamToDiscardSegment.TypeCode);
        HasHold = parameters.ImplementedTypeCodes.Contains(StreamToDiscardSegment.HeldTypeCode);
        HasSpace = parameters.ImplementedTypeCodes.Contains(SpaceSegment.TypeCode);
        HasLocate = parameters.ImplementedTypeCodes.Contains(LocateSegment.TypeCode);
        MaximumSegmentBytes = parameters.MaximumSegmentLengthBytes == 0 ? uint.MaxValue : parameters.MaximumSegmentLengthBytes;
        uint transfer = parameters.MaximumStreamDeviceTransferSizeBytes;
        MaximumTransferBytes = transfer is 0 or > LongestTransfer ? LongestTransfer : (int)transfer;

        // A granularity that no count of 32 bits can keep lets nothing through; 62 keeps the shift in range.
        GranularityBytes = 1L << Math.Min((int)parameters.DataSegmentGranularityExponent, 62);
        HeldGranularityBytes = Math.Max(GranularityBytes, 1L << Math.Min((int)parameters.HeldDataGranularityExponent, 62));
    }

    public OperatingParameters Parameters { get; }

    public bool HasToBlocks { get; }

    public bool HasToBytes { get; }

    public bool HasDiscard { get; }

    public bool HasHold { get; }

    public bool HasSpace { get; }

    public bool HasLocate { get; }

    /// <summary>Gets how many bytes one segment writes at most.</summary>
    public long MaximumSegmentBytes { get; }

    /// <summary>Gets the longest tape block that can be read.</summary>
    public int MaximumTransferBytes { get; }

    /// <summary>Gets the number of which every segment's bytes must be a multiple.</summary>
    public long GranularityBytes { get; }

    /// <summary>Gets the same for segments that hold data.</summary>
    public long HeldGranularityBytes { get; }
}
