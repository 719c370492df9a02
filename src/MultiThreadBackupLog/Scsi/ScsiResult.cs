using System;
using System.Globalization;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi;

/// <summary>What came of one SCSI command.</summary>
/// <remarks>The default value is good status with nothing left over. Immutable; safe to share between threads.</remarks>
public readonly struct ScsiResult
{
    /// <summary>Describes the answer of a device.</summary>
    /// <param name="status">The status byte.</param>
    /// <param name="sense">The sense data that came with it, or null.</param>
    /// <param name="residualBytes">The bytes that were asked for and not transferred, in the direction of the command; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="residualBytes"/> is negative.</exception>
    public ScsiResult(ScsiStatus status, SenseData? sense = null, int residualBytes = 0)
    {
        if (residualBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(residualBytes), residualBytes, "A residual is not negative.");
        }

        Status = status;
        Sense = sense;
        ResidualBytes = residualBytes;
        Failure = ScsiTransportFailure.None;
        FailureReason = null;
    }

    private ScsiResult(ScsiTransportFailure failure, string reason)
        : this(ScsiStatus.Good)
    {
        Failure = failure;
        FailureReason = reason;
    }

    /// <summary>Gets the status; it says nothing when <see cref="Failure"/> says that there is none.</summary>
    public ScsiStatus Status { get; }

    /// <summary>Gets the sense data, or null. With good status they can be those of COMPLETED.</summary>
    public SenseData? Sense { get; }

    /// <summary>Gets the bytes that were asked for and not transferred.</summary>
    public int ResidualBytes { get; }

    /// <summary>Gets why there is no status.</summary>
    public ScsiTransportFailure Failure { get; }

    /// <summary>Gets the transport's own words for the failure, or null.</summary>
    public string? FailureReason { get; }

    /// <summary>Gets whether the device answered with GOOD status.</summary>
    public bool IsGood => Failure == ScsiTransportFailure.None && Status == ScsiStatus.Good;

    /// <summary>Describes a command that got no status.</summary>
    /// <param name="failure">What is known of it.</param>
    /// <param name="reason">The transport's own words.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="failure"/> is none.</exception>
    public static ScsiResult Failed(ScsiTransportFailure failure, string reason) => failure == ScsiTransportFailure.None
        ? throw new ArgumentOutOfRangeException(nameof(failure), failure, "A failed command has a failure.")
        : new ScsiResult(failure, Guard.NotNull(reason));

    /// <summary>Gives the result in one line.</summary>
    /// <returns>For example <c>CHECK CONDITION, NO SENSE 00h/01h FILEMARK DETECTED, FILEMARK</c>.</returns>
    public override string ToString()
    {
        if (Failure != ScsiTransportFailure.None)
        {
            return Failure + ": " + FailureReason;
        }

        string text = SenseFields.StatusName((ulong)Status) ?? HexText.Code((ulong)Status, 8);
        text = Sense is { } sense ? text + ", " + sense : text;
        return ResidualBytes == 0 ? text : text + string.Format(CultureInfo.InvariantCulture, ", {0} bytes not transferred", ResidualBytes);
    }
}
