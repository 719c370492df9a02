namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>The form of a READ POSITION answer. The values are the service actions (SSC-3, READ POSITION command).</summary>
public enum ReadPositionForm
{
    /// <summary>Short form (00h): 20 bytes, 32-bit locations and what is in the buffer.</summary>
    Short = 0x00,

    /// <summary>Short form with vendor-specific locations (01h).</summary>
    ShortVendorSpecific = 0x01,

    /// <summary>Long form (06h): 32 bytes, 64-bit location and file, nothing of the buffer.</summary>
    Long = 0x06,

    /// <summary>Extended form (08h): 32 bytes, 64-bit locations and what is in the buffer.</summary>
    Extended = 0x08,
}
