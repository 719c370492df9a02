namespace MultiThreadBackupLog.Planning;

/// <summary>What a step of a restore plan does with the device.</summary>
public enum RestoreStepType
{
    /// <summary>Passes over blocks; there is no filemark among them.</summary>
    SpaceBlocks = 0,

    /// <summary>Passes over filemarks and whatever blocks lie between them; ends behind the last one.</summary>
    SpaceFilemarks = 1,

    /// <summary>Moves to a logical object.</summary>
    Locate = 2,

    /// <summary>Reads wanted blocks of one stream, all of one length.</summary>
    Read = 3,

    /// <summary>Reads blocks that nobody wants, all of one length, because that is quicker than moving over them.</summary>
    Discard = 4,
}
