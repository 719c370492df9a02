namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>What a TRANSFER COUNT counts. The values are those of TRANSFER COUNT UNITS (SPC-4 table 254).</summary>
public enum TransferCountUnit
{
    /// <summary>Bytes (00h).</summary>
    Bytes = 0x00,

    /// <summary>KiB, 2^10 bytes (01h).</summary>
    Kibibytes = 0x01,

    /// <summary>MiB, 2^20 bytes (02h).</summary>
    Mebibytes = 0x02,

    /// <summary>GiB, 2^30 bytes (03h).</summary>
    Gibibytes = 0x03,

    /// <summary>TiB, 2^40 bytes (04h).</summary>
    Tebibytes = 0x04,

    /// <summary>PiB, 2^50 bytes (05h).</summary>
    Pebibytes = 0x05,

    /// <summary>EiB, 2^60 bytes (06h).</summary>
    Exbibytes = 0x06,

    /// <summary>Blocks of the destination (F1h).</summary>
    DestinationBlocks = 0xF1,
}
