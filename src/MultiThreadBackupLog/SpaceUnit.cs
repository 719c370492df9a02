namespace MultiThreadBackupLog;

/// <summary>What a SPACE command counts. The values are the CODE field of SPACE (SSC-3 clause 6.13).</summary>
public enum SpaceUnit
{
    /// <summary>Logical blocks (CODE 0h). A filemark on the way ends the movement.</summary>
    Blocks = 0,

    /// <summary>Filemarks (CODE 1h). Blocks on the way are passed over and not counted.</summary>
    Filemarks = 1,

    /// <summary>Runs of as many consecutive filemarks as the count says (CODE 2h).</summary>
    SequentialFilemarks = 2,

    /// <summary>End of data (CODE 3h). The count is ignored.</summary>
    EndOfData = 3,
}
