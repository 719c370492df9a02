namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Which values MODE SENSE asks for. The values are those of PC (SPC-4, MODE SENSE(6) command).</summary>
public enum ModePageControl
{
    /// <summary>Current values (00b).</summary>
    Current = 0,

    /// <summary>A mask of the values that can be changed (01b).</summary>
    Changeable = 1,

    /// <summary>Default values (10b).</summary>
    Default = 2,

    /// <summary>Saved values (11b).</summary>
    Saved = 3,
}
