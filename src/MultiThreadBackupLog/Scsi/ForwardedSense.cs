using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Status and sense data that a copy manager got from a source or destination and forwards in its own sense data
/// (SPC-4 clause 4.5.2.7, and 5.17.7.4 for the fixed format).</summary>
/// <remarks>The default value is good status without sense data, of an unknown device. Immutable; safe to share between threads.</remarks>
public readonly record struct ForwardedSense
{
    private readonly WireBytes _sense;

    /// <summary>Describes what a device answered.</summary>
    /// <param name="source">Whose answer it is.</param>
    /// <param name="status">The status byte.</param>
    /// <param name="sense">The sense data as they came; copied.</param>
    /// <param name="isTruncated">Whether the sense data were cut.</param>
    /// <exception cref="ArgumentException">Sense data are at most 252 bytes.</exception>
    public ForwardedSense(ForwardedSenseSource source, ScsiStatus status, ReadOnlySpan<byte> sense, bool isTruncated = false)
    {
        if (sense.Length > SenseData.MaximumLength)
        {
            throw new ArgumentException("Sense data are at most 252 bytes.", nameof(sense));
        }

        Source = source;
        Status = status;
        _sense = WireBytes.Copy(sense);
        IsTruncated = isTruncated;
    }

    /// <summary>Gets whose answer it is.</summary>
    public ForwardedSenseSource Source { get; }

    /// <summary>Gets the status byte; values beyond the enumeration are given as they are.</summary>
    public ScsiStatus Status { get; }

    /// <summary>Gets whether the sense data were cut (FSDT).</summary>
    public bool IsTruncated { get; }

    /// <summary>Gets the sense data as they came; empty when there were none.</summary>
    public ReadOnlyMemory<byte> SenseBytes => _sense.Memory;

    /// <summary>Decodes the forwarded sense data.</summary>
    /// <param name="sense">The sense data, or the default value.</param>
    /// <returns>False when there are none, or none that can be read.</returns>
    public bool TryGetSense(out SenseData sense) => SenseData.TryParse(_sense.Span, out sense, out _);

    /// <summary>Gives the answer in one line.</summary>
    /// <returns>Source, status and sense.</returns>
    public override string ToString() =>
        Source + ": " + Status + (TryGetSense(out SenseData sense) ? ", " + sense : string.Empty);
}
