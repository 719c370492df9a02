using System.Globalization;

namespace MultiThreadBackupLog.Tape;

/// <summary>How much of a tape image is whole, and where and why the rest is not.</summary>
/// <remarks>
/// Judged by the length words, which is all that the format has: a changed byte inside a record is not seen. The default value
/// is an empty image. Immutable; safe to share between threads.
/// </remarks>
public readonly struct TapeImageCheck
{
    internal TapeImageCheck(string path, long wholeObjects, long wholeFilemarks, long wholeBytes, long fileBytes, bool isCutOff, string? reason)
    {
        Path = path;
        WholeObjects = wholeObjects;
        WholeFilemarks = wholeFilemarks;
        WholeBytes = wholeBytes;
        FileBytes = fileBytes;
        IsCutOff = isCutOff;
        Reason = reason;
    }

    /// <summary>Gets the name of the file.</summary>
    public string? Path { get; }

    /// <summary>Gets how many objects, blocks and filemarks together, are whole, counted from the beginning: the first damaged one has this number.</summary>
    public long WholeObjects { get; }

    /// <summary>Gets how many of them are filemarks.</summary>
    public long WholeFilemarks { get; }

    /// <summary>Gets how many bytes of the file, from its beginning, are whole.</summary>
    public long WholeBytes { get; }

    /// <summary>Gets the length of the file in bytes. Where an end of medium marker ends the image it may be more than <see cref="WholeBytes"/> without damage.</summary>
    public long FileBytes { get; }

    /// <summary>Gets whether everything up to the end of data is whole.</summary>
    public bool IsWhole => Reason is null;

    /// <summary>Gets whether the file just ends inside an object, as when its writer was interrupted, and nothing else is wrong.</summary>
    public bool IsCutOff { get; }

    /// <summary>Gets what is wrong at <see cref="WholeBytes"/>, or null.</summary>
    public string? Reason { get; }

    /// <summary>Gives the check in words.</summary>
    /// <returns>The file, what is whole, and what is not.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        IsWhole ? "{0}: {1} objects, {2} of them filemarks, {3} bytes, whole" : "{0}: {1} objects, {2} of them filemarks, {3} of {4} bytes are whole; at byte {3} {5}",
        Path,
        WholeObjects,
        WholeFilemarks,
        WholeBytes,
        FileBytes,
        Reason);
}
