namespace MultiThreadBackupLog.Log;

/// <summary>An error of the tape with what lies on each side of it.</summary>
/// <remarks>Immutable once the diagnostics are computed; safe to share between threads.</remarks>
public sealed class WriteLogErrorSite
{
    internal WriteLogErrorSite(WriteLogError error, long logicalObjectIdentifier, TapeExtent? before)
    {
        Error = error;
        LogicalObjectIdentifier = logicalObjectIdentifier;
        Before = before;
    }

    /// <summary>Gets the error.</summary>
    public WriteLogError Error { get; }

    /// <summary>Gets where the tape was parted by it: the object that was to come next, after what the error took away.</summary>
    public long LogicalObjectIdentifier { get; private set; }

    /// <summary>Gets how many objects were retracted before anything else was placed.</summary>
    public long RetractedObjectCount { get; private set; }

    /// <summary>Gets the object just before that place, as an extent of one object; null at the origin, and when a later retraction went further back.</summary>
    public TapeExtent? Before { get; private set; }

    /// <summary>Gets the first object that was placed there afterwards, as an extent of one object; null when nothing was. A later retraction may have taken it away.</summary>
    public TapeExtent? After { get; internal set; }

    internal void Retract(long target, TapeExtent? before)
    {
        RetractedObjectCount += LogicalObjectIdentifier - target;
        LogicalObjectIdentifier = target;
        Before = before;
    }
}
