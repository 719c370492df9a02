namespace MultiThreadBackupLog.Scsi;

/// <summary>Whose status and sense a copy manager forwards (SENSE DATA SOURCE of the forwarded sense data descriptor, SPC-4 clause 4.5.2.7).</summary>
/// <remarks>sg3_utils prints 0 as the source and all else as the destination; SPC-4 and FreeBSD have the values used here.</remarks>
public enum ForwardedSenseSource
{
    /// <summary>Not known (0h).</summary>
    Unknown = 0,

    /// <summary>The copy source (1h).</summary>
    CopySource = 1,

    /// <summary>The copy destination (2h).</summary>
    CopyDestination = 2,
}
