namespace MultiThreadBackupLog.Xcopy;

/// <summary>What every descriptor of a list carries whatever its type.</summary>
internal enum DescriptorFrame
{
    /// <summary>Nothing: a parameter list header.</summary>
    None = 0,

    /// <summary>A type code, and FFh at the start of the second half of a long one.</summary>
    Cscd = 1,

    /// <summary>A type code and DESCRIPTOR LENGTH.</summary>
    Segment = 2,
}
