namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>What LOCATE(16) goes to. The values are those of DEST_TYPE (SSC-3, LOCATE(16) command).</summary>
public enum LocateDestinationType
{
    /// <summary>A logical object (00b), blocks and filemarks counted together.</summary>
    LogicalObject = 0,

    /// <summary>A logical file (01b): the place behind as many filemarks.</summary>
    LogicalFile = 1,

    /// <summary>Obsolete (10b): a logical set.</summary>
    Obsolete = 2,

    /// <summary>The end of data (11b); the identifier is ignored.</summary>
    EndOfData = 3,
}
