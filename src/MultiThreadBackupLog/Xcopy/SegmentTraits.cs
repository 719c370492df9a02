using System;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>What a segment descriptor type has that matters whatever else it does.</summary>
[Flags]
internal enum SegmentTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>SOURCE INDEX names a device.</summary>
    Source = 1,

    /// <summary>DESTINATION INDEX names a device.</summary>
    Destination = 2,

    /// <summary>Data are held for the application client.</summary>
    Held = 4,
}
