namespace MultiThreadBackupLog.Scsi;

/// <summary>The kind of a logical unit (PERIPHERAL DEVICE TYPE, SPC-4, standard INQUIRY data). The values are those on the wire.</summary>
public enum PeripheralDeviceType
{
    /// <summary>Direct access block device, a disk (00h).</summary>
    DirectAccess = 0x00,

    /// <summary>Sequential-access device, a tape (01h).</summary>
    SequentialAccess = 0x01,

    /// <summary>Printer (02h, obsolete).</summary>
    Printer = 0x02,

    /// <summary>Processor (03h).</summary>
    Processor = 0x03,

    /// <summary>Write-once device (04h).</summary>
    WriteOnce = 0x04,

    /// <summary>CD or DVD device (05h).</summary>
    OpticalDisc = 0x05,

    /// <summary>Optical memory device (07h).</summary>
    OpticalMemory = 0x07,

    /// <summary>Medium changer (08h).</summary>
    MediumChanger = 0x08,

    /// <summary>Storage array controller (0Ch).</summary>
    StorageArrayController = 0x0C,

    /// <summary>Enclosure services (0Dh).</summary>
    EnclosureServices = 0x0D,

    /// <summary>Simplified direct access device (0Eh).</summary>
    SimplifiedDirectAccess = 0x0E,

    /// <summary>Well known logical unit (1Eh).</summary>
    WellKnownLogicalUnit = 0x1E,

    /// <summary>Unknown or no device (1Fh).</summary>
    Unknown = 0x1F,
}
