namespace MultiThreadBackupLog.Tape;

/// <summary>What a step over an image met.</summary>
internal enum ImageStepType
{
    /// <summary>A block or a filemark.</summary>
    Object,

    /// <summary>The end of the file between two objects, or an end of medium marker.</summary>
    EndOfData,

    /// <summary>The file ends inside something: what a writer leaves that was interrupted.</summary>
    CutOff,

    /// <summary>Words that do not fit together.</summary>
    Damaged,
}
