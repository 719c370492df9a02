namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The two headers of mode parameters (SPC-4, mode parameter header).</summary>
public enum ModeParameterForm
{
    /// <summary>The 4 bytes of MODE SENSE(6) and MODE SELECT(6).</summary>
    Six = 6,

    /// <summary>The 8 bytes of MODE SENSE(10) and MODE SELECT(10).</summary>
    Ten = 10,
}
