namespace MultiThreadBackupLog.Scsi;

/// <summary>The two forms of sense data (SPC-4 clause 4.5).</summary>
public enum SenseFormat
{
    /// <summary>Fixed format: response codes 70h and 71h (SPC-4 clause 4.5.3).</summary>
    Fixed = 0,

    /// <summary>Descriptor format: response codes 72h and 73h (SPC-4 clause 4.5.2).</summary>
    Descriptor = 1,
}
