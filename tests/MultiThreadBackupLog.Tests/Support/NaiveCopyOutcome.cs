using System.Globalization;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>What a parameter list came to, as <see cref="NaiveCopyManager"/> runs it.</summary>
internal sealed class NaiveCopyOutcome
{
    /// <summary>Gets whether the command ends GOOD; nothing else below but the counts and the data means anything then.</summary>
    public bool IsGood => SenseKey == SenseKey.NoSense;

    public SenseKey SenseKey { get; init; }

    /// <summary>Gets ASC and ASCQ as one number, 260Ah for 26h/0Ah.</summary>
    public int SenseCode { get; init; }

    /// <summary>Gets the place of the failed segment from 0; null where no segment had begun.</summary>
    public int? SegmentIndex { get; init; }

    /// <summary>Gets whether INFORMATION is valid: the segment has a transfer count and some of its data was written.</summary>
    public bool IsResidualValid { get; init; }

    /// <summary>Gets what the failed segment would have written and did not: bytes for a variable-length tape or a processor, else destination blocks.</summary>
    public long Residual { get; init; }

    /// <summary>Gets the byte in error in the parameter list, or null.</summary>
    public int? FieldPointer { get; init; }

    /// <summary>Gets what a person may want to know.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Gets the data held for the application client, the oldest byte first.</summary>
    public byte[] HeldData { get; init; } = [];

    /// <summary>Gets how many segments were begun.</summary>
    public int SegmentsProcessed { get; init; }

    /// <summary>Gets how many bytes were written to destinations, padding included.</summary>
    public long WrittenBytes { get; init; }

    /// <summary>Gets the residual source data that were left at the end, and dropped.</summary>
    public byte[] ResidualSource { get; init; } = [];

    /// <summary>Gets the residual destination data that were left at the end, and dropped.</summary>
    public byte[] ResidualDestination { get; init; } = [];

    public override string ToString() => IsGood
        ? "GOOD"
        : string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1:X4}h, segment {2}, residual {3}, field {4}: {5}",
            SenseKey,
            SenseCode,
            SegmentIndex,
            IsResidualValid ? Residual : null,
            FieldPointer,
            Reason);
}
