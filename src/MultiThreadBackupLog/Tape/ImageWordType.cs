namespace MultiThreadBackupLog.Tape;

/// <summary>What a word of a tape image stands for.</summary>
internal enum ImageWordType
{
    Filemark,
    Block,

    /// <summary>A record that cannot be read: an object all the same.</summary>
    BadBlock,

    /// <summary>A single word that is no object: an erase gap or a private marker.</summary>
    PassedMarker,

    /// <summary>A record that is no object.</summary>
    PassedRecord,
    EndOfMedium,
    Unknown,
}
