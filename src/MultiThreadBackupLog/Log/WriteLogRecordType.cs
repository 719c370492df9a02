namespace MultiThreadBackupLog.Log;

/// <summary>What a record of a write log says.</summary>
public enum WriteLogRecordType
{
    /// <summary>No record: the default value.</summary>
    None = 0,

    /// <summary>The identity of the log, the cartridge and the session; always the first.</summary>
    Header = 1,

    /// <summary>A stream was opened.</summary>
    StreamDefinition = 2,

    /// <summary>Blocks of one stream and one length were accepted.</summary>
    Run = 3,

    /// <summary>Filemarks were accepted.</summary>
    Filemarks = 4,

    /// <summary>Blocks that belong to no stream were accepted.</summary>
    SystemBlocks = 5,

    /// <summary>Everything from an object on is not on the tape.</summary>
    Retraction = 6,

    /// <summary>Everything below an object is on the medium.</summary>
    OnMedium = 7,

    /// <summary>The checksum of a stream so far.</summary>
    StreamChecksum = 8,

    /// <summary>A stream ended.</summary>
    StreamEnd = 9,

    /// <summary>The log was closed; always the last.</summary>
    Close = 10,

    /// <summary>The time at which the objects on both sides were accepted.</summary>
    Time = 11,

    /// <summary>Which source bytes went to a place in a stream.</summary>
    Origin = 12,

    /// <summary>An error of the tape was met.</summary>
    Error = 13,

    /// <summary>The volume on which the volume set goes on.</summary>
    SuccessorVolume = 14,

    /// <summary>When a block came in from its host.</summary>
    ReceiveTime = 15,

    /// <summary>Blocks of a stream are about to be given to the device. Not on the tape until a run says so.</summary>
    Intent = 16,
}
