namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Types of third-party copy descriptors (SPC-4, third-party copy VPD page). The values are those on the wire.</summary>
public enum ThirdPartyCopyDescriptorType
{
    /// <summary>Block device ROD token limits (0000h).</summary>
    BlockDeviceRodTokenLimits = 0x0000,

    /// <summary>Operation codes and service actions that are taken (0001h).</summary>
    SupportedCommands = 0x0001,

    /// <summary>Limits of a parameter list (0004h).</summary>
    ParameterData = 0x0004,

    /// <summary>Type codes of segment and target descriptors that are taken (0008h).</summary>
    SupportedDescriptors = 0x0008,

    /// <summary>Identifiers of target descriptors that need no descriptor (000Ch).</summary>
    SupportedCscdDescriptorIdentifiers = 0x000C,

    /// <summary>Limits of copies (8001h).</summary>
    GeneralCopyOperations = 0x8001,

    /// <summary>Limits of copies with tapes (9101h).</summary>
    StreamCopyOperations = 0x9101,

    /// <summary>Limits of held data (C001h).</summary>
    HeldData = 0xC001,
}
