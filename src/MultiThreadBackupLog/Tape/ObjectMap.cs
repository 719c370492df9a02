namespace MultiThreadBackupLog.Tape;

/// <summary>What moving over a recording needs to know of it: how many objects there are, and where the filemarks lie.</summary>
/// <remarks>Two questions suffice for every SPACE: how many filemarks lie before an object, and where is the k-th filemark.</remarks>
internal abstract class ObjectMap
{
    /// <summary>Gets the number of objects, blocks and filemarks together: the object number of the end of data.</summary>
    public abstract long ObjectCount { get; }

    /// <summary>Gets the number of filemarks.</summary>
    public abstract long FilemarkCount { get; }

    /// <summary>Counts the filemarks whose object number is below one.</summary>
    public abstract long CountFilemarksBefore(long logicalObjectIdentifier);

    /// <summary>Gives the object number of a filemark.</summary>
    /// <param name="ordinal">Which filemark, from 0, below <see cref="FilemarkCount"/>.</param>
    public abstract long FindFilemark(long ordinal);
}
